import type {Socket} from 'node:net';
import type {Protocol} from '../catalog/types.ts';
import {formatHostPort} from '../host-port.ts';
import type {Route, Target} from '../plan/types.ts';
import type {ProxyEndpoint} from '../settings/types.ts';
import type {Gate} from './gate.ts';
import type {StageContext} from './stages/context.ts';
import {resolveName} from './stages/dns.ts';
import {exchangeHttp, type HttpReader, type HttpRequest} from './stages/http.ts';
import {basicCredentials, requestTunnel} from './stages/proxy.ts';
import {connectTcp} from './stages/tcp.ts';
import {negotiateProxyTls, negotiateTargetTls} from './stages/tls.ts';
import type {Attempt, StageEvidence, StageName} from './types.ts';

/** One target and the way to it: what one probe needs to know. */
export type ProbeSubject = {
	readonly target: Target;
	readonly protocol: Exclude<Protocol, 'udp'>;
	readonly path: string;
	readonly route: Route;
	readonly proxyPassword: string | null;
};

export type PathContext = StageContext & {
	/** Waits for a turn before work that costs this machine time (handshakes), so that latencies stay those of the network. */
	readonly takeTurn: Gate;
};

export type AttemptContext = PathContext & {
	readonly onStageStarted: (stage: StageName) => void;
	readonly onStageFinished: (evidence: StageEvidence) => void;
};

/** Builds the path to a target stage by stage and stops at the first that fails; each stage leaves its evidence. */
export async function attemptTarget(
	subject: ProbeSubject,
	reader: HttpReader,
	context: AttemptContext,
): Promise<Attempt> {
	const startedAt = new Date(context.clock.now()).toISOString();
	const stages: StageEvidence[] = [];
	const run = async <Evidence extends StageEvidence, Rest>(
		name: StageName,
		work: () => Promise<{evidence: Evidence} & Rest>,
	): Promise<{evidence: Evidence} & Rest> => {
		context.onStageStarted(name);
		const outcome = await work();
		stages.push(outcome.evidence);
		context.onStageFinished(outcome.evidence);
		return outcome;
	};

	let socket = await openStages(subject, context, run);
	if (socket && subject.protocol !== 'http') {
		const path = socket;
		const {socket: secure} = await run('tls', () =>
			context.takeTurn(() => negotiateTargetTls(path, subject.target.host, context, () => openPath(subject, context))),
		);
		socket = secure;
	}
	if (socket) {
		const ready = socket;
		await run('http', async () => ({
			evidence: await context.takeTurn(() => exchangeHttp(ready, httpRequestFor(subject), reader, context)),
		}));
	}
	return {startedAt, stages};
}

type StageRunner = <Evidence extends StageEvidence, Rest>(
	name: StageName,
	work: () => Promise<{evidence: Evidence} & Rest>,
) => Promise<{evidence: Evidence} & Rest>;

/** Opens the way to a target once more, without leaving evidence: for a second handshake or a control. Null when it breaks off. */
export function openPath(subject: ProbeSubject, context: PathContext): Promise<Socket | null> {
	return openStages(subject, context, async (_name, work) => work());
}

/** Opens the way to the target up to where its own bytes can flow: a connection, or a tunnel through a proxy. Null when it breaks off. */
async function openStages(subject: ProbeSubject, context: PathContext, run: StageRunner): Promise<Socket | null> {
	const {target, route} = subject;
	if (!route.proxy) return connectTo(target.host, target.port, 'target', context, run);

	const socket = await connectToProxy(route.proxy, context, run);
	// Plain HTTP needs no tunnel: the proxy is asked for the whole URL.
	if (!socket || subject.protocol === 'http') return socket;
	const {proxy} = route;
	const {evidence} = await run('proxy', async () => ({
		evidence: await requestTunnel(socket, target, proxy, subject.proxyPassword, context),
	}));
	if (evidence.ok) return socket;
	socket.destroy();
	return null;
}

async function connectToProxy(proxy: ProxyEndpoint, context: PathContext, run: StageRunner): Promise<Socket | null> {
	const socket = await connectTo(proxy.host, proxy.port, 'proxy', context, run);
	if (!socket || proxy.scheme === 'http') return socket;
	const {evidence, socket: secure} = await run('tls', () =>
		context.takeTurn(() => negotiateProxyTls(socket, proxy.host, context)),
	);
	if (evidence.ok) return secure;
	socket.destroy();
	return null;
}

async function connectTo(
	host: string,
	port: number,
	of: 'target' | 'proxy',
	context: PathContext,
	run: StageRunner,
): Promise<Socket | null> {
	const {evidence} = await run('dns', async () => ({evidence: await resolveName(host, of, context)}));
	if (!evidence.ok) return null;
	const {socket} = await run('tcp', () => connectTcp(evidence.addresses, port, of, context));
	return socket;
}

/** The request that is sent once the way is open. */
export function httpRequestFor(subject: ProbeSubject): HttpRequest {
	const {target, protocol, route} = subject;
	const scheme = protocol === 'http' ? 'http' : 'https';
	const isDefaultPort = target.port === (scheme === 'http' ? 80 : 443);
	const isAbsolute = protocol === 'http' && route.proxy !== null;
	return {
		scheme,
		authority: formatHostPort(target.host, target.port).replace(isDefaultPort ? /:\d+$/ : /$^/, ''),
		path: subject.path,
		isAbsolute,
		isUpgrade: protocol === 'websocket',
		proxyCredentials: isAbsolute && route.proxy ? basicCredentials(route.proxy, subject.proxyPassword) : undefined,
	};
}
