import net from 'node:net';
import tls from 'node:tls';
import {afterAll, expect, it} from 'vitest';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {createPki} from '../../source/practice/certificates.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import {passOwnTime} from '../helpers/own-time.ts';
import {planOf, proxyOf} from '../helpers/plan-of.ts';
import {closeAll, listen, networkOf, wordsOf} from '../helpers/secure-peer.ts';

passOwnTime();

const pki = createPki(new Date(), 'Corporation');
const shown = pki.identityFor(['proxy.example'], 'public');
afterAll(closeAll);

const denial = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n';
const isHello = (bytes: Buffer) => bytes[0] === 0x16;

/** What listens at the address of a proxy, by what it does with the first bytes; it may hand the rest over to what speaks TLS. */
const peers: {readonly [name: string]: (socket: net.Socket, first: Buffer, speaker: number) => void} = {
	'a plain proxy that waits for a line': (socket, first) => {
		if (!isHello(first)) socket.end(denial);
	},
	'a plain proxy that closes': (socket, first) => socket.end(isHello(first) ? '' : denial),
	'a plain proxy that resets': (socket, first) => {
		if (isHello(first)) socket.resetAndDestroy();
		else socket.end(denial);
	},
	'a plain proxy that wants a login': (socket, first) => {
		if (!isHello(first)) socket.write('HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic\r\n\r\n');
	},
	'a TLS proxy that waits for a hello': (socket, first, speaker) => {
		if (isHello(first)) openTls(socket, first, speaker);
	},
	'a TLS proxy that closes': (socket, first, speaker) => {
		if (isHello(first)) openTls(socket, first, speaker);
		else socket.end();
	},
	'a TLS proxy that resets': (socket, first, speaker) => {
		if (isHello(first)) openTls(socket, first, speaker);
		else socket.resetAndDestroy();
	},
	'a TLS proxy that turns hellos down': (socket, first) => {
		if (isHello(first)) socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40]));
	},
	'a TLS server that says so': (socket, first) => {
		const body = '<h1>400</h1>The plain HTTP request was sent to HTTPS port';
		if (!isHello(first)) socket.end(`HTTP/1.1 400 Bad Request\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
	},
	nobody: () => {},
};

/** Hands a connection over to the port of a proxy that speaks TLS. */
function openTls(socket: net.Socket, first: Buffer, speaker: number): void {
	const upstream = net.connect(speaker, '127.0.0.1');
	upstream.on('error', () => {});
	upstream.write(first);
	socket.pipe(upstream).pipe(socket);
}

async function run(peer: string, scheme: string, hosts: readonly string[]) {
	const speaking = tls.createServer(shown, secure => {
		secure.on('error', () => {});
		secure.once('data', () => secure.end(denial));
	});
	const speaker = (await listen(speaking)).port;
	const connections: string[] = [];
	const {port} = await listen(
		net.createServer(socket => {
			socket.once('data', first => {
				connections.push(isHello(first) ? 'tls' : 'plain');
				socket.pause();
				peers[peer]?.(socket, first, speaker);
				socket.resume();
			});
		}),
	);
	const network = networkOf({'203.0.113.8': {port}}, {publicPems: [pki.publicRootPem]});
	const {proxy, secrets} = proxyOf(`${scheme}://proxy.example:3128`);
	const plan = planOf(
		hosts.map(host => ({host})),
		{proxy, settings: {retries: 0}},
	);
	const judged = await runPlan(plan, {signal: new AbortController().signal, network, secrets});
	return {judged, connections, findings: diagnose(judged)};
}

// The silent ones are waited for side by side.
it.concurrent.each<[string, string, string]>([
	['a plain proxy that waits for a line', 'https', 'blocked proxy.wrong-scheme high'],
	['a plain proxy that closes', 'https', 'blocked proxy.wrong-scheme high'],
	['a plain proxy that resets', 'https', 'blocked proxy.wrong-scheme high'],
	['a plain proxy that wants a login', 'https', 'blocked proxy.wrong-scheme high'],
	['a TLS proxy that waits for a hello', 'http', 'blocked proxy.wrong-scheme high'],
	['a TLS proxy that closes', 'http', 'blocked proxy.wrong-scheme high'],
	['a TLS proxy that resets', 'http', 'blocked proxy.wrong-scheme high'],
	['a TLS proxy that turns hellos down', 'http', 'blocked proxy.wrong-scheme high'],
	['a TLS server that says so', 'http', 'blocked proxy.wrong-scheme high'],
	['a TLS proxy that waits for a hello', 'https', 'blocked proxy.host-denied high'],
	['a plain proxy that waits for a line', 'http', 'blocked proxy.host-denied high'],
	['nobody', 'http', 'blocked proxy.timeout high'],
	['nobody', 'https', 'blocked proxy.timeout high'],
])('%s, with %s://', async (peer, scheme, expected) => {
	const {judged, findings} = await run(peer, scheme, ['service.example']);
	const [result] = judged.results;
	expect(result && wordsOf(result), result?.verdict.detail).toBe(expected);
	const said = JSON.stringify(findings);
	expect(said).not.toContain('Allow TCP');
	if (!expected.includes('denied')) expect(said).toMatch(/scheme/);
});

it.concurrent.each(['http', 'https'])(
	'is asked in the other way once, however many targets are behind it (%s)',
	async scheme => {
		const {connections} = await run('nobody', scheme, ['a.example', 'b.example', 'c.example', 'd.example']);
		const other = scheme === 'http' ? 'tls' : 'plain';
		expect(connections.filter(kind => kind === other)).toHaveLength(1);
	},
);
