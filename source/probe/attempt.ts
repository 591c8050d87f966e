import type {Socket} from 'node:net';
import type {Protocol} from '../catalog/types.ts';
import {isSunk} from '../evidence/addresses.ts';
import {probeFault} from '../evidence/codes.ts';
import type {Attempt, Http2Evidence, StageEvidence, StageName} from '../evidence/types.ts';
import {wayOfFailing} from '../evidence/way-of-failing.ts';
import type {Route, Target} from '../plan/types.ts';
import {isSocks, takesAddress} from '../settings/proxy-url.ts';
import type {ProxyEndpoint} from '../settings/types.ts';
import {formatHostPort} from '../words.ts';
import type {HttpRequest} from './http/http-request.ts';
import {type Http2Trial, tryHttp2} from './http/http2.ts';
import {loginAt} from './proxy-logins.ts';
import {stageErrorOf} from './stage-error.ts';
import type {StageContext} from './stages/context.ts';
import {resolveName} from './stages/dns.ts';
import {exchangeHttp, type HttpReader} from './stages/http.ts';
import {type OtherVisit, visitOtherFamily} from './stages/other-family.ts';
import {type ConnectedProxy, requestTunnel} from './stages/proxy.ts';
import {connectTcp, type OtherConnection} from './stages/tcp.ts';
import {negotiateProxyTls, negotiateTargetTls} from './stages/tls.ts';
import {companyOf, type Visit} from './visit.ts';

/** One target and the way to it: what one probe needs to know. */
export type ProbeSubject = {
	readonly target: Target;
	readonly protocol: Exclude<Protocol, 'udp'>;
	readonly path: string;
	readonly route: Route;
	readonly proxyPassword: string | null;
};

/** What it takes to open a path. */
export type PathContext = StageContext & {
	/** What this try takes up at the peers on the way. */
	readonly visit: Visit;
	/** What a connection to the target may take, in milliseconds, where that is not the limit of a stage. */
	readonly connectMs?: () => number;
};

export type AttemptContext = PathContext & {
	readonly onStageStarted: (stage: StageName) => void;
	readonly onStageFinished: (evidence: StageEvidence) => void;
	/** Told when a stage takes so long that it can only be waiting for the network. */
	readonly onWait: () => void;
	/** Whether this one is to be among the few of the run that are asked in HTTP/2 as well. */
	readonly takesHttp2Trial?: (target: string) => boolean;
};

/** A stage that takes longer waits for the network, in milliseconds. */
const longStageMs = 100;

/** Builds the path to a target stage by stage and stops at the first that fails; each stage leaves its evidence. */
export async function attemptTarget(
	subject: ProbeSubject,
	reader: HttpReader,
	context: AttemptContext,
): Promise<Attempt> {
	const startedAt = new Date(context.clock.now()).toISOString();
	const stages: StageEvidence[] = [];
	const run: StageRunner = async (name, work) => {
		context.onStageStarted(name);
		const timer = setTimeout(context.onWait, longStageMs);
		try {
			const outcome = await work();
			stages.push(outcome.evidence);
			context.onStageFinished(outcome.evidence);
			return outcome;
		} catch (error) {
			// A fault of ours in one stage of one target must not end the run.
			const evidence = faultEvidence(name, error);
			stages.push(evidence);
			context.onStageFinished(evidence);
			throw new StageFault(name, {cause: error});
		} finally {
			clearTimeout(timer);
		}
	};
	let http2: Http2Evidence | null = null;
	try {
		http2 = await goThrough(subject, reader, context, run);
	} catch (error) {
		if (!(error instanceof StageFault)) throw error;
	}
	const company = companyOf(context.visit);
	return {startedAt, stages, ...(http2 && {http2}), ...(company && {company})};
}

