import {expect, it} from 'vitest';
import type {StageEvidence} from '../../../source/evidence/types.ts';
import {reviseProxiesAtWork} from '../../../source/verdict/across-rows/same-proxy.ts';
import type {Result, Verdict} from '../../../source/verdict/types.ts';
import {planOf, proxyOf} from '../../helpers/plan-of.ts';
import {proxyStage, tlsStage} from '../../helpers/sample-evidence.ts';

const startedAt = '2026-01-01T00:00:00.000Z';

function resultOf(stages: readonly StageEvidence[], verdict: Partial<Verdict>, proxy = 'proxy:3128'): Result {
	const [planned] = planOf([{host: 'a.example'}], proxyOf(`http://${proxy}`)).targets;
	if (!planned) throw new Error('no row');
	const words = {status: 'blocked', severity: 'error', cause: null, detail: '', confidence: 'medium'} as const;
	return {
		planned,
		attempts: [{startedAt, stages}],
		controls: [],
		verdict: {...words, identity: null, notes: [], ...verdict},
	};
}

const detail = 'The proxy answered 404 Not Found for a.example: it may be a web server, not a proxy. Tried 2 times.';
const doubted = resultOf([proxyStage('a.example:443', {status: 404})], {cause: 'proxy.protocol-error', detail});
const garbage = resultOf([proxyStage('a.example:443', {status: null})], {
	cause: 'proxy.protocol-error',
	detail: "What answers at the proxy's address does not speak HTTP (the answer is not HTTP).",
});
const tunnel = [proxyStage('b.example:443'), tlsStage('b.example')];

it.each<[string, Result, Result, string]>([
	['another went through', doubted, resultOf(tunnel, {status: 'reachable'}), 'proxy.host-denied'],
	['another was inspected', doubted, resultOf(tunnel, {status: 'intercepted'}), 'proxy.host-denied'],
	['another went through another', doubted, resultOf(tunnel, {}, 'other:3128'), 'proxy.protocol-error'],
	[
		'another tunnel led to no TLS',
		doubted,
		resultOf([proxyStage('b.example:443'), tlsStage('b.example', {ok: false})], {cause: 'tls.protocol'}),
		'proxy.protocol-error',
	],
	['none went through', doubted, doubted, 'proxy.protocol-error'],
	['no HTTP came', garbage, resultOf(tunnel, {status: 'reachable'}), 'proxy.protocol-error'],
])('takes a web server for a proxy only where one works: %s', (_title, result, other, expected) => {
	const [held] = reviseProxiesAtWork([result, other]);
	expect(held?.verdict.cause).toBe(expected);
	expect(held?.verdict.detail.includes('it may be a web server')).toBe(
		expected !== 'proxy.host-denied' && result === doubted,
	);
});

it('says why the proxy is one', () => {
	const [held] = reviseProxiesAtWork([doubted, resultOf(tunnel, {})]);
	expect(held?.verdict.detail).toBe(
		'The proxy answered 404 Not Found for a.example: it lets other hosts through, so it denies this one. Tried 2 times.',
	);
});
