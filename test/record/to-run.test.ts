import {describe, expect, it} from 'vitest';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {toRun} from '../../source/record/judged-run.ts';
import {runShape} from '../../source/record/run.ts';
import type {Settings} from '../../source/settings/types.ts';
import {causes} from '../../source/verdict/causes.ts';
import {tool} from '../../source/version.ts';
import {sampleReport, sampleRun} from '../helpers/sample-run.ts';

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