/** Resolves to what is worse in HTTP/2, where that was asked. */
async function goThrough(
	subject: ProbeSubject,
	reader: HttpReader,
	context: AttemptContext,
	run: StageRunner,
): Promise<Http2Evidence | null> {
	const isSecure = subject.protocol !== 'http';
	const way = await openStages(subject, context, run, {keepsOther: true});
	if (!way) return null;
	const {roundTripMs} = way;
	const {host, port} = subject.target;
	const other = visitOtherFamily(way.other, {host, port, isSecure, request: httpRequestFor(subject)}, context);
	if (!isSecure) {
		await ask(way.socket, subject, {reader, roundTripMs, other}, context, run);
		return null;
	}
	const negotiate = () => negotiateTargetTls(way.socket, host, context, () => openPath(subject, context));
	const {socket: secure} = await context.pace.greet(roundTripMs, () =>
		run('tls', () => other?.withGreeting(negotiate()) ?? negotiate()),
	);
	if (!secure) {
		other?.drop();
		return null;
	}
	context.visit.passed();
	const agreed = secure.alpnProtocol || null;
	const isTrial = subject.protocol === 'https' && context.takesHttp2Trial?.(formatHostPort(host, port));
	const trial = isTrial ? startHttp2Trial(subject, context) : null;
	try {
		const isAnswered = await ask(secure, subject, {reader, roundTripMs, other}, context, run);
		return isAnswered && trial ? await trial.finish(agreed) : null;
	} finally {
		trial?.drop();
	}
}

/** Resolves to whether an answer came. */
async function ask(
	socket: Socket,
	subject: ProbeSubject,
	{
		reader,
		roundTripMs,
		other,
	}: {readonly reader: HttpReader; readonly roundTripMs: number; readonly other: OtherVisit | null},
	context: AttemptContext,
	run: StageRunner,
): Promise<boolean> {
	const openAgain = () => openForRequest(subject, context);
	const asking = () => exchangeHttp(socket, httpRequestFor(subject), reader, context, openAgain);
	const {evidence} = await context.pace.ask(roundTripMs, () =>
		run('http', async () => ({evidence: await (other?.withAnswer(asking()) ?? asking())})),
	);
	if (evidence.status !== null && wayOfFailing({startedAt: '', stages: [evidence]}) === null) {
		context.visit.answered();
		context.visit.passed();
	}
	return evidence.status !== null;
}

/** Opens the way once more, up to where a request can be sent. Null when it breaks off. */
async function openForRequest(subject: ProbeSubject, context: AttemptContext): Promise<Socket | null> {
	const socket = await openPath(subject, context);
	if (socket === null || subject.protocol === 'http') return socket;
	const again = () => openPath(subject, context);
	const {socket: secure} = await negotiateTargetTls(socket, subject.target.host, context, again);
	return secure;
}

function startHttp2Trial(subject: ProbeSubject, context: AttemptContext): Http2Trial {
	const open = (own: StageContext) => openPath(subject, {...context, ...own});
	return tryHttp2(httpRequestFor(subject), subject.target.host, context, open);
}

/** What a stage threw has become its evidence. */
class StageFault extends Error {
	override name = 'StageFault' as const;
}

type StageRunner = <Evidence extends StageEvidence, Rest>(
	name: StageName,
	work: () => Promise<{evidence: Evidence} & Rest>,
) => Promise<{evidence: Evidence} & Rest>;

/** A connection or a tunnel, and how long the way there and back takes. */
type Way = {
	readonly socket: Socket;
	readonly roundTripMs: number;
	/** A connection of the other address family, where it was to be kept. */
	readonly other: OtherConnection | null;
};

/** Opens the way to a target once more, without leaving evidence: for a second handshake or a control. Null when it breaks off. */
export async function openPath(subject: ProbeSubject, context: PathContext): Promise<Socket | null> {
	const way = await openStages(subject, context, leaveNoEvidence);
	return way?.socket ?? null;
}

/** Connects to the proxy of a target, in TLS where it wants that, and leaves no evidence. Null when it breaks off, or without a proxy. */
export async function openProxy(
	{route, proxyPassword}: ProbeSubject,
	context: PathContext,
): Promise<ConnectedProxy | null> {
	const {proxy: endpoint} = route;
	if (!endpoint) return null;
	const openAgain = async () => (await connectToProxy(endpoint, context, leaveNoEvidence))?.socket ?? null;
	const socket = await openAgain();
	return socket && {socket, endpoint, password: proxyPassword, openAgain};
}

const leaveNoEvidence: StageRunner = async (_name, work) => work();

