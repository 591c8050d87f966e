import {expect, it} from 'vitest';
import {atOnce} from '../../source/chunks.ts';
import type {Attempt, Company} from '../../source/evidence/types.ts';
import {findLimits, reviseLimits} from '../../source/verdict/limits.ts';
import type {Result} from '../../source/verdict/types.ts';
import {planOf, proxyOf} from '../helpers/plan-of.ts';
import {dnsStage, httpStage, tcpStage, tlsStage} from '../helpers/sample-evidence.ts';

type Try = readonly [outcome: 'passes' | 'fails', open: number, recent?: number, silent?: number];

/** Rows of one run on the direct way, each with its tries. */
function rowsOf(rows: readonly (readonly Try[])[]): Result[] {
	const {targets} = planOf(rows.map((_, index) => ({host: `host-${index}.example`})));
	return rows.map((tries, index): Result => {
		const planned = targets[index];
		if (!planned) throw new Error('no row');
		const host = planned.target?.host ?? '';
		const attempts = tries.map(([outcome, open, recent = open, silent], number): Attempt => {
			const company: Company = {open, recent, ...(silent !== undefined && {silent})};
			const reset = {trust: null, ok: false, error: {code: 'ECONNRESET', syscall: 'read', message: 'reset'}} as const;
			const rest = outcome === 'passes' ? [tlsStage(host), httpStage()] : [tlsStage(host, reset)];
			return {startedAt: `2026-01-01T00:00:0${number}.000Z`, stages: [dnsStage(host), tcpStage(443), ...rest], company};
		});
		const verdict = {
			status: 'unstable',
			severity: 'warning',
			cause: 'tls.reset',
			detail: 'x',
			confidence: 'high',
		} as const;
		return {planned, attempts, controls: [], verdict: {...verdict, identity: null, notes: []}};
	});
}

const many = (count: number, row: (index: number) => readonly Try[]) =>
	Array.from({length: count}, (_, index) => row(index));

it.each<[title: string, rows: readonly (readonly Try[])[], limit: string | null]>([
	['all pass', many(40, index => [['passes', index + 1]]), null],
	[
		'those above eight fail, and pass alone',
		many(40, index =>
			index < 8
				? [['passes', index + 1]]
				: [
						['fails', index + 1],
						['passes', 1],
					],
		),
		'8 at-once',
	],
	[
		'five, of which one is granted',
		many(5, index =>
			index === 0
				? [['passes', 1]]
				: [
						['fails', index + 1],
						['passes', 1],
					],
		),
		'1 at-once',
	],
	[
		'two of four fail once: that may be chance',
		[
			[['passes', 1]],
			[['passes', 2]],
			[
				['fails', 3],
				['passes', 1],
			],
			[
				['fails', 4],
				['passes', 1],
			],
		],
		null,
	],
	[
		'one of many fails once',
		many(40, index =>
			index === 30
				? [
						['fails', 31],
						['passes', 1],
					]
				: [['passes', index + 1]],
		),
		null,
	],
	[
		'every third fails once, wherever it stands',
		many(40, index =>
			index % 3 === 0
				? [
						['fails', index + 1],
						['passes', 1],
					]
				: [['passes', index + 1]],
		),
		null,
	],
	[
		'all fail once and pass in the same company',
		many(40, index => [
			['fails', index + 1],
			['passes', index + 1],
		]),
		null,
	],
	[
		'by the second',
		many(40, index =>
			index < 20
				? [['passes', 2, index + 1]]
				: [
						['fails', 2, index + 1],
						['passes', 2, 1],
					],
		),
		'20 per-second',
	],
	[
		'in silence, so that others pass in any company later',
		many(60, index =>
			index < 8
				? [['passes', index + 1]]
				: [
						['fails', index + 1],
						['passes', 1 + (index % 50)],
					],
		),
		'8 at-once',
	],
	[
		'those who wait in vain count for nothing',
		many(40, index =>
			index < 4
				? [['passes', index + 1, index + 1]]
				: [
						['fails', 30 + index, 9, 25],
						['passes', 30, 9, 28],
					],
		),
		'4 at-once',
	],
])('%s', (_title, rows, limit) => {
	const [found] = findLimits(rowsOf(rows));
	expect(found ? `${found.count} ${found.of}` : null).toBe(limit);
});

it('counts at the peer alone that has it', () => {
	const limited = rowsOf(
		many(40, index =>
			index < 8
				? [['passes', index + 1]]
				: [
						['fails', index + 1],
						['passes', 1],
					],
		),
	);
	const {proxy} = proxyOf('http://proxy.test.example:3128');
	const [failed] = rowsOf([[['fails', 20]]]);
	if (!failed?.planned.route) throw new Error('no row');
	const verdict = {...failed.verdict, status: 'blocked'} as const;
	const behindProxy = {...failed.planned, route: {...failed.planned.route, via: 'proxy', proxy: proxy.https}} as const;
	const statuses = (rows: Result[]) =>
		atOnce(reviseLimits(rows, result => result.verdict)).map(row => row.verdict.status);
	expect(statuses([...limited, {...failed, verdict}]).at(-1)).toBe('unverified');
	expect(statuses([...limited, {...failed, verdict, planned: behindProxy}]).at(-1)).toBe('blocked');
});
