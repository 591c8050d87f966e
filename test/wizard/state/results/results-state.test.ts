import {describe, expect, it} from 'vitest';
import {
	createResults,
	currentRow,
	type ResultsAction,
	type ResultsState,
	reduceResults,
	renewResults,
} from '../../../../source/wizard/state/results/results-state.ts';
import {sampleReport} from '../../../helpers/sample-run.ts';
import {mixedRecord} from '../../helpers/services.ts';

const lost = {host: 'lost.example', cause: 'dns.nxdomain', noProxyRule: '.example'} as const;

const height = 10;
const fresh = createResults(mixedRecord);
const apply = (state: ResultsState, ...actions: readonly ResultsAction[]) => actions.reduce(reduceResults, state);
const move = (to: Extract<ResultsAction, {type: 'move'}>['move']): ResultsAction => ({type: 'move', move: to, height});
const fold = (how: 'open' | 'close' | 'toggle'): ResultsAction => ({type: 'fold', fold: how, height});
const drawn = (state: ResultsState) =>
	state.rows.map(row => (row.kind === 'group' ? `${row.isOpen ? '-' : '+'} ${row.group.title}` : row.endpoint.name));

it('opens what needs doing, and folds the rest away', () => {
	const rows = drawn(fresh);
	expect(rows[0]).toBe('- The proxy denies access');
	expect(rows).toContain('denied-1.example:443');
	expect(rows).toContain('lost.example:443');
	expect(rows).not.toContain('good-1.example:443');
	expect(rows.at(-1)).toBe('+ Reachable');
});

it('has nothing to show before there is a run', () => {
	expect(currentRow(createResults(null))).toBeNull();
});

describe('folding', () => {
	it('an endpoint folds its group, and the pointer goes to the group', () => {
		const folded = apply(fresh, move('down'), move('down'), fold('close'));
		expect(drawn(folded)[0]).toBe('+ The proxy denies access');
		expect(folded.list.cursor).toBe(0);
	});

	it('opening shows the endpoints', () => {
		expect(drawn(apply(fresh, move('last'), fold('open')))).toContain('good-4.example:443');
	});

	it.each(['open', 'close'] as const)('%s twice is as good as once', how => {
		const once = apply(fresh, fold(how));
		expect(apply(once, fold(how))).toEqual(once);
	});

	it('toggles', () => {
		expect(drawn(apply(fresh, fold('toggle'), fold('toggle')))).toEqual(drawn(fresh));
	});
});

describe('details', () => {
	const scroll = (to: Extract<ResultsAction, {type: 'move'}>['move']): ResultsAction => ({
		type: 'scroll-detail',
		move: to,
		height,
		lines: 25,
	});
	it.each<[string, readonly ResultsAction[], number | null]>([
		['open at the top', [], 0],
		['do not scroll above it', [scroll('up')], 0],
		['scroll by lines', [scroll('down'), scroll('down'), scroll('up')], 1],
		['scroll by pages', [scroll('page-down')], 9],
		['end with the last line at the bottom', [scroll('last')], 15],
		['do not scroll beyond it', [scroll('last'), scroll('page-down')], 15],
		['go back to the top', [scroll('last'), scroll('first')], 0],
		['close', [{type: 'close-detail'}], null],
	])('%s', (_name, actions, top) => {
		expect(apply(fresh, {type: 'open-detail'}, ...actions).detailTop).toBe(top);
	});

	it('leave the list as it was', () => {
		const before = apply(fresh, move('down'));
		expect(apply(before, {type: 'open-detail'}, scroll('last'), {type: 'close-detail'})).toEqual(before);
	});
});

describe('new results in the place of old ones', () => {
	const mended = sampleReport({
		proxy: 'http://proxy.example:3128',
		rows: mixedRecord.results.flatMap(({target}) =>
			target === null ? [] : [target.host === 'lost.example' ? lost : {host: target.host}],
		),
	});
	const renew = (state: ResultsState) => renewResults(state, mended);

	it('keep what was folded as it was', () => {
		const folded = apply(fresh, fold('close'), move('last'), fold('open'));
		const again = renewResults(folded, mixedRecord);
		expect(drawn(again)).toEqual(drawn(folded));
		expect(currentRow(again)).toEqual(currentRow(folded));
	});

	it('keep the pointer on its endpoint, though it stands elsewhere now', () => {
		const filtered = apply(fresh, {
			type: 'filter',
			change: {type: 'edit', action: {type: 'insert', text: 'denied-2.'}},
		});
		const renewed = renew(apply(filtered, move('down')));
		expect(currentRow(renewed)).toMatchObject({kind: 'endpoint', endpoint: {name: 'denied-2.example:443'}});
		expect(renewed.filter).toEqual(filtered.filter);
	});

	it('put the pointer on the worst, where what was seen before it was reachable alone', () => {
		const begun = createResults(sampleReport({complete: false, rows: [{host: 'ok.example'}]}));
		expect(currentRow(begun)).toMatchObject({kind: 'group', group: {finding: null}});
		expect(currentRow(renewResults(begun, mixedRecord))).toEqual(currentRow(createResults(mixedRecord)));
	});

	it('put the pointer on a row that is there', () => {
		expect(currentRow(renew(apply(fresh, move('last'))))).not.toBeNull();
		expect(currentRow(renew(fresh))).not.toBeNull();
	});
});
