import type {Run} from '../../../record/run.ts';
import type {Survey} from '../../../record/survey/survey.ts';
import {clampList, createList, type ListMove, type ListState, moveList} from '../../components/list/list-state.ts';
import {groupRun} from './result-groups.ts';
import {
	type FilterChange,
	noFilter,
	placeEndpoints,
	type ResultRow,
	type RowChoice,
	reduceFilter,
	resultRows,
} from './results-rows.ts';

export type ResultsState = RowChoice & {
	/** The lines of the view, which follow from the rest: they are worked out once, not with each key. */
	readonly rows: readonly ResultRow[];
	readonly list: ListState;
	/** The window has been looked at: from then on groups are opened and closed by hand. */
	readonly isFitted: boolean;
	/** The first line in view of the details of the row at the cursor, or null while the list is shown. */
	readonly detailTop: number | null;
};

/** `height` and `lines` are what the window has room for and what the details have: the state does not know the window. */
export type ResultsAction =
	| {readonly type: 'move'; readonly move: ListMove; readonly height: number}
	| {readonly type: 'fold'; readonly fold: 'open' | 'close' | 'toggle'; readonly height: number}
	| {readonly type: 'filter'; readonly change: FilterChange}
	/** Looks at the run in the other way; the cursor stays on its endpoint. */
	| {readonly type: 'switch-view'; readonly height: number}
	/** Told the room there is, once: where not all fits, every group is closed, so that none hides the others. */
	| {readonly type: 'fit'; readonly height: number}
	| {readonly type: 'open-detail'}
	| {readonly type: 'close-detail'}
	/** From the details of one row to those of the next or the one before. */
	| {readonly type: 'step-detail'; readonly by: 1 | -1}
	| {readonly type: 'scroll-detail'; readonly move: ListMove; readonly height: number; readonly lines: number};

/** What needs doing is open from the start, as far as there is room; the rest is folded away. */
export function createResults(run: Run | null, survey: Survey | null = null): ResultsState {
	const groups = run ? groupRun(run, survey) : [];
	const open = groups.filter(({severity}) => severity === 'error' || severity === 'warning').map(({id}) => id);
	const choice: RowChoice = {groups, endpoints: placeEndpoints(groups), view: 'findings', open, filter: noFilter};
	return {...choice, rows: resultRows(choice), list: {cursor: 0, top: 0}, isFitted: false, detailTop: null};
}

/** New results in the place of old ones: what was open, filtered and pointed at stays, as far as it is still there. */
export function renewResults(previous: ResultsState, run: Run, survey: Survey | null = null): ResultsState {
	const fresh = createResults(run, survey);
	const known = new Set(previous.groups.map(({id}) => id));
	const open = fresh.groups.map(({id}) => id).filter(id => (known.has(id) ? previous.open : fresh.open).includes(id));
	const next = withRows({...fresh, open, isFitted: previous.isFitted, filter: previous.filter, view: previous.view});
	const {rows} = next;
	const before = currentRow(previous);
	// Of a run that was cut off nothing but what is reachable may have been known: who goes on with it looks for the worst.
	const isUnmoved = previous.list.cursor === 0 && before?.kind === 'group' && before.group.finding === null;
	const same = isUnmoved ? 0 : rows.findIndex(({id}) => id === before?.id);
	// What was mended stands under another group now.
	const moved = rows.findIndex(
		row => row.kind === 'endpoint' && before?.kind === 'endpoint' && row.endpoint.name === before.endpoint.name,
	);
	const place = same >= 0 ? same : moved >= 0 ? moved : Math.min(previous.list.cursor, rows.length - 1);
	const cursor = Math.max(0, place);
	const top = Math.max(0, cursor - (previous.list.cursor - previous.list.top));
	return {...next, list: {cursor, top}};
}

/** The row at the cursor, or null if there are none. */
export function currentRow(state: ResultsState): ResultRow | null {
	return state.rows[state.list.cursor] ?? null;
}

/** The state after an action. Pure. */
export function reduceResults(state: ResultsState, action: ResultsAction): ResultsState {
	switch (action.type) {
		case 'move': {
			const size = {count: state.rows.length, height: action.height};
			return {...state, list: moveList(state.list, action.move, size)};
		}
		case 'fold':
			return fold(state, action.fold, action.height);
		case 'filter': {
			const filter = reduceFilter(state.filter, action.change, state.groups);
			const isSame = filter.status === state.filter.status && filter.text === state.filter.text;
			return isSame ? {...state, filter} : withRows({...state, filter, list: {cursor: 0, top: 0}});
		}
		case 'switch-view':
			return switchView(state, action.height);
		case 'fit': {
			const isTight = !state.isFitted && state.rows.length > action.height && state.view === 'findings';
			return {...(isTight ? withRows({...state, open: []}) : state), isFitted: true};
		}
		case 'open-detail':
			return currentRow(state) ? {...state, detailTop: 0} : state;
		case 'close-detail':
			return {...state, detailTop: null};
		case 'step-detail': {
			const cursor = Math.max(0, Math.min(state.list.cursor + action.by, state.rows.length - 1));
			return cursor === state.list.cursor ? state : {...state, list: {...state.list, cursor}, detailTop: 0};
		}
		case 'scroll-detail':
			return {...state, detailTop: scroll(state.detailTop ?? 0, action)};
		default:
			return action satisfies never;
	}
}

function withRows(state: ResultsState): ResultsState {
	return {...state, rows: resultRows(state)};
}

/** A group leads to the first of its endpoints, an endpoint to itself in the other view, if it can be seen there. */
function switchView(state: ResultsState, height: number): ResultsState {
	const before = currentRow(state);
	const next = withRows({...state, view: state.view === 'findings' ? 'endpoints' : 'findings'});
	const name = before?.kind === 'endpoint' ? before.endpoint.name : before?.group.endpoints[0]?.name;
	const place = next.rows.findIndex(row => row.kind === 'endpoint' && row.endpoint.name === name);
	const folded = next.rows.findIndex(row => row.kind === 'group' && row.id === before?.group.id);
	const cursor = Math.max(0, place >= 0 ? place : folded);
	return {...next, list: createList(cursor, {count: next.rows.length, height})};
}

/** Folding from one of the endpoints puts the cursor on the group it belongs to. */
function fold(state: ResultsState, how: 'open' | 'close' | 'toggle', height: number): ResultsState {
	const row = currentRow(state);
	if (!row || state.view !== 'findings') return state;
	const {id} = row.group;
	const isOpen = state.open.includes(id);
	const shouldOpen = how === 'toggle' ? !isOpen : how === 'open';
	if (shouldOpen === isOpen) return state;
	const open = shouldOpen ? [...state.open, id] : state.open.filter(other => other !== id);
	const next = withRows({...state, open});
	const cursor = next.rows.findIndex(other => other.kind === 'group' && other.id === id);
	return {...next, list: clampList({...state.list, cursor}, {count: next.rows.length, height})};
}

/** The place in a text is the row of a list of all places that it can be scrolled to. */
function scroll(top: number, {move, height, lines}: {move: ListMove; height: number; lines: number}): number {
	return moveList({cursor: top, top}, move, {count: Math.max(0, lines - height) + 1, height}).cursor;
}
