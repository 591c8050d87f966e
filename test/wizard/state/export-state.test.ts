import {describe, expect, it} from 'vitest';
import {outputs} from '../../../source/session/export/outputs.ts';
import {textOf} from '../../../source/wizard/components/text-input/text-input-state.ts';
import {
	createExport,
	type ExportAction,
	type ExportState,
	exportRequest,
	exportRows,
	finishWriting,
	reduceExport,
	reopenExport,
} from '../../../source/wizard/state/export-state.ts';
import {sampleRun} from '../../helpers/sample-run.ts';
import {mixedRun} from '../helpers/services.ts';

const none = {ruleSources: '', ruleDialects: []};
const fresh = reopenExport(createExport(mixedRun, none), 'here/run', '');
/** With all that few people use in sight. */
const opened: ExportState = {...fresh, open: ['more-formats', 'more-rules']};
const rows = exportRows(opened);
const apply = (...actions: readonly ExportAction[]) => actions.reduce(reduceExport, opened);
const move = (to: 'up' | 'down' | 'first' | 'last'): ExportAction => ({type: 'move', move: to, height: 5});
/** So many rows down, or up. */
const by = (rows: number) => Array.from({length: Math.abs(rows)}, () => move(rows < 0 ? 'up' : 'down'));
const editing = {name: 'editing', problem: null};

it('has a row for everything that can be written, the folder, redaction, what rules are for, their source, and two folds', () => {
	expect(new Set(rows).size).toBe(outputs.length + 6);
	expect(rows).toHaveLength(outputs.length + 6);
	expect(outputs.filter(({dialect}) => dialect === null)).toHaveLength(9);
	expect(outputs.filter(({dialect}) => dialect !== null)).toHaveLength(12);
	expect(new Set(outputs.map(({fileName}) => fileName)).size).toBe(outputs.length);
});

it('starts with what a beginner needs, at the first thing that can be ticked', () => {
	expect(fresh).toMatchObject({row: 'markdown', ticked: ['markdown', 'html', 'change-request'], isRedacted: false});
});

it('ticks the rules that were ticked the last time', () => {
	const {ticked} = createExport(mixedRun, {...none, ruleDialects: ['squid']});
	expect(ticked).toEqual(['markdown', 'html', 'change-request', 'rules-squid']);
});

it('proposes rules for what is missing, and for all where nothing is', () => {
	expect(fresh.rulesScope).toBe('missing');
	expect(createExport(sampleRun({rows: [{host: 'good.example'}]}), none).rulesScope).toBe('all');
});

describe('what few people use', () => {
	const usual = ['folder', 'redact', 'markdown', 'html', 'change-request', 'more-formats', 'more-rules'];
	const after = (...actions: readonly ExportAction[]) => actions.reduce(reduceExport, fresh);

	it('is folded, and opens and closes', () => {
		expect(exportRows(fresh)).toEqual(usual);
		const open = after(...by(3), {type: 'toggle'});
		expect(open.row).toBe('more-formats');
		expect(exportRows(open).slice(5, 8)).toEqual(['more-formats', 'text', 'json']);
		expect(exportRows(reduceExport(open, {type: 'toggle'}))).toEqual(usual);
		expect(open.ticked).toEqual(fresh.ticked);
	});

	it('stays ticked when it is closed, and opens where something is wrong with it', () => {
		const bad: ExportState = {
			...fresh,
			ticked: ['rules-squid'],
			sources: reopenExport(fresh, '', 'nonsense').sources,
		};
		expect(reduceExport(bad, {type: 'write'})).toMatchObject({row: 'sources', open: ['more-rules']});
	});
});

