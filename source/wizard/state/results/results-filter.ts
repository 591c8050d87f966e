import type {Status} from '../../../verdict/types.ts';
import {
	createTextInput,
	reduceTextInput,
	type TextInputAction,
	type TextInputState,
	textOf,
} from '../../components/text-input/text-input-state.ts';
import type {ListedEndpoint, ResultGroup} from './result-groups.ts';

/** Which endpoints are shown. */
export type ResultsFilter = {
	readonly text: TextInputState;
	/** Null: every status. */
	readonly status: Status | null;
	/** Keys go into the text. */
	readonly isTyping: boolean;
};

export type FilterChange =
	| {readonly type: 'type'}
	| {readonly type: 'edit'; readonly action: TextInputAction}
	| {readonly type: 'accept'}
	| {readonly type: 'clear'}
	/** Goes on to the next status that any endpoint has, and after the last to all of them. */
	| {readonly type: 'next-status'};

/** In the order in which the results stand: what is worst comes first. */
const byUrgency: readonly Status[] = ['blocked', 'intercepted', 'unstable', 'unverified', 'skipped', 'reachable'];

export const noFilter: ResultsFilter = {text: createTextInput(''), status: null, isTyping: false};

export function isFiltering({text, status}: ResultsFilter): boolean {
	return status !== null || textOf(text).trim() !== '';
}

export function reduceFilter(
	filter: ResultsFilter,
	change: FilterChange,
	groups: readonly ResultGroup[],
): ResultsFilter {
	switch (change.type) {
		case 'type':
			return {...filter, isTyping: true};
		case 'edit':
			return {...filter, text: reduceTextInput(filter.text, change.action)};
		case 'accept':
			return {...filter, isTyping: false};
		case 'clear':
			return noFilter;
		case 'next-status': {
			const present = byUrgency.filter(status => groups.some(({endpoints}) => endpoints.some(hasStatus(status))));
			const index = filter.status === null ? -1 : present.indexOf(filter.status);
			return {...filter, status: present[index + 1] ?? null};
		}
		default:
			return change satisfies never;
	}
}

const hasStatus =
	(status: Status) =>
	({rows}: ListedEndpoint): boolean =>
		rows.some(row => row.status === status);

/** Whether an endpoint fits; the words of the filter may stand in any order, in it or in what it stands under. */
export function endpointFits(filter: ResultsFilter): (group: ResultGroup, endpoint: ListedEndpoint) => boolean {
	const words = textOf(filter.text).toLowerCase().split(/\s+/).filter(Boolean);
	const {status} = filter;
	const hasIt = status === null ? () => true : hasStatus(status);
	return ({title}, endpoint) =>
		hasIt(endpoint) && words.every(word => endpoint.searched.includes(word) || title.toLowerCase().includes(word));
}

/** The groups with those of their endpoints that fit. */
export function filterGroups(groups: readonly ResultGroup[], filter: ResultsFilter): readonly ResultGroup[] {
	if (!isFiltering(filter)) return groups;
	const fits = endpointFits(filter);
	return groups
		.map(group => ({...group, endpoints: group.endpoints.filter(endpoint => fits(group, endpoint))}))
		.filter(({endpoints}) => endpoints.length > 0);
}
