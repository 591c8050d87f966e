import {isSunk} from '../evidence/addresses.ts';
import {type GivenAnswer, isAlike, isTelling, wordingOf} from '../evidence/answer-similarity.ts';
import {isAlert} from '../evidence/codes.ts';
import {type ControlKind, impossibleHost} from '../evidence/controls.ts';
import {otherProgramAddress} from '../evidence/program-names.ts';
import {httpOf, targetDnsOf, targetTlsOf} from '../evidence/stages.ts';
import type {Attempt, Control, StageEvidence} from '../evidence/types.ts';
import {formatHostPort} from '../words.ts';
import {attemptTarget, openPath, openProxy, type PathContext, type ProbeSubject} from './attempt.ts';
import {createClientContext} from './certificates.ts';
import {startStopwatch} from './stage-clock.ts';
import {stageErrorOf} from './stage-error.ts';
import {resolveName} from './stages/dns.ts';
import {requestTunnel} from './stages/proxy.ts';
import {connectTcp} from './stages/tcp.ts';
import {handshake} from './stages/tls.ts';

/** Reserved for documentation (RFC 2606): on no filter's list, and no service's own. */
const neutralName = 'example.com';

/** The key exchanges of TLS 1.3 whose shares take some ten bytes (RFC 8446, 4.2.7). */
const classicGroups = 'X25519:P-256:P-384:P-521';

type Outcome = Pick<Control, 'passed' | 'code' | 'detail'>;

/**
 * Makes one control measurement over the path of a target, `attempt` being the last try at it. Null where the path broke
 * off this time before anything could be measured. Never rejects.
 */
export async function runControl(
	kind: ControlKind,
	subject: ProbeSubject,
	attempt: Attempt,
	context: PathContext,
): Promise<Control | null> {
	const stopwatch = startStopwatch(context.clock);
	const measure = {
		'small-hello': greetInOnePacket,
		'neutral-name': greetWithNeutralName,
		'proxy-speaks-tls': () => onceAtProxy(kind, greetProxy, subject, context),
		'proxy-speaks-plain': () => onceAtProxy(kind, askProxyPlainly, subject, context),
		'same-host-port-443': tunnelToPort443,
		'no-such-host': () => askForImpossibleHost(subject, attempt, context),
		'tunnel-refusal': () => askForTunnel(subject, attempt, context),
		'over-tls': () => askOverTls(subject, attempt, context),
		direct: reachDirectly,
		'program-address': () => greetProgramAddress(subject, attempt, context),
		// Made while the target is tried.
		'known-to-pass': async () => null,
	}[kind];
	const outcome = await measure(subject, context).catch(
		(error: unknown): Outcome => ({passed: false, code: 'failed', detail: stageErrorOf(error).code}),
	);
	return outcome && {kind, ms: stopwatch(), ...outcome};
}

/**
 * Passes if the handshake comes about once the hello has no post-quantum key share, which takes it to some 1,600 bytes and
 * so into a second packet. Devices that read the server name from the first one alone fail at that (https://tldr.fail).
 */
async function greetInOnePacket(subject: ProbeSubject, context: PathContext): Promise<Outcome | null> {
	const socket = await openPath(subject, context);
	if (!socket) return null;
	const trust = {context: createClientContext([], classicGroups)};
	const {socket: secure} = await handshake(socket, subject.target.host, trust, context);
	secure.destroy();
	return {passed: true, code: 'done', detail: 'handshake done with a hello of one packet'};
}

/** Any answer in TLS passes, an alert included: the address and what stands before it let a hello through. */
async function greetWithNeutralName(subject: ProbeSubject, context: PathContext): Promise<Outcome | null> {
	const socket = await openPath(subject, context);
	if (!socket) return null;
	try {
		const {socket: secure} = await handshake(socket, neutralName, context.network.roots.publicOnly, context);
		secure.destroy();
		return {passed: true, code: 'done', detail: `handshake done for ${neutralName}`};
	} catch (error) {
		const seen = stageErrorOf(error);
		return isAlert(seen)
			? {passed: true, code: 'alert', detail: 'answered with an alert'}
			: {passed: false, code: 'failed', detail: seen.code};
	}
}

