import {type Endpoint, toEndpoints} from '../../../record/endpoints.ts';
import type {Status} from '../../../verdict/types.ts';
import {
	createTextInput,
	reduceTextInput,
	type TextInputAction,
	type TextInputState,
	textOf,
} from '../../components/text-input/text-input-state.ts';
import {type ResultGroup, searchedText} from './result-groups.ts';

/** The two ways to look at a run: what is wrong with what under it, or one endpoint a line. */
type ResultsView = 'findings' | 'endpoints';

/** An endpoint with all its rows, and the first group that it stands under. */
type PlacedEndpoint = {readonly group: ResultGroup; readonly endpoint: Endpoint};

/** One line of the results: a group, or one of its endpoints. */
export type ResultRow =
	| {readonly kind: 'group'; readonly id: string; readonly group: ResultGroup; readonly isOpen: boolean}
	| {
			readonly kind: 'endpoint';
			readonly id: string;
			readonly group: ResultGroup;
			readonly endpoint: Endpoint;
			/** Stands by itself, not under its group. */
			readonly isAlone: boolean;
	  };

export type RowChoice = {
	readonly groups: readonly ResultGroup[];
	readonly endpoints: readonly PlacedEndpoint[];
	readonly view: ResultsView;
	/** Ids of the groups whose endpoints are shown. */
	readonly open: readonly string[];
	readonly filter: ResultsFilter;
};

/** Each endpoint once, in the order of the groups: what is worst comes first. */
export function placeEndpoints(groups: readonly ResultGroup[]): readonly PlacedEndpoint[] {
	const placed = new Map<string, {readonly group: ResultGroup; endpoint: Endpoint}>();
	for (const group of groups) {
		for (const endpoint of group.endpoints) {
			const first = placed.get(endpoint.name);
			if (first === undefined) placed.set(endpoint.name, {group, endpoint});
			else first.endpoint = toEndpoints([...first.endpoint.rows, ...endpoint.rows])[0] ?? endpoint;
		}
	}
	return [...placed.values()];
}

/** While a filter is on, what fits is in view, folded or not. */
export function resultRows({groups, endpoints, view, open, filter}: RowChoice): readonly ResultRow[] {
	if (view === 'endpoints') {
		const fits = endpointFits(filter);
		return endpoints
			.filter(({group, endpoint}) => fits(group, endpoint))
			.map(({group, endpoint}) => ({kind: 'endpoint', id: endpoint.name, group, endpoint, isAlone: true}));
	}
	return filterGroups(groups, filter).flatMap(group => {
		const isOpen = open.includes(group.id) || isFiltering(filter);
		const rows: ResultRow[] = [{kind: 'group', id: group.id, group, isOpen}];
		if (!isOpen) return rows;
		for (const endpoint of group.endpoints) {
			rows.push({kind: 'endpoint', id: `${group.id} ${endpoint.name}`, group, endpoint, isAlone: false});
		}
		return rows;
	});
}

/** How many endpoints there are among some lines. One under two groups counts once. */
export function countShown(rows: readonly ResultRow[]): number {
	return new Set(rows.flatMap(row => (row.kind === 'endpoint' ? row.endpoint.name : []))).size;
}

/** Which endpoints are shown. */
type ResultsFilter = {
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

/** Whether the filter can leave anything out. */
export function isFiltering({text, status}: ResultsFilter): boolean {
	return status !== null || textOf(text).trim() !== '';
}

/** The filter after a change. Pure; `groups` tells which statuses there are to go through. */
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
	({rows}: Endpoint): boolean =>
		rows.some(row => row.status === status);

/** Whether an endpoint fits; the words of the filter may stand in any order, in it or in what it stands under. */
function endpointFits(filter: ResultsFilter): (group: ResultGroup, endpoint: Endpoint) => boolean {
	const words = textOf(filter.text).toLowerCase().split(/\s+/).filter(Boolean);
	const {status} = filter;
	const hasIt = status === null ? () => true : hasStatus(status);
	return ({title}, endpoint) =>
		hasIt(endpoint) && words.every(word => searchedText(endpoint).includes(word) || title.toLowerCase().includes(word));
}

/** The groups with those of their endpoints that fit. */
export function filterGroups(groups: readonly ResultGroup[], filter: ResultsFilter): readonly ResultGroup[] {
	if (!isFiltering(filter)) return groups;
	const fits = endpointFits(filter);
	return groups
		.map(group => ({...group, endpoints: group.endpoints.filter(endpoint => fits(group, endpoint))}))
		.filter(({endpoints}) => endpoints.length > 0);
}
