import dgram from 'node:dgram';
import net from 'node:net';
import tls from 'node:tls';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {createPki, type PracticePki} from '../../source/practice/certificates.ts';
import {createLookup} from '../../source/probe/lookup.ts';
import {toRun} from '../../source/record/to-run.ts';
import {runFormatNames} from '../../source/report/format-names.ts';
import {renderRun} from '../../source/report/formats.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import {hostileAnswer} from '../helpers/hostile-answers.ts';
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

const host = 'service.example';
const limits = {timeoutMs: 400, retries: 0};
let pki: PracticePki;
beforeAll(() => {
	pki = createPki(new Date(), 'Fuzz');
});
afterAll(closeAll);

type Way = {
	readonly protocol: 'https' | 'http' | 'websocket';
	readonly isProxied: boolean;
	serve(socket: net.Socket, seed: number): void;
};

/** Takes a handshake as the service itself, then goes on. */
function secure(socket: net.Socket, then: (inner: tls.TLSSocket) => void): void {
	const {key, cert} = pki.identityFor([host], 'public');
	const inner = new tls.TLSSocket(socket, {isServer: true, secureContext: tls.createSecureContext({key, cert})});
	inner.on('error', () => {});
	then(inner);
}

const openTunnel = (socket: net.Socket, then: () => void) =>
	onHead(socket, () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n', then));

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
		serve: (socket, seed) => onHead(socket, () => play(socket, seed)),
	},
	'as a proxy, to CONNECT': {
		protocol: 'https',
		isProxied: true,
		serve: (socket, seed) => onHead(socket, () => play(socket, seed)),
	},
	'as a proxy, in its tunnel': {
		protocol: 'https',
		isProxied: true,
		serve: (socket, seed) => openTunnel(socket, () => play(socket, seed)),
	},
	'as a proxy that asks for a login': {
		protocol: 'https',
		isProxied: true,
		serve(socket, seed) {
			onHead(socket, head => {
				if (/^proxy-authorization:/im.test(head)) play(socket, seed);
				else socket.end('HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n');
			});
		},
	},
};

const options = {columns: 80, colour: false, unicode: true};

it.each(Object.entries(ways))(
	'a peer that answers anything %s is judged, and writes nothing of its own',
	async (_name, way) => {
		for (const seed of seedsFor(2)) {
			const {port} = await listen(net.createServer(socket => way.serve(socket, seed)));
			const network = networkOf({'203.0.113.7': {port}, '127.0.0.1': {port}}, {publicPems: [pki.publicRootPem]});
			const {proxy, secrets} = proxyOf(way.isProxied ? `http://anna:${password}@127.0.0.1:${port}` : null);
			const plan = planOf([{host, protocol: way.protocol, port: way.protocol === 'http' ? 80 : 443}], {
				proxy,
				settings: limits,
			});
			const probing = beginWork();
			const run = await runPlan(plan, {signal: new AbortController().signal, network, secrets}).catch(error => {
				throw new Error(`seed ${seed}`, {cause: error});
			});
			expect(probing(), `seed ${seed}`).toBeLessThan(mostWork);
			const [result] = run.results;
			// What a peer does is never this machine's fault.
			expect(result?.verdict.detail, `seed ${seed}`).not.toMatch(/\b(?:undefined|NaN)\b|\[object |this machine/);
			const report = toRun(run, diagnose(run));
			for (const {id} of runFormatNames) {
				let text = '';
				const writing = workOf(() => {
					text = renderRun(id, report, options);
				});
				expect(writing, `seed ${seed}`).toBeLessThan(mostWork);
				expect(foreignIn(text), `seed ${seed}`).toBeNull();
				expect(text, `seed ${seed}`).not.toContain(password);
			}
			closeAll();
		}
	},
	patienceMs,
);

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
		let seed = 0;
		server.on('message', (question, {port, address}) => server.send(nameAnswer(question, seed), port, address));
		await new Promise<void>(resolve => server.bind(0, '127.0.0.1', resolve));
		try {
			const {port} = server.address();
			for (seed of seedsFor(4)) {
				const lookup = createLookup({server: {address: '127.0.0.1', port}, timeoutMs: 700});
				const asking = beginWork();
				const answer = await lookup(`s${seed}.example`, {
					signal: new AbortController().signal,
					timeoutMs: 700,
					prefer: 'server',
				});
				expect(asking(), `seed ${seed}`).toBeLessThan(mostWork);
				expect(foreignIn(JSON.stringify(answer)), `seed ${seed}`).toBeNull();
				for (const {address} of answer.addresses) expect(net.isIP(address), `seed ${seed}`).not.toBe(0);
				if (answer.addresses.length === 0) expect(answer.error, `seed ${seed}`).not.toBeNull();
			}
		} finally {
			server.close();
		}
	},
	patienceMs,
);
