import {
	createTextInput,
	reduceTextInput,
	type TextInputAction,
	type TextInputState,
	textOf,
} from '../components/text-input/text-input-state.ts';
import type {ExportFormat, ExportRequest} from '../services.ts';
import {exportFormats} from '../services.ts';

/** What each format is for. */
export const formatWords: {readonly [format in ExportFormat]: string} = {
	markdown: 'Markdown, for people',
	json: 'JSON, for programs',
};

/** The lines of the export screen: one for each format, then the path. */
export const exportRows = [...exportFormats, 'path'] as const;
export type ExportRow = (typeof exportRows)[number];

export type ExportState = {
	readonly row: ExportRow;
	readonly formats: readonly ExportFormat[];
	readonly path: TextInputState;
	/** `asking`: files are there already, and nobody said yet that they may go. */
	readonly phase:
		| {readonly name: 'editing'; readonly problem: string | null}
		| {readonly name: 'asking'; readonly files: readonly string[]}
		| {readonly name: 'writing'};
};

export type ExportAction =
	| {readonly type: 'move'; readonly by: 1 | -1}
	| {readonly type: 'toggle'}
	| {readonly type: 'edit'; readonly action: TextInputAction}
	| {readonly type: 'write'}
	| {readonly type: 'ask'; readonly files: readonly string[]}
	| {readonly type: 'fail'; readonly problem: string}
	| {readonly type: 'resume'};

export function createExport(path: string): ExportState {
	return {row: 'path', formats: exportFormats, path: createTextInput(path), phase: {name: 'editing', problem: null}};
}

export function reduceExport(state: ExportState, action: ExportAction): ExportState {
	const editing = {name: 'editing', problem: null} as const;
	switch (action.type) {
		case 'move': {
			const index = exportRows.indexOf(state.row) + action.by;
			return {...state, row: exportRows[Math.max(0, Math.min(index, exportRows.length - 1))] ?? state.row};
		}
		case 'toggle':
			return {...state, phase: editing, formats: toggle(state)};
		case 'edit':
			return {...state, phase: editing, path: reduceTextInput(state.path, action.action)};
		case 'write': {
			const problem = problemWith(state);
			return {...state, phase: problem === null ? {name: 'writing'} : {name: 'editing', problem}};
		}
		case 'ask':
			return {...state, phase: {name: 'asking', files: action.files}};
		case 'fail':
			return {...state, phase: {name: 'editing', problem: action.problem}};
		case 'resume':
			return {...state, phase: editing, row: 'path'};
		default:
			return action satisfies never;
	}
}

function toggle({row, formats}: ExportState): readonly ExportFormat[] {
	return exportFormats.filter(format => (format === row ? !formats.includes(format) : formats.includes(format)));
}

function problemWith({formats, path}: ExportState): string | null {
	if (formats.length === 0) return 'No format is ticked: go up with the arrow and tick one with Space.';
	return textOf(path).trim() === '' ? 'The path is empty: say where to write the report.' : null;
}

export function exportRequest({formats, path}: ExportState, isOverwriteAllowed: boolean): ExportRequest {
	return {path: textOf(path).trim(), formats, isOverwriteAllowed};
}
