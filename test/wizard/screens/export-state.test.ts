import {describe, expect, it} from 'vitest';
import {textOf} from '../../../source/wizard/components/text-input/text-input-state.ts';
import {
	createExport,
	type ExportAction,
	type ExportState,
	exportRequest,
	reduceExport,
} from '../../../source/wizard/screens/export-state.ts';

const fresh = createExport('/reports/run');
const apply = (...actions: readonly ExportAction[]) => actions.reduce(reduceExport, fresh);

it('starts at the path, with all formats ticked', () => {
	expect(fresh).toMatchObject({row: 'path', formats: ['markdown', 'json'], phase: {name: 'editing', problem: null}});
});

describe('reduceExport', () => {
	it.each<[string, readonly ExportAction[], Partial<ExportState>]>([
		['goes up', [{type: 'move', by: -1}], {row: 'json'}],
		[
			'stays at the top',
			[
				{type: 'move', by: -1},
				{type: 'move', by: -1},
				{type: 'move', by: -1},
			],
			{row: 'markdown'},
		],
		['stays at the bottom', [{type: 'move', by: 1}], {row: 'path'}],
		['unticks', [{type: 'move', by: -1}, {type: 'toggle'}], {formats: ['markdown']}],
		[
			'ticks again, in order',
			[{type: 'move', by: -1}, {type: 'toggle'}, {type: 'toggle'}],
			{formats: ['markdown', 'json']},
		],
		['ticks nothing at the path', [{type: 'toggle'}], {formats: ['markdown', 'json']}],
		['writes', [{type: 'write'}], {phase: {name: 'writing'}}],
		[
			'does not write to nowhere',
			[{type: 'edit', action: {type: 'delete', what: 'to-start'}}, {type: 'write'}],
			{phase: {name: 'editing', problem: 'The path is empty: say where to write the report.'}},
		],
		['asks', [{type: 'write'}, {type: 'ask', files: ['a.md']}], {phase: {name: 'asking', files: ['a.md']}}],
		[
			'goes on after a no',
			[{type: 'write'}, {type: 'ask', files: ['a.md']}, {type: 'resume'}],
			{row: 'path', phase: {name: 'editing', problem: null}},
		],
		['says what failed', [{type: 'write'}, {type: 'fail', problem: 'No.'}], {phase: {name: 'editing', problem: 'No.'}}],
		[
			'forgets it with the next key',
			[
				{type: 'fail', problem: 'No.'},
				{type: 'edit', action: {type: 'insert', text: 'x'}},
			],
			{phase: {name: 'editing', problem: null}},
		],
	])('%s', (_name, actions, expected) => {
		expect(apply(...actions)).toMatchObject(expected);
	});

	it('does not write without a format', () => {
		const none = apply(
			{type: 'move', by: -1},
			{type: 'toggle'},
			{type: 'move', by: -1},
			{type: 'toggle'},
			{type: 'write'},
		);
		expect(none.phase).toMatchObject({name: 'editing', problem: expect.stringContaining('No format is ticked')});
	});

	it('edits the path', () => {
		expect(textOf(apply({type: 'edit', action: {type: 'insert', text: '-2'}}).path)).toBe('/reports/run-2');
	});
});

it('exportRequest trims the path', () => {
	const padded = apply({type: 'edit', action: {type: 'insert', text: '  '}});
	expect(exportRequest(padded, true)).toEqual({
		path: '/reports/run',
		formats: ['markdown', 'json'],
		isOverwriteAllowed: true,
	});
});
