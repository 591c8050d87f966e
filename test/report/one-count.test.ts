import {readFileSync} from 'node:fs';
import {parse} from 'csv-parse/sync';
import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {toJudgedRun} from '../../source/record/judged-run.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import type {Run} from '../../source/record/run.ts';
import {renderAnswer} from '../../source/report/answer.ts';
import {renderRun} from '../../source/report/formats.ts';
import {describeOutcome, outlineEndpoints} from '../../source/session/runs/outline-run.ts';
import {hostsOf, type SampleRow, sampleReport} from '../helpers/sample-run.ts';
import {openResults} from '../wizard/helpers/open-results.ts';

const options = {columns: 100, colour: false, unicode: true};
const proxy = 'http://proxy.example:3128';
const passing = hostsOf(9).map(host => ({host}));
const denied = (count: number, rest: Partial<SampleRow> = {}): SampleRow[] =>
	hostsOf(count).map(host => ({host: `no-${host}`, cause: 'proxy.host-denied', ...rest}));

/** Runs whose rows are more than their endpoints, or whose endpoints are not all tested, or not all needed. */
const runs: readonly (readonly [name: string, run: Run])[] = [
	['all well', sampleReport({rows: passing})],
	['the sample', parseRun(readFileSync(new URL('../../docs/samples/run.json', import.meta.url), 'utf8'), 'run.json')],
	[
		'optional ones, two requirements on one endpoint, and what nobody could test',
		sampleReport({
			proxy,
			rows: [
				...passing,
				...denied(7),
				...denied(2, {purpose: 'The same again.', level: 'conditional'}),
				{host: 'nice.example', cause: 'proxy.host-denied', level: 'optional'},
				{host: 'old.example', cause: 'proxy.host-denied', level: 'legacy'},
				{host: 'seen.example', cause: 'tls.intercepted', status: 'intercepted'},
				{host: 'now-and-then.example', cause: 'proxy.timeout', status: 'unstable'},
				{pattern: '*.azurecr.io'},
				{pattern: '*.vault.azure.net', level: 'optional'},
			],
		}),
	],
	[
		'stopped early',
		sampleReport({
			complete: false,
			proxy,
			rows: [...passing, ...denied(3), {host: 'late.example', status: 'skipped'}, {pattern: '*.azurecr.io'}],
		}),
	],
	['nothing but failures', sampleReport({proxy, rows: denied(12)})],
];

/** The worst status of each endpoint in the table of all rows, which is counted here by itself. */
function countCsv(run: Run): Readonly<Record<string, number>> {
	const lines: Record<string, string>[] = parse(renderRun('csv', run, options), {
		columns: true,
		record_delimiter: '\r\n',
	});
	const order = ['blocked', 'intercepted', 'unstable', 'unverified', 'skipped', 'reachable'];
	const worst = new Map<string, string>();
	for (const {host, pattern, port, status = ''} of lines) {
		const name = `${host === '' ? pattern : host}:${port}`;
		const before = worst.get(name);
		if (before === undefined || order.indexOf(status) < order.indexOf(before)) worst.set(name, status);
	}
	return Object.fromEntries(order.map(status => [status, [...worst.values()].filter(one => one === status).length]));
}

const squeeze = (text: string) => text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

describe.each(runs)('the counts of a run: %s', (_name, run) => {
	const counts = countCsv(run);
	const {blocked = 0, unverified = 0, skipped = 0, reachable = 0} = counts;
	const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
	const tested = total - unverified - skipped;

	it('are those of its metrics', () => {
		const metrics = renderRun('openmetrics', run, options);
		for (const [status, count] of Object.entries(counts)) {
			expect(metrics).toMatch(new RegExp(`^arc_netcheck_endpoints\\{[^}]*status="${status}"\\} ${count}$`, 'm'));
		}
	});

	it('are those of its cases', () => {
		const xml = renderRun('junit', run, options);
		const [, tests, failures, passedOver] =
			/^<testsuites [^>]*tests="(\d+)" failures="(\d+)" .*skipped="(\d+)"/m.exec(xml) ?? [];
		expect(Number(tests)).toBe(total);
		// What nobody needs any more is no case that could fail.
		const idle = run.results.filter(({status, severity}) => status === 'blocked' && severity === 'info').length;
		expect(Number(passedOver)).toBe(unverified + skipped + idle);
		expect(Number(failures)).toBe(
			new Set(
				run.results.flatMap(({severity, target}) =>
					severity === 'error' && target ? `${target.host}:${target.port}` : [],
				),
			).size,
		);
	});

	it.each(['text', 'markdown', 'html'] as const)('stand in %s', format => {
		const text = squeeze(renderRun(format, run, options)).replaceAll('**', '');
		if (blocked > 0 && reachable > 0 && !/all \d+ required/.test(text)) {
			expect(text).toMatch(new RegExp(`\\b${blocked} of ${tested} endpoints (?:is|are) blocked`));
		}
		for (const [, said, of] of text.matchAll(/\b(\d+) of (\d+) endpoints (?:is|are) blocked/g)) {
			expect([Number(said), Number(of)]).toEqual([blocked, tested]);
		}
		if (format === 'text') {
			expect(text).toContain(`${total} endpoints: `);
			if (reachable > 0) expect(text).toMatch(new RegExp(`: (?:.*, )?${reachable} reachable`));
		}
	});

	it('stand on the one screen of the answer, and in the list of runs', () => {
		const context = {ownCommand: 'arc-netcheck', reference: '', again: null};
		const answer = squeeze(renderAnswer(run, options, context));
		for (const [, said, of] of answer.matchAll(/\b(\d+) of (\d+) endpoints (?:is|are) blocked/g)) {
			expect([Number(said), Number(of)]).toEqual([blocked, tested]);
		}
		const state = run.complete ? (blocked > 0 ? 'failing' : 'ok') : 'stopped';
		const outcome = describeOutcome({state, endpoints: outlineEndpoints(run.results)});
		for (const [, said, of] of outcome.matchAll(/\b(\d+) of (\d+) blocked/g)) {
			expect([Number(said), Number(of)]).toEqual([blocked, tested]);
		}
	});

	it('stand in the wizard', async () => {
		const {terminal} = await openResults({columns: 100, rows: 40}, {runPlan: async () => toJudgedRun(run, catalog)});
		const screen = squeeze(terminal.screen());
		expect(screen).toContain(`Endpoints ${total}`);
		expect(screen).toContain(`✗ ${blocked} blocked`);
		expect(screen).toContain(`✓ ${reachable} reachable`);
		if (unverified > 0) expect(screen).toContain(`? ${unverified} unverified`);
		for (const [, said, of] of screen.matchAll(/\b(\d+) of (\d+) endpoints (?:is|are) blocked/g)) {
			expect([Number(said), Number(of)]).toEqual([blocked, tested]);
		}
	});

	it('are the length of what the change request asks for', () => {
		const text = renderRun('change-request', run, options);
		const asked = text.match(/^ {2}\S+ +\d+ (?:HTTPS|HTTP|WebSocket|UDP)\b/gm) ?? [];
		expect(new Set(asked).size).toBe(asked.length);
		expect(asked.length).toBeLessThanOrEqual(total);
	});
});