async function greetProxy({route}: ProbeSubject, context: PathContext): Promise<Outcome | null> {
	if (!route.proxy) return null;
	const socket = await connectHost(route.proxy.host, route.proxy.port, 'proxy', context);
	if (!socket) return null;
	try {
		const {socket: secure} = await handshake(socket, route.proxy.host, context.network.roots.publicOnly, context);
		secure.destroy();
		return {passed: true, code: 'done', detail: 'the proxy speaks TLS'};
	} catch (error) {
		if (!isAlert(stageErrorOf(error))) throw error;
		return {passed: true, code: 'alert', detail: 'the proxy answered with a TLS alert'};
	}
}

/** Whatever a proxy that is meant to speak TLS answers in plain: it takes plain requests, then. No credentials are sent. */
async function askProxyPlainly({route, target}: ProbeSubject, context: PathContext): Promise<Outcome | null> {
	if (!route.proxy) return null;
	const socket = await connectHost(route.proxy.host, route.proxy.port, 'proxy', context);
	if (!socket) return null;
	const endpoint = {...route.proxy, scheme: 'http', username: null} as const;
	const proxy = {socket, endpoint, password: null, openAgain: async () => null};
	const {evidence} = await requestTunnel(proxy, target, context);
	socket.destroy();
	const passed = evidence.status !== null;
	const detail = `${evidence.request} in plain: ${evidence.status ?? evidence.error?.code ?? 'no answer'}`;
	return {passed, code: passed ? 'answered' : 'failed', detail};
}

/** What a proxy speaks is the same for all targets behind it, and each of them would wait for its silence. */
function onceAtProxy(
	kind: ControlKind,
	measure: (subject: ProbeSubject, context: PathContext) => Promise<Outcome | null>,
	subject: ProbeSubject,
	context: PathContext,
): Promise<Outcome | null> {
	const {proxy} = subject.route;
	const work = () => measure(subject, context);
	return context.once && proxy ? context.once(`${kind} ${formatHostPort(proxy.host, proxy.port)}`, work) : work();
}

async function tunnelToPort443(subject: ProbeSubject, context: PathContext): Promise<Outcome | null> {
	const proxy = await openProxy(subject, context);
	if (!proxy) return null;
	const {host} = subject.target;
	const {evidence, socket} = await requestTunnel(proxy, {host, port: 443}, context);
	socket.destroy();
	// A silent proxy decides nothing, nor does one that wants another login.
	if (evidence.status === null || evidence.status === 407) return null;
	// 5xx: the proxy did not mind the port, and only failed further on.
	const passed = evidence.ok || evidence.status >= 500;
	return {
		passed,
		code: passed ? 'done' : 'refused',
		detail: `CONNECT ${formatHostPort(host, 443)}: ${evidence.status}`,
	};
}

async function reachDirectly(subject: ProbeSubject, context: PathContext): Promise<Outcome> {
	const route = {...subject.route, via: 'direct', proxy: null} as const;
	const socket = await openPath({...subject, route}, context);
	if (!socket) return {passed: false, code: 'failed', detail: 'no connection without the proxy'};
	if (subject.protocol === 'http') {
		socket.destroy();
		return {passed: true, code: 'done', detail: 'connected without the proxy'};
	}
	const {socket: secure, code} = await handshake(
		socket,
		subject.target.host,
		context.network.roots.publicOnly,
		context,
	);
	secure.destroy();
	return code === null
		? {passed: true, code: 'done', detail: 'verified TLS without the proxy'}
		: {passed: false, code: 'refused', detail: code};
}

/** Passes if the address that programs get shows a certificate for the name. */
async function greetProgramAddress(
	{target}: ProbeSubject,
	attempt: Attempt,
	context: PathContext,
): Promise<Outcome | null> {
	const dns = targetDnsOf(attempt);
	const other = dns && otherProgramAddress(dns);
	if (!other) return null;
	await context.visit.enter(null);
	const {socket, evidence} = await connectTcp([other], target.port, 'target', context);
	if (!socket)
		return {passed: false, code: 'failed', detail: `${other.address}: ${evidence.error?.code ?? 'no answer'}`};
	const {publicOnly} = context.network.roots;
	const greeting = await handshake(socket, target.host, publicOnly, context).catch(stageErrorOf);
	if ('socket' in greeting) greeting.socket.destroy();
	const {code} = greeting;
	return code === null
		? {passed: true, code: 'done', detail: `${other.address}: verified TLS`}
		: {passed: false, code: 'refused', detail: `${other.address}: ${code}`};
}

