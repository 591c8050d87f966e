import {eachInSteps, type Steps} from '../../chunks.ts';
import {isAlike, type Wording, wordingOf} from '../../evidence/answer-similarity.ts';
import {connectRefusedCode, loginSparedCode} from '../../evidence/codes.ts';
import {httpOf, targetTlsOf} from '../../evidence/stages.ts';
import type {Attempt, ProxyEvidence} from '../../evidence/types.ts';
import {formatHostPort} from '../../words.ts';
import {denyByProxy} from '../controls.ts';
import {mayBeNoProxy} from '../failure.ts';
import {asUnverified} from '../judge-target.ts';
import {isShutOut} from '../limits.ts';
import type {Result} from '../types.ts';

/**
 * Holds rejected logins against the others of the run. Where the same proxy opened a tunnel to the same user, the
 * password is right: a 407 is then how it denies a host (squid does, where the last word of its rule is about users),
 * and what was not tried because of the password was not tested.
 */
export function reviseLogins(results: readonly Result[]): Result[] {
	const obliging = new Set(results.filter(hasLoggedIn).map(loginOf));
	return results.map(result => {
		const isRejected = result.verdict.status === 'blocked' && result.verdict.cause === 'proxy.auth-rejected';
		if (!isRejected || !obliging.has(loginOf(result))) return result;
		return wasSpared(result)
			? asUnverified(result, `Not tested: ${result.verdict.detail} Then it took them for another host.`)
			: denyByRule(result);
	});
}

function denyByRule(result: Result): Result {
	const {verdict} = result;
	return {
		...result,
		verdict: {
			...verdict,
			cause: 'proxy.host-denied',
			confidence: 'high',
			detail: `${verdict.detail} It takes them for other hosts, so it denies this one to the user.`,
		},
	};
}

/** Without credentials another tunnel had been refused or not asked for, so that one with them shows that they were taken. */
function hasLoggedIn({attempts}: Result): boolean {
	return attempts.some(({stages}) => stages.some(stage => stage.stage === 'proxy' && stage.authenticated && stage.ok));
}

function wasSpared({attempts}: Result): boolean {
	return attempts.at(-1)?.stages.at(-1)?.error?.code === loginSparedCode;
}

function loginOf({planned: {route}}: Result): string {
	return route?.proxy ? `${route.proxy.username}@${formatHostPort(route.proxy.host, route.proxy.port)}` : '';
}

/**
 * Holds answers that nobody vouches for against how the same proxy refused tunnels in this run. What is said in the same
 * words is the proxy's own: in plain HTTP, and inside TLS that it opened. A 407 has been judged by itself.
 */
export function* reviseRefusals(results: readonly Result[]): Steps<Result[]> {
	const refusals = new Map<string, Wording[]>();
	for (const result of results) {
		yield '';
		const proxy = proxyOf(result);
		const refusal = proxy === null ? null : refusalOf(result);
		if (proxy === null || refusal === null) continue;
		const known = refusals.get(proxy) ?? [];
		// One of each kind is enough to compare with.
		if (!known.some(other => isAlike(other, refusal))) known.push(refusal);
		refusals.set(proxy, known);
	}
	return yield* eachInSteps(results, result => {
		const attempt = result.attempts.at(-1);
		const known = refusals.get(proxyOf(result) ?? '');
		if (!known || !attempt || result.verdict.identity !== 'unproven') return result;
		// What a proxy says to everybody by now says nothing of one host.
		if (isShutOut({result})) return result;
		const answer = answerOf(result, attempt);
		return answer !== null && known.some(refusal => isAlike(refusal, answer)) ? deny(result, attempt) : result;
	});
}

function deny(result: Result, attempt: Attempt): Result {
	const {planned, verdict} = result;
	const reason = 'The proxy refuses tunnels to other hosts alike, so the answer is its own.';
	return {...result, verdict: denyByProxy(verdict, {requirement: planned.requirement, attempt}, reason)};
}

/** The answer of a row, if something in between can have given it. */
function answerOf({planned}: Result, attempt: Attempt): Wording | null {
	const http = httpOf(attempt);
	if (!http || !planned.target || targetTlsOf(attempt)?.trust === 'public') return null;
	return wordingOf({...http, host: planned.target.host});
}

function refusalOf({planned, attempts}: Result): Wording | null {
	const refused = attempts
		.at(-1)
		?.stages.find(
			(stage): stage is ProxyEvidence => stage.stage === 'proxy' && stage.error?.code === connectRefusedCode,
		);
	if (!refused || refused.status === null || !planned.target) return null;
	return wordingOf({...refused, host: planned.target.host});
}

function proxyOf({planned: {route}}: Result): string | null {
	return route?.proxy ? formatHostPort(route.proxy.host, route.proxy.port) : null;
}

/**
 * Holds answers that a web server gives as well against what else went through the same address. Where TLS was spoken
 * inside a tunnel of it, it is a proxy, and what it answers in its own name is how it denies a host.
 */
export function reviseProxiesAtWork(results: readonly Result[]): Result[] {
	const atWork = new Set(results.filter(wasTunnelled).map(proxyOf));
	return results.map(result => {
		const {verdict} = result;
		const isDoubted = verdict.cause === 'proxy.protocol-error' && verdict.detail.includes(mayBeNoProxy);
		if (!isDoubted || !atWork.has(proxyOf(result))) return result;
		const detail = verdict.detail.replace(mayBeNoProxy, ': it lets other hosts through, so it denies this one.');
		return {...result, verdict: {...verdict, cause: 'proxy.host-denied', detail}};
	});
}

function wasTunnelled({attempts}: Result): boolean {
	return attempts.some(
		attempt => targetTlsOf(attempt)?.ok === true && attempt.stages.some(stage => stage.stage === 'proxy' && stage.ok),
	);
}
