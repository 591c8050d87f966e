import {expect, it} from 'vitest';
import {loginSparedCode} from '../../../source/evidence/codes.ts';
import type {StageEvidence} from '../../../source/evidence/types.ts';
import {reviseLogins} from '../../../source/verdict/across-rows/same-proxy.ts';
import type {Result, Verdict} from '../../../source/verdict/types.ts';
import {planOf, proxyOf} from '../../helpers/plan-of.ts';
import {proxyStage} from '../../helpers/sample-evidence.ts';

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
