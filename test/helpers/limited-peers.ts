import dgram from 'node:dgram';
import net from 'node:net';
import tls from 'node:tls';
import dnsPacket from 'dns-packet';
import {vi} from 'vitest';
import {createPki} from '../../source/practice/certificates.ts';
import {createRoots} from '../../source/probe/certificates.ts';
import {createLookup} from '../../source/probe/lookup.ts';
import type {ConnectOptions, Network} from '../../source/probe/network.ts';
import {withDeadline} from '../../source/probe/stage-clock.ts';
import {connectSocket} from '../../source/probe/system-network.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import type {JudgedRun} from '../../source/verdict/types.ts';
import {planOf, proxyOf} from './plan-of.ts';

/** Who limits: a proxy, something on the direct way (by client or by address), or the name server. */
type LimitingPeer = 'proxy' | 'firewall' | 'address' | 'name-server';

/** How those are turned away who are too many, or who are denied: a status is given by a proxy alone, and a firewall drops. */
type TurningAway = '503' | '429' | '403' | '407' | 'refused' | 'reset' | 'close' | 'silence' | 'queue' | 'drop';

export type LimitedWorld = {
	readonly peer: LimitingPeer;
	readonly limit: {readonly atOnce: number} | {readonly perSecond: number} | WindowLimit;
	readonly way: TurningAway;
	/** Endpoints in all. */
	readonly endpoints: number;
	/** Of these so many are denied, always. */
	readonly denied: number;
	/** How these are denied; without it as those are turned away who are too many. */
	readonly deniedBy?: Exclude<TurningAway, 'queue'>;
};

/**
 * So many in any so many milliseconds. Without `banMs` those beyond are turned away until the first of them is so long ago;
 * with it everybody is for so long, and `renews` says whether each that comes meanwhile begins that anew.
 */
type WindowLimit = {
	readonly count: number;
	readonly withinMs: number;
	readonly banMs?: number;
	readonly renews?: boolean;
};

/** How long a service, or a name server, takes for an answer, in milliseconds. */
const answerMs = 15;

type Entry = {grant(): void; turnAway(): void};

/** Decides who may come in, as a limit does. Those who are turned away do not count. */
function createLimiter(limit: LimitedWorld['limit'], isQueueing: boolean) {
	const window = 'withinMs' in limit ? createWindow(limit) : null;
	let inside = 0;
	let tokens = 'perSecond' in limit ? limit.perSecond : 0;
	let filled = performance.now();
	const queue: Entry[] = [];
	const hasRoom = () => {
		if (window) return window();
		if ('atOnce' in limit) return inside < limit.atOnce;
		if (!('perSecond' in limit)) return false;
		const now = performance.now();
		tokens = Math.min(limit.perSecond, tokens + ((now - filled) / 1000) * limit.perSecond);
		filled = now;
		return tokens >= 1;
	};
	const take = (entry: Entry) => {
		inside++;
		tokens--;
		entry.grant();
	};
	const timer = setInterval(() => {
		while (queue.length > 0 && hasRoom()) take(queue.shift() as Entry);
	}, 5);
	return {
		come(entry: Entry) {
			if (queue.length === 0 && hasRoom()) take(entry);
			else if (isQueueing) queue.push(entry);
			else entry.turnAway();
		},
		leave() {
			inside--;
		},
		drop(entry: Entry) {
			const index = queue.indexOf(entry);
			if (index !== -1) queue.splice(index, 1);
			return index !== -1;
		},
		close: () => clearInterval(timer),
	};
}

/** Whether one that comes now is let in. Those who are turned away begin a ban anew, if they do, and count for nothing else. */
function createWindow({count, withinMs, banMs = 0, renews = false}: WindowLimit): () => boolean {
	let granted: number[] = [];
	let bannedUntil = Number.NEGATIVE_INFINITY;
	return () => {
		const now = performance.now();
		if (now < bannedUntil) {
			if (renews) bannedUntil = now + banMs;
			return false;
		}
		granted = granted.filter(time => time > now - withinMs);
		if (granted.length < count) {
			granted.push(now);
			return true;
		}
		bannedUntil = now + banMs;
		return false;
	};
}

type Limiter = ReturnType<typeof createLimiter>;

const words: {readonly [status: string]: string} = {
	'503': 'Service Unavailable',
	'429': 'Too Many Requests',
	'403': 'Forbidden',
	'407': 'Proxy Authentication Required',
};

function refuse(socket: net.Socket, way: TurningAway): void {
	switch (way) {
		case 'refused':
		case 'reset':
			// One that has ended can't be reset, and Node would never say that it is closed.
			if (socket.readableEnded) socket.destroy();
			else socket.resetAndDestroy();
			return;
		case 'close':
			socket.end();
			return;
		case 'silence':
		case 'queue':
		case 'drop':
			return;
		default: {
			const challenge = way === '407' ? 'Proxy-Authenticate: Basic realm="lab"\r\n' : '';
			socket.end(`HTTP/1.1 ${way} ${words[way]}\r\n${challenge}Content-Length: 2\r\nConnection: close\r\n\r\nno`);
		}
	}
}

