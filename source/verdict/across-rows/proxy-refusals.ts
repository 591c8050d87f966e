import {isAlike, type Wording, wordingOf} from '../../evidence/answer-similarity.ts';
import {connectRefusedCode} from '../../evidence/codes.ts';
import {httpOf, targetTlsOf} from '../../evidence/stages.ts';
import type {Attempt, ProxyEvidence} from '../../evidence/types.ts';
import {formatHostPort} from '../../host-port.ts';
import {denyByProxy} from '../apply-controls.ts';
import {isShutOut} from '../limits.ts';
import type {Result} from '../types.ts';

/**
 * Holds answers that nobody vouches for against how the same proxy refused tunnels in this run. What is said in the same
 * words is the proxy's own: in plain HTTP, and inside TLS that it opened. A 407 has been judged by itself.
 */
export function reviseRefusals(results: readonly Result[]): Result[] {
	const refusals = new Map<string, Wording[]>();
	for (const result of results) {
		const proxy = proxyOf(result);
		const refusal = proxy === null ? null : refusalOf(result);
		if (proxy === null || refusal === null) continue;
		const known = refusals.get(proxy) ?? [];
		// One of each kind is enough to compare with.
		if (!known.some(other => isAlike(other, refusal))) known.push(refusal);
		refusals.set(proxy, known);
	}
	return results.map(result => {
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
