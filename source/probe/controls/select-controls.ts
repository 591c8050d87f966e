import type {ProbeSubject} from '../attempt.ts';
import type {Attempt, Control, Verdict} from '../types.ts';
import {httpOf} from '../verdict/evidence.ts';

/** Failures after the ClientHello, for which a filter by server name and a broken server look alike. */
const afterHello = ['tls.reset', 'tls.closed', 'tls.timeout', 'tls.alert'];

/** Which controls can tell the explanations of a verdict apart. None for one that needs none. */
export function selectControls(
	verdict: Pick<Verdict, 'status' | 'cause' | 'identity'>,
	subject: ProbeSubject,
	attempt: Attempt | undefined,
	isDirectAllowed: boolean,
): Control['kind'][] {
	const direct = isDirectAllowed && subject.route.via === 'proxy' ? (['direct'] as const) : [];
	if (verdict.status === 'blocked') return [...forFailure(verdict, subject), ...direct];
	return verdict.identity === 'unproven' && attempt !== undefined ? forAnswer(verdict, subject, attempt) : [];
}

function forFailure({cause}: Pick<Verdict, 'cause'>, {route, target, protocol}: ProbeSubject): Control['kind'][] {
	if (cause === null) return [];
	const controls: Control['kind'][] = [];
	if (afterHello.includes(cause)) controls.push('neutral-name');
	if (cause === 'proxy.closed' && route.proxy?.scheme === 'http') controls.push('proxy-speaks-tls');
	const isDenied = cause === 'proxy.host-denied' || cause === 'proxy.port-denied';
	if (isDenied && protocol !== 'http' && target.port !== 443) controls.push('same-host-port-443');
	return controls;
}

/**
 * An answer in plain HTTP without a proof. A proxy that passes answers on says so in Via, as RFC 9110 (7.6.3) has it; one
 * that doesn't, and any answer but a success, may have spoken for itself.
 */
function forAnswer(
	{status: verdict}: Pick<Verdict, 'status'>,
	{route, protocol}: ProbeSubject,
	attempt: Attempt,
): Control['kind'][] {
	const http = httpOf(attempt);
	if (protocol !== 'http' || !http || http.status === null) return [];
	const isDoubtful = verdict === 'unverified';
	const isProxied = route.proxy !== null;
	const controls: Control['kind'][] = [];
	if (isProxied && (isDoubtful || http.status >= 300 || http.headers.via === undefined)) controls.push('no-such-host');
	if (isProxied && (isDoubtful || http.status >= 400)) controls.push('tunnel-refusal');
	if (isDoubtful) controls.push('over-tls');
	return controls;
}