/** Lets a connection through to the origin, or turns it away; the limiter counts it until it is closed. */
function guard(socket: net.Socket, limiter: Limiter, granted: () => void, turnedAway: () => void): void {
	let isInside = false;
	const entry: Entry = {
		grant() {
			isInside = true;
			granted();
		},
		turnAway: turnedAway,
	};
	socket.once('close', () => {
		if (isInside) limiter.leave();
		else limiter.drop(entry);
	});
	limiter.come(entry);
}

const headOf = (socket: net.Socket) =>
	new Promise<string>(resolve => {
		socket.once('data', data => resolve(data.toString('latin1').split('\r\n')[0] ?? ''));
	});

function splice(one: net.Socket, other: net.Socket): void {
	one.pipe(other).pipe(one);
	one.once('close', () => other.destroy());
	other.once('close', () => one.destroy());
	one.on('error', () => other.destroy());
	other.on('error', () => one.destroy());
}

/** When a kernel sends the first packet of a connection, in milliseconds from its beginning. */
const packetsAt = [0, 1000, 3000, 7000];

/** Resolves when one of the packets is let through. */
function passPackets(limiter: Limiter, limit: ConnectOptions, isDenied: boolean): Promise<void> {
	return withDeadline<void>({...limit, what: 'connecting'}, resolve => {
		if (isDenied) return undefined;
		let isPassed = false;
		const send = () =>
			limiter.come({
				grant() {
					isPassed = true;
					resolve();
				},
				turnAway() {},
			});
		const timers = packetsAt.map(ms => setTimeout(() => isPassed || send(), ms));
		return () => {
			for (const timer of timers) clearTimeout(timer);
		};
	});
}