describe('reduceExport', () => {
	it.each<[string, readonly ExportAction[], object]>([
		['goes up to the folder', [...by(-2)], {row: 'folder'}],
		['stays at the top', [move('first')], {row: 'folder'}],
		['stays at the bottom', [move('last')], {row: 'rules-csv'}],
		['unticks', [{type: 'toggle'}], {ticked: ['html', 'change-request']}],
		['ticks again, in order', [{type: 'toggle'}, {type: 'toggle'}], {ticked: ['markdown', 'html', 'change-request']}],
		['ticks nothing at the folder', [...by(-2), {type: 'toggle'}], {ticked: fresh.ticked}],
		['redacts', [...by(-1), {type: 'toggle'}], {isRedacted: true, ticked: fresh.ticked}],
		[
			'ticks rules',
			[...by(rows.indexOf('rules-squid') - 2), {type: 'toggle'}],
			{ticked: ['markdown', 'html', 'change-request', 'rules-squid']},
		],
		[
			'asks for rules for the whole plan',
			[...by(rows.indexOf('rules-scope') - 2), {type: 'toggle'}],
			{rulesScope: 'all'},
		],
		['writes', [{type: 'write'}], {phase: {name: 'writing'}}],
		[
			'does not write to nowhere',
			[{type: 'edit', action: {type: 'delete', what: 'to-start'}}, {type: 'write'}],
			{phase: {name: 'editing', problem: 'The folder has no name: say where the files should go.'}},
		],
		['says what failed', [{type: 'write'}, {type: 'fail', problem: 'No.'}], {phase: {name: 'editing', problem: 'No.'}}],
		[
			'forgets it with the next key',
			[
				{type: 'fail', problem: 'No.'},
				{type: 'edit', action: {type: 'insert', text: 'x'}},
			],
			{phase: editing},
		],
	])('%s', (_name, actions, expected) => {
		expect(apply(...actions)).toMatchObject(expected);
	});

	it('does not write without anything ticked', () => {
		const none: ExportState = {...fresh, ticked: []};
		expect(reduceExport(none, {type: 'write'}).phase).toMatchObject({
			name: 'editing',
			problem: expect.stringContaining('Nothing is ticked'),
		});
	});

	it('proposes the free path after a no', () => {
		const declined = apply(
			{type: 'write'},
			{type: 'ask', files: ['a.md'], seen: new Map(), freePath: 'here/run-2'},
			{type: 'decline'},
		);
		expect(declined).toMatchObject({row: 'folder', phase: editing});
		expect(textOf(declined.path)).toBe('here/run-2');
	});
});

it('keeps what was typed until it was written to', () => {
	const typed = apply({type: 'edit', action: {type: 'insert', text: '-mine'}}, {type: 'toggle'});
	const again = reopenExport(typed, 'here/other', '');
	expect(textOf(again.path)).toBe('here/run-mine');
	const later = reopenExport(finishWriting(again), 'here/other', '');
	expect(textOf(later.path)).toBe('here/other');
	expect(later.ticked).toEqual(['html', 'change-request']);
});

describe('the source of the traffic', () => {
	const typed = (text: string, ...actions: readonly ExportAction[]) =>
		apply(...by(rows.indexOf('sources') - 2), {type: 'edit', action: {type: 'insert', text}}, ...actions);
	const tickSquid: readonly ExportAction[] = [
		...by(rows.indexOf('rules-squid') - rows.indexOf('sources')),
		{type: 'toggle'},
	];

	it.each([
		['', []],
		['10.0.0.0/16', ['10.0.0.0/16']],
		[' 10.0.0.0/16,192.0.2.7  2001:DB8::/32 ', ['10.0.0.0/16', '192.0.2.7', '2001:db8::/32']],
	])('is read from %j', (text, sources) => {
		const state = typed(text, ...tickSquid, {type: 'write'});
		expect(state.phase.name).toBe('writing');
		expect(exportRequest(state, new Map()).sources).toEqual(sources);
	});

	it('is refused where it is none, with the pointer on it', () => {
		expect(typed('10.0.0.0/99', ...tickSquid, {type: 'write'})).toMatchObject({
			row: 'sources',
			phase: {name: 'editing', problem: expect.stringMatching(/^The source is "10\.0\.0\.0\/99": give an address/)},
		});
	});

	it('does not matter where no rules are written', () => {
		const state = typed('nonsense', {type: 'write'});
		expect(state.phase.name).toBe('writing');
		expect(exportRequest(state, new Map()).sources).toEqual([]);
	});

	it('is the one of the last time when the export opens again', () => {
		expect(textOf(reopenExport(fresh, 'here/run', '10.0.0.0/16').sources)).toBe('10.0.0.0/16');
	});
});

it('exportRequest trims the path', () => {
	const padded = apply({type: 'edit', action: {type: 'insert', text: '  '}});
	expect(exportRequest(padded, new Map([['file', 'seen']]))).toEqual({
		path: 'here/run',
		outputs: ['markdown', 'html', 'change-request'],
		isRedacted: false,
		rulesScope: 'missing',
		sources: [],
		replaceable: new Map([['file', 'seen']]),
	});
});
