import type {Run} from '../../record/run.ts';
import type {ExportRequest, RulesScope} from '../../session/export/export-reports.ts';
import {
	hasRules,
	type OutputId,
	outputs,
	problemWithSources,
	readSources,
	usualOutputs,
	usualOutputsWith,
} from '../../session/export/outputs.ts';
import type {SeenFiles} from '../../store/write-file.ts';
import {uniqueOf} from '../../words.ts';
import {type ListMove, moveList} from '../components/list/list-state.ts';
import {
	createTextInput,
	reduceTextInput,
	type TextInputAction,
	type TextInputState,
	textOf,
} from '../components/text-input/text-input-state.ts';
import type {Answers} from './answers/answers.ts';

/** Lines that open on what few people use, or only one of. */
export type ExportFold = 'more-formats' | 'more-rules';

/** The lines of the export that can be under the cursor. */
export type ExportRow = 'folder' | 'redact' | 'rules-scope' | 'sources' | ExportFold | OutputId;

const isUsual = (id: OutputId) => usualOutputs.some(usual => usual === id);

/** What stands below a fold once it is open. */
export const foldedRows: {readonly [fold in ExportFold]: readonly ExportRow[]} = {
	'more-formats': outputs.filter(({id, dialect}) => dialect === null && !isUsual(id)).map(({id}) => id),
	'more-rules': ['rules-scope', 'sources', ...outputs.filter(({dialect}) => dialect !== null).map(({id}) => id)],
};

/** In the order in which they stand on the screen, with what stands below the folds that are open. */
export function exportRows({open}: Pick<ExportState, 'open'>): readonly ExportRow[] {
	const below = (fold: ExportFold) => (open.includes(fold) ? foldedRows[fold] : []);
	return [
		'folder',
		'redact',
		...usualOutputs,
		'more-formats',
		...below('more-formats'),
		'more-rules',
		...below('more-rules'),
	];
}

/** Whether a row opens more rows in place of naming a file. */
export function isFold(row: ExportRow): row is ExportFold {
	return row === 'more-formats' || row === 'more-rules';
}

export type ExportState = {
	readonly row: ExportRow;
	/** The folds that are open. */
	readonly open: readonly ExportFold[];
	/** What is ticked, in the order of the list. */
	readonly ticked: readonly OutputId[];
	readonly path: TextInputState;
	readonly isRedacted: boolean;
	readonly rulesScope: RulesScope;
	/** Where the traffic comes from, as typed. */
	readonly sources: TextInputState;
	/** `asking`: files are there already, as they were `seen`, and nobody said yet that they may go; `freePath` is free. */
	readonly phase:
		| {readonly name: 'editing'; readonly problem: string | null}
		| {readonly name: 'asking'; readonly files: readonly string[]; readonly seen: SeenFiles; readonly freePath: string}
		| {readonly name: 'writing'};
};

export type ExportAction =
	/** `height`: the rows that the window has room for. */
	| {readonly type: 'move'; readonly move: ListMove; readonly height: number}
	| {readonly type: 'toggle'}
	| {readonly type: 'edit'; readonly action: TextInputAction}
	/** Another path in the place of what was typed. */
	| {readonly type: 'complete'; readonly path: string}
	| {readonly type: 'write'}
	| {readonly type: 'ask'; readonly files: readonly string[]; readonly seen: SeenFiles; readonly freePath: string}
	| {readonly type: 'fail'; readonly problem: string}
	/** Not over what is there: the free path is proposed instead. */
	| {readonly type: 'decline'};

const editing = {name: 'editing', problem: null} as const;

/** The first row that can be ticked is under the cursor, so that Space does at once what one expects. */
export function createExport(
	run: Pick<Run, 'summary'>,
	{ruleSources, ruleDialects}: Pick<Answers, 'ruleSources' | 'ruleDialects'>,
): ExportState {
	return {
		row: usualOutputs[0],
		open: [],
		ticked: usualOutputsWith(ruleDialects),
		path: createTextInput(''),
		isRedacted: false,
		rulesScope: usualRulesScope(run),
		sources: createTextInput(ruleSources),
		phase: editing,
	};
}

