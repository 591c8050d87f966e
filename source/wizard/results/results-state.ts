import type {Finding} from '../../diagnosis/types.ts';
import type {Run} from '../../probe/types.ts';
import {clampList, type ListMove, type ListState, moveList} from '../components/list/list-state.ts';
import {type EndpointEntry, groupRun, type ResultGroup} from './result-groups.ts';
import {
	type FilterChange,
	filterGroups,
	isFiltering,
	noFilter,
	type ResultsFilter,
	reduceFilter,
} from './results-filter.ts';

/** One line of the results: a group, or under an open group one of its endpoints. */
export type ResultRow =
	| {readonly kind: 'group'; readonly id: string; readonly group: ResultGroup; readonly isOpen: boolean}
	| {readonly kind: 'endpoint'; readonly id: string; readonly group: ResultGroup; readonly entry: EndpointEntry};

export type ResultsState = {
	readonly groups: readonly ResultGroup[];
	/** Ids of the groups whose endpoints are shown. */
	readonly open: readonly string[];
	readonly filter: ResultsFilter;
	readonly list: ListState;
	/** The first line in view of the details of the row at the cursor, or null while the list is shown. */
	readonly detailTop: number | null;
};

/** `height` and `lines` are what the window has room for and what the details have: the state does not know the window. */
export type ResultsAction =
	| {readonly type: 'move'; readonly move: ListMove; readonly height: number}
	| {readonly type: 'fold'; readonly fold: 'open' | 'close' | 'toggle'; readonly height: number}
	| {readonly type: 'filter'; readonly change: FilterChange}
	| {readonly type: 'open-detail'}
	| {readonly type: 'close-detail'}
	| {readonly type: 'scroll-detail'; readonly move: ListMove; readonly height: number; readonly lines: number};

/** What needs doing is open from the start; the rest is folded away. */
export function createResults(findings: readonly Finding[], run: Run | null): ResultsState {
	const groups = run ? groupRun(run, findings) : [];
	const open = groups.filter(({severity}) => severity === 'error' || severity === 'warning').map(({id}) => id);
	return {groups, open, filter: noFilter, list: {cursor: 0, top: 0}, detailTop: null};
}

/** New results in the place of old ones: what was open, filtered and pointed at stays, as far as it is still there. */
export function renewResults(previous: ResultsState, findings: readonly Finding[], run: Run): ResultsState {
	const fresh = createResults(findings, run);
	const known = new Set(previous.groups.map(({id}) => id));
	const open = fresh.groups.map(({id}) => id).filter(id => (known.has(id) ? previous.open : fresh.open).includes(id));
	const next = {...fresh, open, filter: previous.filter};
	const rows = resultRows(next);
	const before = currentRow(previous);
	const same = rows.findIndex(({id}) => id === before?.id);
	// What was mended stands under another group now.
	const moved = rows.findIndex(
		row => row.kind === 'endpoint' && before?.kind === 'endpoint' && row.entry.endpoint === before.entry.endpoint,
	);
	const place = same >= 0 ? same : moved >= 0 ? moved : Math.min(previous.list.cursor, rows.length - 1);
	const cursor = Math.max(0, place);
	const top = Math.max(0, cursor - (previous.list.cursor - previous.list.top));
	return {...next, list: {cursor, top}};
}

/** While a filter is on, what fits is in view, folded or not. */
export function resultRows({
	groups,
	open,
	filter,
}: Pick<ResultsState, 'groups' | 'open' | 'filter'>): readonly ResultRow[] {
	return filterGroups(groups, filter).flatMap(group => {
		const isOpen = open.includes(group.id) || isFiltering(filter);
		const rows: ResultRow[] = [{kind: 'group', id: group.id, group, isOpen}];
		if (!isOpen) return rows;
		for (const entry of group.endpoints) {
			rows.push({kind: 'endpoint', id: `${group.id} ${entry.endpoint}`, group, entry});
		}
		return rows;
	});
}

/** The row at the cursor, or null if there are none. */
export function currentRow(state: ResultsState): ResultRow | null {
	return resultRows(state)[state.list.cursor] ?? null;
}

export function reduceResults(state: ResultsState, action: ResultsAction): ResultsState {
	switch (action.type) {
		case 'move': {
			const size = {count: resultRows(state).length, height: action.height};
			return {...state, list: moveList(state.list, action.move, size)};
		}
		case 'fold':
			return fold(state, action.fold, action.height);
		case 'filter': {
			const filter = reduceFilter(state.filter, action.change, state.groups);
			const isSame = filter.status === state.filter.status && filter.text === state.filter.text;
			return {...state, filter, list: isSame ? state.list : {cursor: 0, top: 0}};
		}
		case 'open-detail':
			return currentRow(state) ? {...state, detailTop: 0} : state;
		case 'close-detail':
			return {...state, detailTop: null};
		case 'scroll-detail':
			return {...state, detailTop: scroll(state.detailTop ?? 0, action)};
		default:
			return action satisfies never;
	}
}

/** Folding from one of the endpoints puts the cursor on the group it belongs to. */
function fold(state: ResultsState, how: 'open' | 'close' | 'toggle', height: number): ResultsState {
	const row = currentRow(state);
	if (!row) return state;
	const {id} = row.group;
	const isOpen = state.open.includes(id);
	const shouldOpen = how === 'toggle' ? !isOpen : how === 'open';
	if (shouldOpen === isOpen) return state;
	const open = shouldOpen ? [...state.open, id] : state.open.filter(other => other !== id);
	const rows = resultRows({groups: state.groups, open, filter: state.filter});
	const cursor = rows.findIndex(other => other.kind === 'group' && other.id === id);
	return {...state, open, list: clampList({...state.list, cursor}, {count: rows.length, height})};
}

function scroll(top: number, {move, height, lines}: {move: ListMove; height: number; lines: number}): number {
	const steps: {readonly [move in ListMove]: number} = {
		up: -1,
		down: 1,
		'page-up': 1 - height,
		'page-down': height - 1,
		first: -lines,
		last: lines,
	};
	return Math.max(0, Math.min(top + steps[move], lines - height));
}
