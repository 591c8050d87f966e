import dgram from 'node:dgram';
import net from 'node:net';
import tls from 'node:tls';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {describeTimeServer} from '../../source/diagnosis/describe-evidence.ts';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {timeServerShape} from '../../source/evidence/shape.ts';
import {createPki, type PracticePki} from '../../source/practice/certificates.ts';
import {askTimeServers} from '../../source/probe/ask-time-servers.ts';
import {createLookup} from '../../source/probe/lookup.ts';
import type {Network} from '../../source/probe/network.ts';
import {toRun} from '../../source/record/judged-run.ts';
import type {Run} from '../../source/record/run.ts';
import {runFormatNames} from '../../source/report/format-names.ts';
import {renderRun} from '../../source/report/formats.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import {hostileAnswer} from '../helpers/hostile-answers.ts';
import {passOwnTime} from '../helpers/own-time.ts';
import {planOf, proxyOf} from '../helpers/plan-of.ts';
import {closeAll, listen, networkOf} from '../helpers/secure-peer.ts';
import {beginWork, createMaker, foreignIn, mostWork, password, patienceMs, seedsFor, workOf} from './helpers/fuzz.ts';

/** At the hostile moment the peer sends what its number makes, and ends as that says. */
function play(socket: net.Socket, seed: number): void {
	const {pieces, end} = hostileAnswer(seed);
	socket.on('error', () => {});
	for (const piece of pieces) socket.write(piece);
	if (end === 'reset' && !(socket instanceof tls.TLSSocket)) socket.resetAndDestroy();
	else if (end !== 'stay') socket.end();
}

/** Calls back with the head of a request. */
function onHead(socket: net.Socket, then: (head: string) => void): void {
	let head = '';
	const onData = (chunk: Buffer) => {
		head += chunk.toString('latin1');
		if (!head.includes('\r\n\r\n')) return;
		socket.off('data', onData);
		socket.resume();
		then(head);
	};
	socket.on('data', onData);
	socket.on('error', () => {});
}

const domain = 'service.example';
const hostOf = (seed: number) => `s${seed}.${domain}`;
/** The seed of the host that a proxy is asked for. Who it is asked for as a control gets the answer of the first one. */
const seedIn = (head: string) => Number(/^[A-Z]+ (?:http:\/\/)?s(\d+)\./.exec(head)?.[1] ?? 1);

const limits = {timeoutMs: 400, retries: 0};
/** So many answers are met in one run. */
const together = 40;
/** What an answer takes that is no trouble, in seconds of processor time. */
const ordinaryWork = 0.05;
let pki: PracticePki;
let secureContext: tls.SecureContext;
beforeAll(() => {
	pki = createPki(new Date(), 'Fuzz');
	const {key, cert} = pki.identityFor([`*.${domain}`], 'public');
	secureContext = tls.createSecureContext({key, cert});
});
afterAll(closeAll);

type Way = {
	readonly protocol: 'https' | 'http' | 'websocket';
	readonly isProxied: boolean;
	/** How the proxy is spoken to; HTTP unless told. */
	readonly scheme?: 'socks4a' | 'socks5h';
	/** @param seed what to answer; a proxy is asked for the host with that number */
	serve(socket: net.Socket, seed: number): void;
};

/** Takes a handshake as the service itself, then goes on. */
function secure(socket: net.Socket, then: (inner: tls.TLSSocket) => void): void {
	const inner = new tls.TLSSocket(socket, {isServer: true, secureContext});
	inner.on('error', () => {});
	then(inner);
}

const openTunnel = (socket: net.Socket, then: (head: string) => void) =>
	onHead(socket, head => socket.write('HTTP/1.1 200 Connection established\r\n\r\n', () => then(head)));

const ways: {readonly [name: string]: Way} = {
	'in plain HTTP': {
		protocol: 'http',
		isProxied: false,
		serve: (socket, seed) => onHead(socket, () => play(socket, seed)),
	},
	'in place of a handshake': {
		protocol: 'https',
		isProxied: false,
		serve: (socket, seed) => void socket.once('data', () => play(socket, seed)),
	},
	'before a word was said': {protocol: 'https', isProxied: false, serve: play},
	'over verified TLS': {
		protocol: 'https',
		isProxied: false,
		serve: (socket, seed) => secure(socket, inner => onHead(inner, () => play(inner, seed))),
	},
	'to a WebSocket': {
		protocol: 'websocket',
		isProxied: false,
		serve: (socket, seed) => secure(socket, inner => onHead(inner, () => play(inner, seed))),
	},
	'as a proxy, in plain HTTP': {
		protocol: 'http',
		isProxied: true,
		serve: socket => onHead(socket, head => play(socket, seedIn(head))),
	},
	'as a proxy, to CONNECT': {
		protocol: 'https',
		isProxied: true,
		serve: socket => onHead(socket, head => play(socket, seedIn(head))),
	},
	'as a proxy, in its tunnel': {
		protocol: 'https',
		isProxied: true,
		serve: socket => openTunnel(socket, head => play(socket, seedIn(head))),
	},
	'as a proxy that asks for a login': {
		protocol: 'https',
		isProxied: true,
		serve(socket) {
			onHead(socket, head => {
				if (/^proxy-authorization:/im.test(head)) play(socket, seedIn(head));
				else socket.end('HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n');
			});
		},
	},
	'as a SOCKS 5 server': {protocol: 'https', isProxied: true, scheme: 'socks5h', serve: socket => playSocks(socket, 5)},
	'as a SOCKS 4 server': {protocol: 'https', isProxied: true, scheme: 'socks4a', serve: socket => playSocks(socket, 4)},
};

