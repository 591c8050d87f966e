import fs from 'node:fs';
import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {buildPlan, planHosts} from '../../source/plan/build-plan.ts';
import {plannedId} from '../../source/plan/endpoints.ts';
import type {Plan, PlannedTarget} from '../../source/plan/types.ts';
import {evidenceOf, toJudgedRun, toRun} from '../../source/record/judged-run.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import {runShape} from '../../source/record/run.ts';
import {renderJson} from '../../source/report/json.ts';
import type {Settings} from '../../source/settings/types.ts';
import {causes} from '../../source/verdict/causes.ts';
import {notProbed} from '../../source/verdict/judge-target.ts';
import {type JudgedRun, summarize} from '../../source/verdict/types.ts';
import {tool} from '../../source/version.ts';
import {sampleReport, sampleRun, sampleSettings} from '../helpers/sample-run.ts';

const mixed = {
	proxy: 'http://anna:secret@proxy:3128',
	rows: [
		{host: 'mcr.microsoft.com', notes: ['A private address.'], note: 'Narrowed.'},
		{host: 'management.azure.com', cause: 'proxy.host-denied'},
		{host: 'pypi.org', cause: 'tls.intercepted', status: 'intercepted'},
		{host: 'direct.example', cause: 'tcp.timeout', noProxyRule: '.example'},
		{pattern: '*.azurecr.io'},
	],
} as const;

describe('toRun', () => {
	it('has the fields in the order of the contract', () => {
		const report = sampleReport(mixed);
		expect(Object.keys(report)).toEqual([
			'schema',
			'tool',
			'id',
			'startedAt',
			'durationMs',
			'complete',
			'vantage',
			'settings',
			'catalog',
			'summary',
			'endpoints',
			'results',
			'findings',
			'nextSteps',
		]);
		expect(Object.keys(report.results[0] ?? {})).toEqual([
			'id',
			'requirement',
			'target',
			'path',
			'expect',
			'status',
			'severity',
			'cause',
			'detail',
			'confidence',
			'identity',
			'origin',
			'route',
			'routeReason',
			'noProxyRule',
			'proxy',
			'note',
			'notes',
			'attempts',
			'controls',
		]);
		expect(Object.keys(report.summary)).toEqual([
			'targets',
			'reachable',
			'intercepted',
			'unstable',
			'blocked',
			'unverified',
			'skipped',
		]);
	});

	it('tells what was planned, seen and found', () => {
		const report = sampleReport(mixed);
		expect(report).toMatchObject({
			schema: 'arc-netcheck/run@1',
			tool,
			complete: true,
			catalog: {version: '2026-06-18'},
		});
		expect(report.summary).toEqual({
			targets: 5,
			reachable: 1,
			intercepted: 1,
			unstable: 0,
			blocked: 2,
			unverified: 1,
			skipped: 0,
		});
		expect(report.results).toMatchObject([
			{
				requirement: {pattern: 'mcr.microsoft.com', level: 'mandatory'},
				route: 'proxy',
				routeReason: 'HTTPS proxy http://proxy:3128',
				proxy: 'http://proxy:3128',
				notes: ['Narrowed.', 'A private address.'],
			},
			{status: 'blocked', severity: 'error', cause: 'proxy.host-denied'},
			{status: 'intercepted', severity: 'warning'},
			{route: 'direct', routeReason: 'no_proxy rule ".example"', proxy: null},
			{target: null, route: null, routeReason: null, proxy: null, cause: null, attempts: []},
		]);
		expect(report.findings).toEqual(diagnose(sampleRun(mixed)));
	});

	it('describes every field that it writes', () => {
		const controls = [{kind: 'neutral-name', ms: 5, passed: true, detail: 'It answered.'}] as const;
		const sample = {...mixed, rows: [...mixed.rows, ...causes.map(cause => ({host: 'a.example', cause, controls}))]};
		const report = sampleReport(sample);
		const run = sampleRun(sample);
		expect(report.settings).toEqual(run.settings);
		expect(report.results.map(({attempts, controls}) => ({attempts, controls}))).toEqual(
			run.results.map(({attempts, controls}) => ({attempts, controls})),
		);
		// Reading drops what the schema does not know, so equality proves that it knows everything.
		expect(runShape.parse(report)).toEqual(report);
	});

	it('writes nothing that hangs on the settings beside them', () => {
		const run = sampleRun(mixed);
		const settings = {...run.settings, password: 'secret'} as Settings;
		const report = toRun({...run, settings}, []);
		expect(JSON.stringify(report)).not.toContain('secret');
	});
});

const settings = sampleSettings({
	proxy: 'http://anna@proxy.example:3128',
	settings: {
		features: ['arc', 'aml-extension'],
		level: 'legacy',
		resources: {acr: ['northwind']},
	},
});
const bypassing = {...settings, proxy: {...settings.proxy, noProxy: '.azurecr.io,login.microsoftonline.com'}};
const live = {regionCode: 'eus', relayHosts: ['azgn-1.servicebus.windows.net', 'azgn-2.servicebus.windows.net']};