async function connectHost(host: string, port: number, of: 'target' | 'proxy', context: PathContext) {
	const evidence = await resolveName(host, of, context);
	if (!evidence.ok || isSunk(evidence)) return null;
	await context.visit.enter(null);
	const {socket} = await connectTcp(evidence.addresses, port, of, context);
	return socket;
}

/** A control is no try: nobody is told of its stages, nor of what HTTP/2 would make of it. */
const silent = {
	onStageStarted: () => {},
	onStageFinished: () => {},
	onWait: () => {},
	takesHttp2Trial: () => false,
};

/** One that came to nothing speaks for nobody. */
const nothingToCompare: Outcome = {passed: false, code: 'nothing-to-compare', detail: 'nothing to compare'};

/**
 * Asks the proxy for a host that can't exist. It passes where the answer is another one than was given for the target, or
 * the proxy refuses the tunnel.
 */
async function askForImpossibleHost(subject: ProbeSubject, attempt: Attempt, context: PathContext): Promise<Outcome> {
	const seen = httpOf(attempt);
	if (!seen) return nothingToCompare;
	const impossible = {...subject, target: {...subject.target, host: impossibleHost}};
	const again = await attemptTarget(impossible, 'undici', {...context, ...silent});
	const answer = httpOf(again);
	const failed = again.stages.find(({ok}) => !ok);
	if (!answer) return judgeNoPage(failed);
	const detail = `${answer.request}: ${answer.status ?? answer.error?.code ?? 'no answer'}`;
	return compare({...seen, host: subject.target.host}, {...answer, host: impossibleHost}, detail);
}

/** No page came for a host that can't exist: because the proxy said so, or for a reason that says nothing. */
export function judgeNoPage(failed: StageEvidence | undefined): Outcome {
	if (failed?.stage === 'proxy' && failed.status !== null) {
		return {passed: true, code: 'refused', detail: `${failed.request}: ${failed.status}`};
	}
	return {...nothingToCompare, detail: failed?.error?.code ?? nothingToCompare.detail};
}

/** Asks the proxy for a tunnel to the same host. It passes unless that is refused as the request itself was answered. */
async function askForTunnel(subject: ProbeSubject, attempt: Attempt, context: PathContext): Promise<Outcome> {
	const {host} = subject.target;
	const seen = httpOf(attempt);
	const proxy = seen && (await openProxy(subject, context));
	if (!seen || !proxy) return nothingToCompare;
	const {evidence: answer, socket} = await requestTunnel(proxy, {host, port: 443}, context);
	socket.destroy();
	const detail = `CONNECT ${formatHostPort(host, 443)}: ${answer.status ?? answer.error?.code ?? 'no answer'}`;
	if (answer.ok) return {passed: true, code: 'done', detail};
	return compare({...seen, host}, {...answer, host}, detail);
}

/** Sends the same request over TLS. It passes where the service, verified publicly, answers alike: that is its own way then. */
async function askOverTls(subject: ProbeSubject, attempt: Attempt, context: PathContext): Promise<Outcome> {
	const {host} = subject.target;
	const seen = httpOf(attempt);
	if (!seen) return nothingToCompare;
	const secure = {...subject, protocol: 'https', target: {...subject.target, port: 443}} as const;
	const again = await attemptTarget(secure, 'undici', {...context, ...silent});
	const answer = httpOf(again);
	const tls = targetTlsOf(again);
	const failed = again.stages.find(({ok}) => !ok)?.error?.code;
	const isVerified = tls?.checks?.public?.code === null;
	if (!isVerified || !answer || answer.status === null) {
		return {passed: false, code: 'failed', detail: failed ?? 'no verified TLS'};
	}
	// Two bare refusals are alike whoever gave them.
	const wording = wordingOf({...answer, host});
	const passed = isTelling(wording) && isAlike(wordingOf({...seen, host}), wording);
	return {passed, code: 'answered', detail: `${answer.status} over verified TLS`};
}

/** Passes where two answers differ. */
export function compare(seen: GivenAnswer, other: GivenAnswer, detail: string): Outcome {
	if (other.status === null) return {...nothingToCompare, code: 'failed', detail};
	return {passed: !isAlike(wordingOf(seen), wordingOf(other)), code: 'answered', detail};
}
