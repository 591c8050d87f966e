import type {Requirement} from '../catalog/types.ts';
import {isUnanswered, isWitness} from '../evidence/codes.ts';
import type {ControlKind} from '../evidence/controls.ts';
import {askedUrl, httpOf} from '../evidence/stages.ts';
import type {Attempt, Control} from '../evidence/types.ts';
import type {PlannedTarget} from '../plan/types.ts';
import {isSocks} from '../settings/proxy-url.ts';
import type {ProxyEndpoint} from '../settings/types.ts';
import {judgeOwnAnswer} from './by-stage/judge-proxy.ts';
import {judgeUnwitnessedAnswer} from './by-stage/unwitnessed-answer.ts';
import {type Blocked, blocked} from './failure.ts';
import {severityOf} from './judge-target.ts';
import type {Verdict} from './types.ts';

/** What a verdict rests on. */
type Ground = {readonly requirement: Requirement; readonly attempt: Attempt | undefined};

/**
 * What the controls add to a verdict: another cause where they decide for it, and how sure it is.
 *
 * @param wanted the controls that the verdict needs; one that was not made decides as much as one without an answer
 */
export function applyControls(
	verdict: Verdict,
	controls: readonly Control[],
	ground: Ground,
	wanted: readonly ControlKind[],
): Verdict {
	const missing = wanted.filter(kind => isWitness(kind) && !controls.some(control => control.kind === kind));
	const seen = missing.reduce(current => doubt(current, {detail: 'not made'}, ground), verdict);
	return controls.reduce((current, control) => applyControl(current, control, ground), seen);
}

function applyControl(verdict: Verdict, control: Control, ground: Ground): Verdict {
	const {kind, passed} = control;
	switch (kind) {
		case 'small-hello':
			return passed
				? add(
						verdict,
						{confidence: 'high'},
						'The same hello is answered when it fits into one packet, so something on the way, or the server, fails at hellos of two packets, which current TLS libraries send.',
					)
				: verdict;
		case 'neutral-name':
			if (verdict.cause === 'tls.alert' && control.code === 'alert') {
				return add(
					verdict,
					{confidence: 'medium'},
					'It does the same for another server name, so it is the server itself, or something that refuses all TLS.',
				);
			}
			if (verdict.cause === 'proxy.upstream-unreachable') {
				return passed
					? add(
							verdict,
							{cause: 'tls.closed', confidence: 'high'},
							'But it answers TLS for another server name, so something on the way filters by server name (SNI).',
						)
					: add(verdict, {}, 'It does the same for another server name.');
			}
			return passed
				? add(
						verdict,
						{confidence: 'high'},
						'The same address answers TLS for another server name, so something on the way filters by server name (SNI).',
					)
				: add(
						verdict,
						{confidence: 'medium'},
						`The same address does not answer TLS for another server name either (${control.detail}), so it is the address that is filtered, or the server that is broken.`,
					);
		case 'proxy-speaks-tls':
			return passed
				? {
						...verdict,
						cause: 'proxy.wrong-scheme',
						confidence: 'high',
						detail: `The proxy ${verdict.cause === 'proxy.timeout' ? 'gave no answer' : 'closed the connection'} when spoken to in plain, but answers a TLS hello on the same port: use https:// for it.`,
					}
				: verdict;
		case 'proxy-speaks-plain':
			return passed
				? {
						...verdict,
						cause: 'proxy.wrong-scheme',
						confidence: 'high',
						detail: `The proxy ${verdict.cause === 'proxy.timeout' ? 'gave no answer to' : 'closed the connection after'} a TLS hello, but answers in plain on the same port (${control.detail}): use http:// for it.`,
					}
				: verdict;
		case 'same-host-port-443':
			return passed
				? add(
						verdict,
						{cause: 'proxy.port-denied', confidence: 'high'},
						'The same host passes on port 443, so it is the port that is denied.',
					)
				: add(
						verdict,
						{cause: 'proxy.host-denied', confidence: 'high'},
						`The same host is denied on port 443 too (${control.detail}), so it is the host that is denied.`,
					);
		case 'no-such-host':
			if (isUnanswered(control)) return doubt(verdict, control, ground);
			return passed
				? verdict
				: denyByProxy(
						verdict,
						ground,
						'The proxy answers alike for a host that can not exist, so the answer is its own.',
					);
		case 'tunnel-refusal':
			if (isUnanswered(control)) return doubt(verdict, control, ground);
			return passed
				? verdict
				: denyByProxy(verdict, ground, 'The proxy refuses a tunnel to the same host alike, so the answer is its own.');
		case 'over-tls':
			// An answer that was laid at the proxy's door by another control is not the service's.
			if (verdict.status !== 'unverified' || !passed) return verdict;
			return {
				...verdict,
				status: 'reachable',
				severity: severityOf(ground.requirement, 'reachable'),
				confidence: 'medium',
				detail: `${verdict.detail} Over TLS that verifies publicly the service answers alike, so the answer is its own.`,
			};
		case 'direct':
			return passed
				? add(verdict, {}, 'Without the proxy the target answers.')
				: add(verdict, {}, 'Without the proxy it does not answer either.');
		case 'program-address':
			// A difference beside the row, which a finding of its own tells.
			return verdict;
		case 'known-to-pass':
			return passed || verdict.status !== 'blocked' ? verdict : leaveOpen(verdict, control, ground);
		default:
			return kind satisfies never;
	}
}

/** From a moment on everybody is turned away, so that this says nothing of one target. */
function leaveOpen(verdict: Verdict, {detail}: Pick<Control, 'detail'>, {requirement}: Ground): Verdict {
	const severity = severityOf(requirement, 'unverified');
	const reason = `But ${detail}, which had passed on the same way, was turned away by then too, for as long as it was waited for: that is a limit or a ban, and nothing is known of this host.`;
	return add(verdict, {status: 'unverified', severity, cause: null, confidence: 'low', identity: null}, reason);
}

/** What would have shown whose answer it was gave no answer itself: the answer counts for nobody. */
function doubt(verdict: Verdict, {detail}: Pick<Control, 'detail'>, {requirement}: Ground): Verdict {
	const reason = `Whether the proxy answers so by itself could not be told: the control for that got no answer (${detail}).`;
	// That TLS is inspected is sure all the same.
	if (verdict.status === 'intercepted') return add(verdict, {confidence: 'medium'}, reason);
	if (!['reachable', 'unstable'].includes(verdict.status) || verdict.identity === 'proven') return verdict;
	const severity = severityOf(requirement, 'unverified');
	return add(verdict, {status: 'unverified', severity, cause: null, confidence: 'low'}, reason);
}

/** The answer was the proxy's own. One that was laid at its door already stays as it is. */
export function denyByProxy(verdict: Verdict, {requirement, attempt}: Ground, reason: string): Verdict {
	if (verdict.status === 'blocked' || attempt === undefined) return verdict;
	const own = verdict.status === 'intercepted' ? judgeOwnPage(verdict) : judgeOwnAnswer(attempt);
	if (own === null) return verdict;
	return {
		...verdict,
		status: 'blocked',
		severity: severityOf(requirement, 'blocked'),
		cause: own.cause,
		confidence: own.confidence,
		detail: `${own.detail} ${reason}`,
		identity: null,
	};
}

/** What came over TLS that the proxy opened was not said by the service. */
function judgeOwnPage({detail}: Verdict): Blocked {
	return blocked('http.block-page', detail);
}

function add(verdict: Verdict, change: Partial<Verdict>, sentence: string): Verdict {
	return {...verdict, ...change, detail: `${verdict.detail} ${sentence}`};
}

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
