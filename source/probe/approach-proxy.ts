import type {Socket} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {isSunk} from '../evidence/addresses.ts';
import {impossibleHost} from '../evidence/controls.ts';
import type {Attempt, StageEvidence} from '../evidence/types.ts';
import {takesAddress} from '../settings/proxy-url.ts';
import type {ProxyEndpoint} from '../settings/types.ts';
import type {PathContext, ProbeSubject} from './attempt.ts';
import {runControl} from './controls.ts';
import type {Lookup} from './network.ts';
import type {StageContext} from './stages/context.ts';
import {resolveName} from './stages/dns.ts';
import {requestTunnel} from './stages/proxy.ts';
import {connectTcp} from './stages/tcp.ts';
import {negotiateProxyTls} from './stages/tls.ts';

/** How long a proxy may take to be connected to, and then to answer, in milliseconds: it stands in the same company. */
const patienceMs = 1000;

/** A packet gets lost: another connection is begun after so much silence, in milliseconds. */
const againAfterMs = 300;

/** What was seen of a proxy by asking it for one tunnel. */
export type Approach = {
	/** The stages up to the proxy's answer. */
	readonly attempt: Attempt;
	/** It speaks TLS where it was asked in plain, or plain where it was asked in TLS. */
	readonly isOtherScheme: boolean;
	/** It opened a tunnel to a name that nobody has. */
	readonly takesAnyName: boolean;
};

/** Asks the proxy of a target for one tunnel, in a second where nobody answers. Null where it has none, or can be asked for nothing. Never rejects. */
export async function approachProxy(subject: ProbeSubject, context: PathContext): Promise<Approach | null> {
	const {proxy} = subject.route;
	if (proxy === null) return null;
	const hasty = {...context, timeoutMs: Math.min(context.timeoutMs, patienceMs)};
	const startedAt = new Date(context.clock.now()).toISOString();
	const stages: StageEvidence[] = [];
	const {target} = subject;
	const found = takesAddress(proxy) ? await resolveName(target.host, 'target', context) : null;
	if (found !== null) {
		// Without an address there is nothing to ask for; the run itself will tell.
		const addresses = found.addresses.filter(({family}) => family === 4 || proxy.scheme !== 'socks4');
		if (!found.ok || isSunk(found) || addresses.length === 0) return null;
		stages.push(found);
	}
	const open = () => connectTo(proxy, {...context, patience: hasty.timeoutMs}, evidence => stages.push(evidence));
	const socket = await open();
	const attempt = (): Attempt => ({startedAt, stages});
	if (socket === null) {
		const isTls = stages.at(-1)?.stage === 'tls';
		return {
			attempt: attempt(),
			isOtherScheme: isTls && (await speaksOtherwise('proxy-speaks-plain', subject, attempt(), hasty)),
			takesAnyName: false,
		};
	}
	await context.visit.enter(null);
	const openAgain = () => connectTo(proxy, {...context, patience: hasty.timeoutMs}, () => {});
	const connected = {socket, endpoint: proxy, password: subject.proxyPassword, openAgain};
	const {evidence, socket: used} = await requestTunnel(
		connected,
		{...target, ...(found && {addresses: found.addresses})},
		hasty,
	);
	used.destroy();
	stages.push(evidence);
	if (evidence.status !== null || evidence.error?.code.startsWith('SOCKS_')) context.visit.answered();
	if (evidence.ok)
		return {attempt: attempt(), isOtherScheme: false, takesAnyName: await takesAnyName(subject, proxy, hasty)};
	const isSilent = evidence.status === null && proxy.scheme === 'http';
	return {
		attempt: attempt(),
		isOtherScheme: isSilent && (await speaksOtherwise('proxy-speaks-tls', subject, attempt(), hasty)),
		takesAnyName: false,
	};
}

async function speaksOtherwise(
	kind: 'proxy-speaks-tls' | 'proxy-speaks-plain',
	subject: ProbeSubject,
	attempt: Attempt,
	context: PathContext,
): Promise<boolean> {
	const control = await runControl(kind, subject, attempt, context);
	return control?.passed ?? false;
}

async function takesAnyName(subject: ProbeSubject, proxy: ProxyEndpoint, context: PathContext): Promise<boolean> {
	const open = () => connectTo(proxy, {...context, patience: context.timeoutMs}, () => {});
	const socket = await open();
	if (socket === null) return false;
	const connected = {socket, endpoint: proxy, password: subject.proxyPassword, openAgain: open};
	const {evidence, socket: used} = await requestTunnel(connected, {host: impossibleHost, port: 443}, context);
	used.destroy();
	return evidence.ok;
}

type Hasty = StageContext & {readonly patience: number};

/** A connection to the proxy, in TLS where it is addressed so; null where it breaks off. Its name may take its time. */
async function connectTo(
	{host, port, scheme}: ProxyEndpoint,
	{patience, ...context}: Hasty,
	leave: (evidence: StageEvidence) => void,
): Promise<Socket | null> {
	const name = await resolveName(host, 'proxy', context);
	leave(name);
	if (!name.ok || isSunk(name)) return null;
	const {socket, evidence} = await connectTwice(name.addresses, port, {...context, timeoutMs: patience});
	leave(evidence);
	if (socket === null || scheme !== 'https') return socket;
	const {socket: secure, evidence: tls} = await negotiateProxyTls(socket, host, {...context, timeoutMs: patience});
	leave(tls);
	if (secure === null) socket.destroy();
	return secure;
}

/** Dials, and once more where the first packet may have been lost; whichever is there first is taken. */
async function connectTwice(
	addresses: Lookup['addresses'],
	port: number,
	context: StageContext,
): ReturnType<typeof connectTcp> {
	const dial = () => connectTcp(addresses, port, 'proxy', context);
	const first = dial();
	let isSettled = false;
	const second = sleep(againAfterMs, undefined, {signal: context.signal})
		.then(() => (isSettled ? first : dial()))
		.catch(() => first);
	const settled = await Promise.race([
		first,
		second.then(async outcome => (outcome.socket === null ? first : outcome)),
	]);
	isSettled = true;
	for (const other of [first, second]) {
		void other.then(({socket}) => {
			if (socket !== settled.socket) socket?.destroy();
		});
	}
	return settled;
}
