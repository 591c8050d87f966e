import type {Requirement} from '../catalog/types.ts';
import {askedUrl, httpOf} from '../evidence/stages.ts';
import type {Attempt, Control} from '../evidence/types.ts';
import type {ProbeSubject} from '../probe/attempt.ts';
import {doubtAnswer} from './by-stage/unwitnessed-answer.ts';
import type {Verdict} from './types.ts';

/** Failures after the ClientHello, for which a filter by server name, one that minds its size and a broken server look alike. */
const afterHello = ['tls.reset', 'tls.closed', 'tls.timeout', 'tls.alert'];

/** Which controls can tell the explanations of a verdict apart. None for one that needs none. */
export function selectControls(
	verdict: Pick<Verdict, 'status' | 'cause' | 'identity'>,
	subject: ProbeSubject,
	{requirement, attempt}: {readonly requirement: Requirement; readonly attempt: Attempt},
	isDirectAllowed: boolean,
): Control['kind'][] {
	const direct = isDirectAllowed && subject.route.via === 'proxy' ? (['direct'] as const) : [];
	if (verdict.status === 'blocked') return [...forFailure(verdict, subject), ...direct];
	if (verdict.identity !== 'unproven') return [];
	return subject.protocol === 'http'
		? forPlainAnswer(verdict, subject, attempt)
		: forInspectedAnswer(verdict, subject, requirement, attempt);
}

function forFailure({cause}: Pick<Verdict, 'cause'>, {route, target, protocol}: ProbeSubject): Control['kind'][] {
	if (cause === null) return [];
	const controls: Control['kind'][] = [];
	if (afterHello.includes(cause)) controls.push('small-hello', 'neutral-name');
	if (cause === 'proxy.closed' && route.proxy?.scheme === 'http') controls.push('proxy-speaks-tls');
	const isDenied = cause === 'proxy.host-denied' || cause === 'proxy.port-denied';
	if (isDenied && protocol !== 'http' && target.port !== 443) controls.push('same-host-port-443');
	return controls;
}

/**
 * An answer in plain HTTP without a proof. A proxy that passes answers on says so in Via, as RFC 9110 (7.6.3) has it; one
 * that doesn't, and any answer but a success, may have spoken for itself.
 */
function forPlainAnswer(
	{status: verdict}: Pick<Verdict, 'status'>,
	{route}: ProbeSubject,
	attempt: Attempt,
): Control['kind'][] {
	const http = httpOf(attempt);
	if (!http || http.status === null) return [];
	const isDoubtful = verdict === 'unverified';
	const isProxied = route.proxy !== null;
	const controls: Control['kind'][] = [];
	if (isProxied && (isDoubtful || http.status >= 300 || http.headers.via === undefined)) controls.push('no-such-host');
	if (isProxied && (isDoubtful || http.status >= 400)) controls.push('tunnel-refusal');
	if (isDoubtful) controls.push('over-tls');
	return controls;
}

/** A proxy that opens TLS can put its own page into the tunnel, and it does so for hosts that can not exist as well. */
function forInspectedAnswer(
	{status}: Pick<Verdict, 'status'>,
	{route}: ProbeSubject,
	requirement: Requirement,
	attempt: Attempt,
): Control['kind'][] {
	const http = httpOf(attempt);
	if (status !== 'intercepted' || route.proxy === null || !http) return [];
	return doubtAnswer(requirement, attempt, http, askedUrl(attempt)) === null ? [] : ['no-such-host'];
}