/** Takes a greeting and a login, then answers the request for a host with bytes that are near to a reply, or far from one. */
function playSocks(socket: net.Socket, version: 4 | 5): void {
	let heard = Buffer.alloc(0);
	socket.on('error', () => {});
	socket.on('data', chunk => {
		heard = Buffer.concat([heard, chunk]);
		const name = /s(\d+)\.service/.exec(heard.toString('latin1'));
		if (name === null) {
			// A greeting begins with the version, a login with a one.
			socket.write(Buffer.from(chunk[0] === 1 ? [1, 0] : [5, chunk.includes(2, 2) ? 2 : 0]));
			return;
		}
		const {number, pick, text} = createMaker(Number(name[1]));
		const reply =
			version === 5
				? [5, number(12), 0, pick([1, 3, 4, 9]), number(256), 0, 0, 0, 0, 0]
				: [0, 90 + number(5), 0, 0, 0, 0, 0, 0];
		const bytes = Buffer.from(reply);
		socket.end(
			pick<() => Buffer>([
				() => bytes.subarray(0, number(bytes.length + 1)),
				() => Buffer.concat([bytes, Buffer.from(text())]),
				() => Buffer.from(Array.from({length: number(400)}, () => number(256))),
				() => Buffer.from(text()),
				() => Buffer.from(bytes.map(byte => (number(3) === 0 ? number(256) : byte))),
			])(),
		);
	});
}

/** Where the hosts of some seeds lead: a proxy serves them all, and directly each has an address and a listener of its own. */
async function openPeers(way: Way, seeds: readonly number[]): Promise<{network: Network; proxyPort: number | null}> {
	const addressOf = (index: number) => `203.0.113.${index + 1}`;
	const serve = async (seed: number) => listen(net.createServer(socket => way.serve(socket, seed)));
	const publicPems = [pki.publicRootPem];
	if (way.isProxied) {
		const peer = await serve(1);
		return {network: networkOf({'203.0.113.1': peer, '127.0.0.1': peer}, {publicPems}), proxyPort: peer.port};
	}
	const peers = await Promise.all(seeds.map(async (seed, index) => [addressOf(index), await serve(seed)] as const));
	const network = networkOf(Object.fromEntries(peers), {publicPems});
	const addresses = new Map(
		seeds.map((seed, index) => [hostOf(seed), {address: addressOf(index), family: 4 as const}]),
	);
	return {
		network: {
			...network,
			async lookup(name, options) {
				const address = addresses.get(name);
				const answer = await network.lookup(name, options);
				return address === undefined ? answer : {...answer, addresses: [address]};
			},
		},
		proxyPort: null,
	};
}