/** Runs a check in a small world of real sockets on loopback in which one peer limits those who come. */
export async function checkLimited(world: LimitedWorld, signal = new AbortController().signal): Promise<JudgedRun> {
	const {peer, way, endpoints, deniedBy = way === 'queue' ? 'reset' : way} = world;
	const hosts = Array.from({length: endpoints}, (_, index) => `host-${index}.test.example`);
	const deniedHosts = new Set(deniedOf(world));
	const addressOf = (host: string) => {
		const index = hosts.indexOf(host);
		return peer === 'address' ? `203.0.113.${1 + (index % 2)}` : `203.0.113.${1 + index}`;
	};
	const pki = createPki(new Date(), 'Lab');
	const {key, cert} = pki.identityFor(hosts, 'public');
	const sockets = new Set<net.Socket>();
	const limiters: Limiter[] = [];
	const closing: (() => void)[] = [];
	const limiterFor = () => {
		const limiter = createLimiter(world.limit, way === 'queue');
		limiters.push(limiter);
		return limiter;
	};
	const listen = async (server: net.Server) => {
		server.on('connection', socket => {
			sockets.add(socket);
			socket.on('error', () => {});
			socket.once('close', () => sockets.delete(socket));
		});
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', 4096, resolve));
		closing.push(() => server.close());
		return (server.address() as net.AddressInfo).port;
	};

	const originPort = await listen(
		tls.createServer({key, cert}, secure => {
			secure.on('error', () => {});
			secure.once('data', () => {
				setTimeout(() => {
					secure.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
				}, answerMs);
			});
		}),
	);

	const proxyLimiter = limiterFor();
	const proxyPort = await listen(
		net.createServer(socket => {
			const head = headOf(socket);
			const limiter = peer === 'proxy' ? proxyLimiter : null;
			const serve = async () => {
				const host = /^CONNECT ([^:]+):/.exec(await head)?.[1] ?? '';
				if (deniedHosts.has(host)) return refuse(socket, deniedBy);
				await new Promise(resolve => setTimeout(resolve, answerMs));
				const origin = net.connect(originPort, '127.0.0.1', () => {
					socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
					splice(socket, origin);
				});
				origin.on('error', () => socket.destroy());
			};
			if (limiter === null) void serve();
			else
				guard(
					socket,
					limiter,
					() => void serve(),
					() => void head.then(() => refuse(socket, way)),
				);
		}),
	);

	/** Stands before one address, or before all of them. Who is denied is known by the name in the hello. */
	const startGate = (limiter: Limiter | null) =>
		listen(
			net.createServer(socket => {
				const serve = async () => {
					const hello = await new Promise<Buffer>(resolve => socket.once('data', resolve));
					socket.pause();
					const isDenied = [...deniedHosts].some(host =>
						hello.toString('latin1').includes(String.fromCharCode(host.length) + host),
					);
					if (isDenied && peer !== 'name-server') return refuse(socket, deniedBy);
					const origin = net.connect(originPort, '127.0.0.1', () => {
						origin.write(hello);
						splice(socket, origin);
					});
				};
				if (limiter === null) void serve();
				else
					guard(
						socket,
						limiter,
						() => void serve(),
						() => refuse(socket, way),
					);
			}),
		);
	const packetLimiter = way === 'drop' ? limiterFor() : null;
	const gate = await startGate(peer === 'firewall' && way !== 'drop' ? limiterFor() : null);
	const ports = peer === 'address' ? [await startGate(limiterFor()), await startGate(limiterFor())] : [gate];

	const nameLimiter = limiterFor();
	const nameServer = dgram.createSocket('udp4');
	let isOver = false;
	const unanswered = new Set<string>();
	nameServer.on('message', (message, from) => {
		const query = dnsPacket.decode(message);
		const question = query.questions?.[0];
		const name = question?.name ?? '';
		const asked = `${query.id} ${question?.type} ${name}`;
		// What is met with silence c-ares asks anew by the wall: in a time of our own that is long after it was given up.
		if (vi.isFakeTimers() && unanswered.has(asked)) return;
		const answer = (rcode: number) => {
			// What still waits in its queue when the check is over.
			if (isOver) return;
			const answers =
				rcode === 0 && question?.type === 'A' ? [{type: 'A', name, ttl: 60, data: addressOf(name)} as const] : [];
			const packet = dnsPacket.encode({
				type: 'response',
				id: query.id ?? 0,
				// What a name server refuses for load it says in the header.
				flags: 0x0180 | rcode,
				questions: query.questions ?? [],
				answers,
			});
			nameServer.send(packet, from.port, from.address);
		};
		const turnAway = (how: TurningAway) => {
			if (how === 'refused' || how === '403' || how === 'close') answer(5);
			else if (how === 'reset' || how === '503' || how === '429' || how === '407') answer(2);
			else unanswered.add(asked);
		};
		if (peer !== 'name-server') return answer(0);
		nameLimiter.come({
			grant() {
				setTimeout(() => {
					nameLimiter.leave();
					if (deniedHosts.has(name)) turnAway(deniedBy);
					else answer(0);
				}, answerMs);
			},
			turnAway: () => turnAway(way),
		});
	});
	await new Promise<void>(resolve => nameServer.bind(0, '127.0.0.1', resolve));
	closing.push(() => {
		isOver = true;
		nameServer.close();
	});

	// Nobody is silent elsewhere: how busy this machine is must decide nothing there.
	const isPatient = ![way, deniedBy].some(how => how === 'silence' || how === 'queue' || how === 'drop');
	const timeoutMs = isPatient ? 20_000 : 4000;
	const network: Network = {
		lookup: createLookup({server: {address: '127.0.0.1', port: nameServer.address().port}, timeoutMs}),
		async connect(options) {
			if (options.address === '127.0.0.1') return connectSocket(options);
			const last = Number(options.address.split('.').at(-1));
			const near = {...options, address: '127.0.0.1', port: ports[last % ports.length] ?? gate};
			if (packetLimiter === null) return connectSocket(near);
			await passPackets(packetLimiter, options, deniedBy === 'drop' && deniedHosts.has(hosts[last - 1] ?? ''));
			const socket = await connectSocket(near);
			socket.once('close', () => packetLimiter.leave());
			return socket;
		},
		roots: createRoots([pki.publicRootPem], () => []),
	};
	const {proxy, secrets} = proxyOf(peer === 'proxy' ? `http://127.0.0.1:${proxyPort}` : null);
	const plan = planOf(
		hosts.map(host => ({host})),
		{proxy, settings: {timeoutMs, concurrency: 2048}},
	);
	try {
		return await runPlan(plan, {signal, network, secrets});
	} finally {
		for (const close of closing) close();
		for (const limiter of limiters) limiter.close();
		for (const socket of sockets) socket.destroy();
	}
}

/** The hosts of a run that are called blocked, and those that should be. */
export function blockedHosts(run: JudgedRun): string[] {
	return run.results.filter(({verdict}) => verdict.status === 'blocked').map(({planned}) => planned.target?.host ?? '');
}

/** The hosts that a world denies. */
export function deniedOf({endpoints, denied}: LimitedWorld): string[] {
	const indexes = Array.from({length: endpoints}, (_, index) => index);
	// Every so many, so that the denied ones come among the others; where they are most, all but the first.
	const step = denied === 0 ? 0 : Math.floor(endpoints / denied);
	const chosen = step < 3 ? indexes.slice(endpoints - denied) : indexes.filter(index => index % step === 2);
	return chosen.slice(0, denied).map(index => `host-${index}.test.example`);
}

/** What a world is, for the name of a test. */
export function nameOf({peer, limit, way, endpoints, denied, deniedBy}: LimitedWorld): string {
	const granted = describeLimit(limit);
	const denial = denied === 0 ? '' : `, ${denied} of them denied${deniedBy === undefined ? '' : ` (${deniedBy})`}`;
	return `${peer}, ${granted}, else ${way}: ${endpoints} endpoints${denial}`;
}

function describeLimit(limit: LimitedWorld['limit']): string {
	if ('atOnce' in limit) return `${limit.atOnce} at once`;
	if ('perSecond' in limit) return `${limit.perSecond} a second`;
	const {count, withinMs, banMs = 0, renews = false} = limit;
	const ban = banMs === 0 ? '' : `, a ban of ${banMs / 1000} s${renews ? ' that begins anew' : ''}`;
	return `${count} within ${withinMs / 1000} s${ban}`;
}
