import type {Requirement} from '../catalog/types.ts';
import type {ControlKind} from '../evidence/controls.ts';
import {askedUrl, httpOf} from '../evidence/stages.ts';
import type {Attempt} from '../evidence/types.ts';
import type {PlannedTarget} from '../plan/types.ts';
import {isSocks} from '../settings/proxy-url.ts';
import type {ProxyEndpoint} from '../settings/types.ts';
import {judgeUnwitnessedAnswer} from './by-stage/unwitnessed-answer.ts';
import type {Verdict} from './types.ts';

/** Failures after the ClientHello, for which a filter by server name, one that minds its size and a broken server look alike. */
const afterHello = ['tls.reset', 'tls.closed', 'tls.timeout', 'tls.alert'];

/** Which controls can tell the explanations of a verdict apart. None for one that needs none. */
export function selectControls(
	verdict: Pick<Verdict, 'status' | 'cause' | 'identity'>,
	{requirement, target, route}: PlannedTarget,
	attempt: Attempt,
	isDirectAllowed: boolean,
): ControlKind[] {
	const subject = {protocol: requirement.protocol, port: target?.port ?? 0, proxy: route?.proxy ?? null};
	const direct = isDirectAllowed && subject.proxy !== null ? (['direct'] as const) : [];
	if (verdict.status === 'blocked') return [...forFailure(verdict, subject, attempt), ...direct];
	if (verdict.identity !== 'unproven') return [];
	return subject.protocol === 'http'
		? forPlainAnswer(verdict, subject, attempt)
		: forInspectedAnswer(verdict, subject, requirement, attempt);
}

/** What of a target decides which controls can be made. */
type Subject = {
	readonly protocol: Requirement['protocol'];
	readonly port: number;
	readonly proxy: ProxyEndpoint | null;
};

function forFailure(
	{cause}: Pick<Verdict, 'cause'>,
	{proxy, port, protocol}: Subject,
	{stages}: Attempt,
): ControlKind[] {
	if (cause === null) return [];
	// An alert that comes behind the handshake is no answer to the hello.
	const last = stages.at(-1)?.stage;
	const isHelloAnswered = last === 'http';
	const controls: ControlKind[] = [];
	if (afterHello.includes(cause) && !isHelloAnswered) controls.push('small-hello', 'neutral-name');
	// A tunnel that was closed at the hello: a filter by name, or one that leads nowhere.
	if (cause === 'proxy.upstream-unreachable' && last === 'tls') controls.push('neutral-name');
	// It was connected to, and gave no answer in the way in which it was spoken to.
	const isMute = (cause === 'proxy.closed' || cause === 'proxy.timeout') && last !== 'tcp';
	if (isMute && proxy !== null && !isSocks(proxy))
		controls.push(proxy.scheme === 'http' ? 'proxy-speaks-tls' : 'proxy-speaks-plain');
	const isDenied = cause === 'proxy.host-denied' || cause === 'proxy.port-denied';
	if (isDenied && protocol !== 'http' && port !== 443) controls.push('same-host-port-443');
	return controls;
}

/**
 * An answer in plain HTTP without a proof. A proxy that passes answers on says so in Via, as RFC 9110 (7.6.3) has it; one
 * that doesn't, and any answer but a success, may have spoken for itself. A SOCKS server can't speak in HTTP: what comes
 * through its tunnel is as good as what comes without a proxy.
 */
function forPlainAnswer({status: verdict}: Pick<Verdict, 'status'>, {proxy}: Subject, attempt: Attempt): ControlKind[] {
	const http = httpOf(attempt);
	if (!http || http.status === null) return [];
	const isDoubtful = verdict === 'unverified';
	const isProxied = proxy !== null && !isSocks(proxy);
	const controls: ControlKind[] = [];
	if (isProxied && (isDoubtful || http.status >= 300 || http.headers.via === undefined)) controls.push('no-such-host');
	if (isProxied && (isDoubtful || http.status >= 400)) controls.push('tunnel-refusal');
	if (isDoubtful) controls.push('over-tls');
	return controls;
}

/** A proxy that opens TLS can put its own page into the tunnel, and it does so for hosts that can not exist as well. */
function forInspectedAnswer(
	{status}: Pick<Verdict, 'status'>,
	{proxy}: Subject,
	requirement: Requirement,
	attempt: Attempt,
): ControlKind[] {
	const http = httpOf(attempt);
	if (status !== 'intercepted' || proxy === null || isSocks(proxy) || !http) return [];
	return judgeUnwitnessedAnswer(requirement, attempt, http, askedUrl(attempt)) === null ? [] : ['no-such-host'];
}