/** Meets the answers of all these seeds in one run, and gives what a user is told of them. */
async function meet(way: Way, seeds: readonly number[]): Promise<Run> {
	const {network, proxyPort} = await openPeers(way, seeds);
	// SOCKS 4 knows no password.
	const login = way.scheme === 'socks4a' ? '' : `anna:${password}@`;
	const {proxy, secrets} = proxyOf(
		proxyPort === null ? null : `${way.scheme ?? 'http'}://${login}127.0.0.1:${proxyPort}`,
	);
	const {protocol} = way;
	const rows = seeds.map(seed => ({host: hostOf(seed), protocol, port: protocol === 'http' ? 80 : 443}));
	const plan = planOf(rows, {proxy, settings: limits});
	const run = await runPlan(plan, {signal: new AbortController().signal, network, secrets});
	closeAll();
	expect(run.results).toHaveLength(seeds.length);
	for (const {verdict, planned} of run.results) {
		// What a peer does is never this machine's fault.
		const detail = verdict.detail.replace(/(?:by asking|wants to ask) this machine/, '');
		expect(detail, planned.id).not.toMatch(/\b(?:undefined|NaN)\b|\[object |this machine/);
	}
	return toRun(run, diagnose(run));
}

const options = {columns: 80, colour: false, unicode: true};

describe('ten thousand answers, where there is time for all', () => {
	passOwnTime();

	it.each(Object.entries(ways))(
		'of peers that answer anything %s are judged, and write nothing of their own',
		async (_name, way) => {
			const seeds = [...seedsFor(28)];
			while (seeds.length > 0) {
				const batch = seeds.splice(0, together);
				const which = `seeds ${batch[0]} to ${batch.at(-1)}`;
				const probing = beginWork();
				const report = await meet(way, batch).catch(error => {
					throw new Error(which, {cause: error});
				});
				expect(probing(), which).toBeLessThan(mostWork + together * ordinaryWork);
				for (const {id} of runFormatNames) {
					let text = '';
					const writing = workOf(() => {
						text = renderRun(id, report, options);
					});
					expect(writing, which).toBeLessThan(mostWork);
					expect(foreignIn(text), which).toBeNull();
					expect(text, which).not.toContain(password);
				}
			}
		},
		patienceMs,
	);
});

/** What a name server answers to a question: torn, garbled, of another question, or full of what is none. */
function nameAnswer(question: Buffer, seed: number): Buffer {
	const {number, pick} = createMaker(seed);
	const bytes = (count: number) => Buffer.from(Array.from({length: count}, () => number(256)));
	const answer = Buffer.from(question);
	answer[2] = pick([0x81, 0x83, 0x80, 0x91, number(256)]);
	answer[3] = pick([0x80, 0x83, 0x82, 0x85, number(256)]);
	answer[7] = pick([0, 1, 1, 3, 255]);
	const name = Buffer.from([0xc0, pick([12, 12, 12, 0, 255])]);
	const record = pick([
		() => Buffer.concat([name, Buffer.from([0, pick([1, 28, 5, 41]), 0, 1, 0, 0, 0, 60, 0, 4]), bytes(4)]),
		() => Buffer.concat([name, Buffer.from([0, 5, 0, 1, 0, 0, 0, 60, 0, 8, 6, 0x1b, 0x5b, 0x32, 0x4a, 0x7f, 0x07, 0])]),
		() => Buffer.concat([name, Buffer.from([0, 5, 0, 1, 0, 0, 0, 60, 0, 2, 0xc0, 12])]),
		() => bytes(number(600)),
		() => Buffer.alloc(0),
	]);
	const whole = Buffer.concat([answer, ...Array.from({length: number(4) + 1}, record)]);
	return pick([whole, whole, whole, whole.subarray(0, number(whole.length + 1)), bytes(number(100))]);
}

it(
	'a name server that answers anything gives addresses or an error, and no name with a control in it',
	async () => {
		const server = dgram.createSocket('udp4');
		server.on('message', (question, {port, address}) => {
			const seed = Number(/s(\d+)/i.exec(question.subarray(12).toString('latin1'))?.[1] ?? 1);
			server.send(nameAnswer(question, seed), port, address);
		});
		await new Promise<void>(resolve => server.bind(0, '127.0.0.1', resolve));
		try {
			const {port} = server.address();
			const ask = async (seed: number) => {
				const lookup = createLookup({server: {address: '127.0.0.1', port}, timeoutMs: 700});
				const answer = await lookup(`s${seed}.example`, {
					signal: new AbortController().signal,
					timeoutMs: 700,
					prefer: 'server',
				});
				expect(foreignIn(JSON.stringify(answer)), `seed ${seed}`).toBeNull();
				for (const {address} of answer.addresses) expect(net.isIP(address), `seed ${seed}`).not.toBe(0);
				if (answer.addresses.length === 0) expect(answer.error, `seed ${seed}`).not.toBeNull();
			};
			const seeds = [...seedsFor(25)];
			while (seeds.length > 0) {
				const asking = beginWork();
				await Promise.all(seeds.splice(0, 50).map(ask));
				expect(asking()).toBeLessThan(mostWork);
			}
		} finally {
			server.close();
		}
	},
	patienceMs,
);

it(
	'a time server that answers anything tells a time or is told of, and writes nothing of its own',
	async () => {
		const {signal} = new AbortController();
		const network = {lookup: createLookup({server: null, timeoutMs: 500})};
		for (const seed of seedsFor(10)) {
			const {number, pick} = createMaker(seed);
			const server = dgram.createSocket('udp4');
			server.on('message', (question, {port, address}) => {
				const packet = Buffer.from(Array.from({length: pick([48, 48, 48, 68, number(60)])}, () => number(256)));
				// What does not repeat the mark of the question is not read at all.
				if (number(4) > 0) question.copy(packet, 24, 40, 48);
				if (number(2) === 0) packet[0] = pick([0x24, 0xe4, 0x1c]);
				if (number(3) === 0) packet[1] = pick([0, 1, 2, 16]);
				server.send(packet, port, address);
			});
			await new Promise<void>(resolve => server.bind(0, '127.0.0.1', resolve));
			try {
				const {port} = server.address();
				const work = beginWork();
				const seen = await askTimeServers([{host: '127.0.0.1', port}], {network, timeoutMs: 60, signal});
				expect(work(), `seed ${seed}`).toBeLessThan(mostWork);
				for (const one of seen) {
					expect(timeServerShape.safeParse(one).error, `seed ${seed}`).toBeUndefined();
					expect(foreignIn(`${JSON.stringify(one)} ${describeTimeServer(one)}`), `seed ${seed}`).toBeNull();
				}
			} finally {
				server.close();
			}
		}
	},
	patienceMs,
);