/** A run of a plan, every third row of which was not probed. */
function runOf({settings: chosen, catalogVersion, targets}: Plan): JudgedRun {
	const results = targets.map((planned, index) => {
		const isProbed = planned.target !== null && index % 3 !== 0;
		return {
			planned,
			attempts: isProbed ? [{startedAt: '2026-11-22T20:30:00.000Z', stages: []}] : [],
			controls: isProbed ? [{kind: 'direct', ms: 3, passed: true, code: 'done', detail: 'Answered 200.'} as const] : [],
			verdict: {
				...notProbed(planned.requirement),
				...(isProbed && {status: 'reachable' as const, severity: 'ok' as const, notes: ['Slow.']}),
			},
		};
	});
	return {
		id: '20261122T203000Z-abcdef',
		startedAt: '2026-11-22T20:30:00.000Z',
		durationMs: 1000,
		complete: false,
		vantage: {hostname: 'jump', platform: 'linux', kind: 'jumpbox'},
		settings: chosen,
		catalogVersion,
		summary: summarize(results),
		results,
	};
}

/** As it comes back from disk. */
const readBack = (run: JudgedRun) => parseRun(renderJson(toRun(run, diagnose(run))), 'run.json');

/** A row of a plan, but for what was only needed to make it concrete. */
function asNeeded(planned: PlannedTarget, {cloud}: {readonly cloud: JudgedRun['settings']['cloud']}): PlannedTarget {
	const {requirement, path} = planned;
	return {...planned, requirement: {...requirement, clouds: [cloud], narrowed: null, standIns: [], path}};
}

const plans: readonly (readonly [string, Plan])[] = [
	['a plan of the catalog, with hosts that services named', buildPlan(settings, catalog, [], live)],
	['a plan with hosts that bypass the proxy', buildPlan(bypassing, catalog, [])],
	[
		'hosts outside the catalog',
		planHosts(
			[
				{host: 'git.example', port: 443},
				{host: 'git.example', port: 80},
				{host: 'fd00::1', port: 8443},
				{host: 'mcr.microsoft.com', port: 443},
			],
			settings,
			catalog,
		),
	],
];

describe.each(plans)('a run of %s', (_name, plan) => {
	const run = runOf(plan);
	const report = readBack(run);

	it('gives back its plan and what was seen, by its rows alone', () => {
		const evidence = evidenceOf(report);
		expect(evidence.plan).toEqual({...plan, targets: plan.targets.map(one => asNeeded(one, plan.settings))});
		const probed = run.results.filter(({attempts}) => attempts.length > 0);
		expect(probed.length).toBeGreaterThan(0);
		expect([...evidence.observations]).toEqual(
			probed.map(({planned, attempts, controls}) => [planned.id, {attempts, controls}]),
		);
	});

	it('is the run that it was, and is written and diagnosed as it was', () => {
		const restored = toJudgedRun(report);
		const needed = run.results.map(result => ({...result, planned: asNeeded(result.planned, plan.settings)}));
		expect(restored).toEqual({...run, results: needed});
		expect(toRun(restored, diagnose(restored))).toEqual(report);
	});
});

describe('a run of an earlier version', () => {
	const text = fs.readFileSync('test/golden/older/run-2026-11.json', 'utf8');
	const older = parseRun(text, 'run-2026-11.json');
	const known = new Map(catalog.requirements.map(requirement => [requirement.id, requirement]));

	it('is one of before rows had ids, and its rows get those of a plan', () => {
		expect(JSON.parse(text).results.every((row: object) => !('id' in row))).toBe(true);
		expect(older.results.map(({id}) => id)).toEqual(
			older.results.map(({requirement, target}) => plannedId(requirement ?? {id: ''}, target)),
		);
	});

	it('gives back its plan with what the catalog knows of its rows', () => {
		const {plan, observations} = evidenceOf(older, catalog);
		for (const {requirement, target, path} of plan.targets) {
			const {expect: expected, path: asked} = known.get(requirement.id) ?? {};
			expect(requirement.expect).toEqual(expected);
			expect(path).toBe(target === null ? null : asked?.replace('<region>', older.settings.region));
		}
		const probed = older.results.filter(({attempts}) => attempts.length > 0);
		expect([...observations.keys()]).toEqual(probed.map(({id}) => id));
	});

	it('can be used without the catalog, as far as its rows tell', () => {
		const {plan} = evidenceOf(older);
		expect(plan.targets.every(({path, target}) => target === null || path === '/')).toBe(true);
		expect(toRun(toJudgedRun(older), older.findings).summary).toEqual(older.summary);
	});
});
