import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {buildPlan} from '../../source/plan/build-plan.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import {restoreRun} from '../../source/record/restore-run.ts';
import {toRun} from '../../source/record/to-run.ts';
import {renderJson} from '../../source/report/json.ts';
import {notProbed} from '../../source/verdict/judge-target.ts';
import {summarize} from '../../source/verdict/summarize.ts';
import type {JudgedRun} from '../../source/verdict/types.ts';
import {sampleSettings} from '../helpers/sample-run.ts';

const settings = sampleSettings({proxy: 'http://proxy.example:3128', settings: {features: ['arc', 'aml-extension']}});
const live = {regionCode: 'eus', relayHosts: ['azgn-1.servicebus.windows.net', 'azgn-2.servicebus.windows.net']};

/** A run of the real catalog, every third row of which was not probed. */
function runWith(complete: boolean): JudgedRun {
	const plan = buildPlan(settings, catalog, [], live);
	const results = plan.targets.map((planned, index) => ({
		planned,
		attempts: [],
		controls: [],
		verdict: {
			...notProbed(planned.requirement),
			...(index % 3 !== 0 && {status: 'reachable' as const, severity: 'ok' as const, notes: ['Slow.']}),
		},
	}));
	return {
		id: '20261122T203000Z-abcdef',
		startedAt: '2026-11-22T20:30:00.000Z',
		durationMs: 1000,
		complete,
		vantage: {hostname: 'jump', platform: 'linux', kind: 'jumpbox'},
		settings,
		catalogVersion: plan.catalogVersion,
		summary: summarize(results),
		results,
	};
}

/** As it comes back from disk. */
const readBack = (run: JudgedRun) => parseRun(renderJson(toRun(run, diagnose(run))), 'run.json');

describe('a run read from disk', () => {
	it('is the run that it was, with its plan, also where services named hosts', () => {
		const run = runWith(false);
		expect(restoreRun(readBack(run), [])).toEqual(run);
		expect(run.results.some(({planned}) => planned.origin === 'live')).toBe(true);
	});

	it('lacks no row that an interrupted one did not get to', () => {
		const run = runWith(false);
		const report = readBack(run);
		// What the services named is known as far as it was probed.
		const kept = report.results.filter(({origin}, index) => origin === 'live' || index < 5);
		const restored = restoreRun({...report, results: kept}, []);
		expect(restored?.results.map(({planned}) => planned.id)).toEqual(run.results.map(({planned}) => planned.id));
		const reachable = kept.filter(({status}) => status === 'reachable').length;
		expect(restored?.summary).toMatchObject({reachable, skipped: run.results.length - reachable});
	});

	it.each([
		['of another catalog', (report: ReturnType<typeof readBack>) => ({...report, catalog: {version: '2020-01-01'}})],
		[
			'that lacks rows',
			(report: ReturnType<typeof readBack>) => ({...report, complete: true, results: report.results.slice(1)}),
		],
		[
			'with rows of others',
			(report: ReturnType<typeof readBack>) => ({...report, settings: {...report.settings, features: ['arc']}}),
		],
		[
			'with a host outside the catalog',
			(report: ReturnType<typeof readBack>) => ({
				...report,
				results: report.results.map(row => ({...row, requirement: null})),
			}),
		],
	])('%s can not be checked in part', (_name, change) => {
		expect(restoreRun(change(readBack(runWith(false))), [])).toBeNull();
	});
});
