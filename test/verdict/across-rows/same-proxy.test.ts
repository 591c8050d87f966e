import {describe, expect, it} from 'vitest';
import {atOnce} from '../../../source/chunks.ts';
import {connectRefusedCode, loginSparedCode} from '../../../source/evidence/codes.ts';
import type {Control, StageEvidence} from '../../../source/evidence/types.ts';
import {reviseLogins, reviseProxiesAtWork, reviseRefusals} from '../../../source/verdict/across-rows/same-proxy.ts';
import type {Result, Verdict} from '../../../source/verdict/types.ts';
import {planOf, proxyOf} from '../../helpers/plan-of.ts';
import {httpStage, proxyStage, tlsStage} from '../../helpers/sample-evidence.ts';

describe('rejected logins', () => {
	const startedAt = '2026-01-01T00:00:00.000Z';

	function resultOf(
		stage: StageEvidence,
		{status, cause}: Pick<Verdict, 'status' | 'cause'>,
		proxy = 'me@proxy:3128',
	): Result {
		const [planned] = planOf([{host: 'a.example'}], proxyOf(`http://${proxy}`)).targets;
		if (!planned) throw new Error('no row');
		const words = {severity: 'error', detail: 'As seen.', confidence: 'medium', identity: null, notes: []} as const;
		return {planned, attempts: [{startedAt, stages: [stage]}], controls: [], verdict: {...words, status, cause}};
	}

	const rejection = {status: 'blocked', cause: 'proxy.auth-rejected'} as const;
	const success = {status: 'reachable', cause: null} as const;
	const open = resultOf(proxyStage('b.example:443', {authenticated: true}), success);
	const openWithout = resultOf(proxyStage('b.example:443'), success);
	const openElsewhere = resultOf(proxyStage('b.example:443', {authenticated: true}), success, 'me@other:3128');
	const openToOther = resultOf(proxyStage('b.example:443', {authenticated: true}), success, 'you@proxy:3128');
	const rejected = resultOf(proxyStage('a.example:443', {status: 407, authenticated: true}), rejection);
	const sparedError = {code: loginSparedCode, syscall: null, message: 'not tried again'};
	const spared = resultOf(proxyStage('a.example:443', {status: 407, error: sparedError}), rejection);

	it.each<[string, Result, Result, string]>([
		['rejected, and another was let through with the same', rejected, open, 'blocked proxy.host-denied'],
		['spared, and another was let through with the same', spared, open, 'unverified null'],
		['rejected, and another was let through without', rejected, openWithout, 'blocked proxy.auth-rejected'],
		['rejected, and another proxy let through', rejected, openElsewhere, 'blocked proxy.auth-rejected'],
		['rejected, and another user was let through', rejected, openToOther, 'blocked proxy.auth-rejected'],
		['spared, and another was rejected', spared, rejected, 'blocked proxy.auth-rejected'],
	])('%s', (_title, result, other, expected) => {
		const [weighed, beside] = reviseLogins([result, other]);
		expect(`${weighed?.verdict.status} ${weighed?.verdict.cause}`).toBe(expected);
		expect(beside).toBe(other);
	});
});

describe('proxy at work', () => {
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
});

describe('proxy refusals', () => {
	const answer = {status: 503, statusText: 'Service Unavailable', body: 'The gateway has no way out.'};
	const error = {code: connectRefusedCode, syscall: null, message: 'no'};
	const shut: Control = {kind: 'known-to-pass', passed: false, ms: 0, code: 'failed', detail: 'c.example'};

	function resultOf(host: string, stage: StageEvidence, controls: readonly Control[]): Result {
		const row = {host, ...(stage.stage === 'http' && {protocol: 'http' as const, port: 80})};
		const [planned] = planOf([row], proxyOf('http://proxy:3128')).targets;
		if (!planned) throw new Error('no row');
		const attempts = [{startedAt: '2026-01-01T00:00:00.000Z', stages: [stage]}];
		const words = {status: 'unverified', severity: 'info', cause: null, detail: '', confidence: 'low'} as const;
		return {planned, attempts, controls, verdict: {...words, identity: 'unproven', notes: []}};
	}

	it.each<[string, readonly Control[], string]>([
		['is the own answer of the proxy', [], 'blocked'],
		['says nothing where the proxy turns away by now what passed before', [shut], 'unverified'],
		['counts where the proxy lets that pass again', [{...shut, passed: true}], 'blocked'],
	])('what is said as tunnels are refused %s', (_title, controls, expected) => {
		const refused = resultOf('a.example', proxyStage('a.example:443', {ok: false, ...answer, error}), controls);
		const [, held] = atOnce(
			reviseRefusals([
				refused,
				resultOf('b.example', httpStage({...answer, request: 'GET http://b.example/'}), controls),
			]),
		);
		expect(held?.verdict.status).toBe(expected);
	});
});
