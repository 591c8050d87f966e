import {describe, expect, it} from 'vitest';
import {catalog} from '../../../source/catalog/catalog.ts';
import {buildPlan} from '../../../source/plan/build-plan.ts';
import {unseenRows} from '../../../source/record/journal.ts';
import {evidenceOf} from '../../../source/record/judged-run.ts';
import type {Run} from '../../../source/record/run.ts';
import {hasTodaysPlan} from '../../../source/session/profiles/open-profile.ts';
import {sampleReport, sampleSettings} from '../../helpers/sample-run.ts';

const settings = sampleSettings({proxy: 'http://proxy.example:3128', settings: {features: ['arc', 'aml-extension']}});
const live = {regionCode: 'eus', relayHosts: ['azgn-1.servicebus.windows.net', 'azgn-2.servicebus.windows.net']};
const plan = buildPlan(settings, catalog, [], live);
const run: Run = {
	...sampleReport({rows: []}),
	complete: false,
	settings,
	catalog: {version: catalog.version},
	results: [...unseenRows(plan)],
};

describe('hasTodaysPlan', () => {
	it('finds the plan of the run again, also where services named hosts', () => {
		expect(hasTodaysPlan(run, [], catalog)).toBe(true);
		const {targets} = evidenceOf(run).plan;
		expect(targets.map(({id}) => id)).toEqual(plan.targets.map(({id}) => id));
		expect(targets.some(({origin}) => origin === 'live')).toBe(true);
	});

	it.each([
		['of another catalog', {...run, catalog: {version: '2020-01-01'}}],
		['that lacks rows', {...run, complete: true, results: run.results.slice(1)}],
		['made from another machine', {...run, vantage: {...run.vantage, name: 'ssh:n1'}}],
		['made from several places', {...run, vantage: {...run.vantage, name: '3 vantage points'}}],
		['with rows of others', {...run, settings: {...settings, features: ['arc']}}],
		[
			'with a host outside the catalog',
			{...run, results: run.results.map(row => ({...row, requirement: null, id: `outside@${row.target?.host}`}))},
		],
	])('%s can not be checked in part', (_name, changed) => {
		expect(hasTodaysPlan(changed, [], catalog)).toBe(false);
	});

	it('asks the catalog that is in use', () => {
		const inUse = {...catalog, version: '2099-01-01'};
		expect(hasTodaysPlan(run, [], inUse)).toBe(false);
		expect(hasTodaysPlan({...run, catalog: {version: inUse.version}}, [], inUse)).toBe(true);
	});
});
