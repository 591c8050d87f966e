import {describe, expect, it} from 'vitest';
import {catalog} from '../../../source/catalog/catalog.ts';
import {buildPlan} from '../../../source/plan/build-plan.ts';
import {toJudgedRun} from '../../../source/record/from-run.ts';
import {unseenRows} from '../../../source/record/journal.ts';
import type {Run} from '../../../source/record/run.ts';
import {runToCheckAgain} from '../../../source/session/profiles/open-profile.ts';
import {sampleReport, sampleSettings} from '../../helpers/sample-run.ts';

const settings = sampleSettings({proxy: 'http://proxy.example:3128', settings: {features: ['arc', 'aml-extension']}});
const live = {regionCode: 'eus', relayHosts: ['azgn-1.servicebus.windows.net', 'azgn-2.servicebus.windows.net']};
const plan = buildPlan(settings, catalog, [], live);
const run: Run = {
	...sampleReport({rows: []}),
	complete: false,
	settings,
	catalog: {version: catalog.version},
	results: unseenRows(plan),
};

describe('runToCheckAgain', () => {
	it('gives back the run with its plan, also where services named hosts', () => {
		const restored = runToCheckAgain(run, []);
		expect(restored).toEqual(toJudgedRun(run));
		expect(restored?.results.map(({planned}) => planned.id)).toEqual(plan.targets.map(({id}) => id));
		expect(restored?.results.some(({planned}) => planned.origin === 'live')).toBe(true);
	});

	it.each([
		['of another catalog', {...run, catalog: {version: '2020-01-01'}}],
		['that lacks rows', {...run, complete: true, results: run.results.slice(1)}],
		['with rows of others', {...run, settings: {...settings, features: ['arc']}}],
		[
			'with a host outside the catalog',
			{...run, results: run.results.map(row => ({...row, requirement: null, id: `outside@${row.target?.host}`}))},
		],
	])('%s can not be checked in part', (_name, changed) => {
		expect(runToCheckAgain(changed, [])).toBeNull();
	});
});