/** Rules for what is missing, if anything is. */
export function usualRulesScope({summary}: Pick<Run, 'summary'>): RulesScope {
	return summary.blocked + summary.intercepted > 0 ? 'missing' : 'all';
}

/** The same choices once more, with the sources as they stand now; the proposal takes the place of a path only where there is none. */
export function reopenExport(state: ExportState, proposal: string, sources: string): ExportState {
	const path = textOf(state.path) === '' ? createTextInput(proposal) : state.path;
	return {...state, path, sources: createTextInput(sources), phase: editing};
}

/** The files are written: the next ones go elsewhere. */
export function finishWriting(state: ExportState): ExportState {
	return {...state, path: createTextInput(''), phase: editing};
}

/** The state after an action. Pure. */
export function reduceExport(state: ExportState, action: ExportAction): ExportState {
	switch (action.type) {
		case 'move': {
			const rows = exportRows(state);
			const at = {cursor: rows.indexOf(state.row), top: 0};
			const {cursor} = moveList(at, action.move, {count: rows.length, height: action.height});
			return {...state, row: rows[cursor] ?? state.row};
		}
		case 'toggle':
			return {...toggle(state), phase: editing};
		case 'edit':
			return state.row === 'sources'
				? {...state, phase: editing, sources: reduceTextInput(state.sources, action.action)}
				: {...state, phase: editing, path: reduceTextInput(state.path, action.action)};
		case 'complete':
			return {...state, phase: editing, path: createTextInput(action.path)};
		case 'write':
			return startWriting(state);
		case 'ask':
			return {...state, phase: {name: 'asking', files: action.files, seen: action.seen, freePath: action.freePath}};
		case 'fail':
			return {...state, phase: {name: 'editing', problem: action.problem}};
		case 'decline': {
			const path = state.phase.name === 'asking' ? createTextInput(state.phase.freePath) : state.path;
			return {...state, phase: editing, row: 'folder', path};
		}
		default:
			return action satisfies never;
	}
}

function toggle(state: ExportState): ExportState {
	const {row, ticked} = state;
	switch (row) {
		case 'folder':
		case 'sources':
			return state;
		case 'more-formats':
		case 'more-rules': {
			const {open} = state;
			return {...state, open: open.includes(row) ? open.filter(other => other !== row) : [...open, row]};
		}
		case 'redact':
			return {...state, isRedacted: !state.isRedacted};
		case 'rules-scope':
			return {...state, rulesScope: state.rulesScope === 'missing' ? 'all' : 'missing'};
		default: {
			const isTicked = (id: OutputId) => (id === row) !== ticked.includes(id);
			return {...state, ticked: outputs.map(({id}) => id).filter(isTicked)};
		}
	}
}

/** Writes, or says what is wrong, with the pointer on the source where it is that. */
function startWriting(state: ExportState): ExportState {
	const {ticked, path, sources, row} = state;
	const refuse = (problem: string, at: ExportRow = row): ExportState => ({
		...state,
		row: at,
		phase: {name: 'editing', problem},
	});
	if (ticked.length === 0) return refuse('Nothing is ticked: tick with Space what should be written.');
	if (textOf(path).trim() === '') return refuse('The folder has no name: say where the files should go.');
	const problem = hasRules(ticked) ? problemWithSources(textOf(sources)) : null;
	if (problem === null) return {...state, phase: {name: 'writing'}};
	return {...refuse(problem, 'sources'), open: uniqueOf([...state.open, 'more-rules'])};
}

/** What is ticked and typed, as a request. `replaceable`: files that may be written over, as they were seen. */
export function exportRequest(
	{ticked, path, isRedacted, rulesScope, sources: typed}: ExportState,
	replaceable: SeenFiles,
): ExportRequest {
	const sources = hasRules(ticked) ? readSources(textOf(typed)) : [];
	return {path: textOf(path).trim(), outputs: ticked, isRedacted, rulesScope, sources, replaceable};
}