/** Opens the way to the target up to where its own bytes can flow: a connection, or a tunnel through a proxy. Null when it breaks off. */
async function openStages(
	subject: ProbeSubject,
	context: PathContext,
	run: StageRunner,
	options: {readonly keepsOther?: boolean} = {},
): Promise<Way | null> {
	const {target, route} = subject;
	if (!route.proxy) return connectTo(target.host, target.port, 'target', context, run, options);

	const {proxy: endpoint} = route;
	const found = takesAddress(endpoint)
		? await run('dns', async () => ({evidence: await resolveName(target.host, 'target', context)}))
		: null;
	if (found && (!found.evidence.ok || isSunk(found.evidence))) return null;
	const way = await connectToProxy(endpoint, context, run);
	// Plain HTTP needs no tunnel: an HTTP proxy is asked for the whole URL.
	if (!way || asksForWholeUrl(subject)) return way;
	const openAgain = async () => (await connectToProxy(endpoint, context, leaveNoEvidence))?.socket ?? null;
	const proxy = {socket: way.socket, endpoint, password: subject.proxyPassword, openAgain};
	const {host, port} = target;
	const wanted = {host, port, ...(found && {addresses: found.evidence.addresses})};
	const {evidence, socket} = await run('proxy', () => requestTunnel(proxy, wanted, context));
	if (evidence.ok) {
		context.visit.answered();
		context.visit.passed();
		return {socket, roundTripMs: way.roundTripMs + evidence.ms, other: null};
	}
	socket.destroy();
	return null;
}

async function connectToProxy(proxy: ProxyEndpoint, context: PathContext, run: StageRunner): Promise<Way | null> {
	const way = await connectTo(proxy.host, proxy.port, 'proxy', context, run);
	if (!way || proxy.scheme !== 'https') return way;
	const {socket: secure} = await context.pace.greet(way.roundTripMs, () =>
		run('tls', () => negotiateProxyTls(way.socket, proxy.host, context)),
	);
	if (secure) return {...way, socket: secure};
	way.socket.destroy();
	return null;
}

async function connectTo(
	host: string,
	port: number,
	of: 'target' | 'proxy',
	context: PathContext,
	run: StageRunner,
	options: {readonly keepsOther?: boolean} = {},
): Promise<Way | null> {
	const {evidence} = await run('dns', async () => ({evidence: await resolveName(host, of, context)}));
	if (!evidence.ok || isSunk(evidence)) return null;
	await context.visit.enter(evidence.addresses[0]?.address ?? null);
	const {
		socket,
		other,
		evidence: connection,
	} = await run('tcp', () => {
		const timeoutMs = of === 'target' ? context.connectMs?.() : undefined;
		return connectTcp(evidence.addresses, port, of, timeoutMs ? {...context, timeoutMs} : context, options);
	});
	// Whoever listens at a proxy's address takes more connections than the proxy serves.
	if (socket && of === 'target') context.visit.answered();
	return socket && {socket, other, roundTripMs: connection.ms};
}

function asksForWholeUrl({protocol, route}: ProbeSubject): boolean {
	return protocol === 'http' && route.proxy !== null && !isSocks(route.proxy);
}

function httpRequestFor(subject: ProbeSubject): HttpRequest {
	const {target, protocol, route} = subject;
	const scheme = protocol === 'http' ? 'http' : 'https';
	const isDefaultPort = target.port === (scheme === 'http' ? 80 : 443);
	const isAbsolute = asksForWholeUrl(subject);
	return {
		scheme,
		authority: formatHostPort(target.host, target.port).replace(isDefaultPort ? /:\d+$/ : /$^/, ''),
		path: subject.path,
		isAbsolute,
		isUpgrade: protocol === 'websocket',
		login: isAbsolute && route.proxy ? loginAt(route.proxy, subject.proxyPassword) : undefined,
	};
}

const noAnswer = {request: '', status: null, statusText: '', headers: {}, body: '', authenticated: false} as const;

/** What each stage saw when it saw nothing. */
const nothingSeen = {
	dns: {stage: 'dns', name: '', addresses: [], aliases: [], source: 'system', servers: [], system: null},
	tcp: {stage: 'tcp', port: 0, dials: [], connected: null, localAddress: null},
	proxy: {stage: 'proxy', ...noAnswer},
	tls: {
		stage: 'tls',
		...{serverName: null, protocol: null, cipher: null, alpn: null, chain: [], trust: null, defects: [], checks: null},
	},
	http: {stage: 'http', ...noAnswer, upgrade: false, title: null},
} as const;

/** The evidence of a stage that threw: it tells of a fault of this program, and nothing of the path. */
function faultEvidence(stage: StageName, error: unknown): StageEvidence {
	const {message} = stageErrorOf(error);
	return {...nothingSeen[stage], of: 'target', ok: false, ms: 0, error: {code: probeFault, syscall: null, message}};
}
