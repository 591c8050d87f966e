import {once} from 'node:events';
import net from 'node:net';
import {setImmediate as nextTurn} from 'node:timers/promises';
import tls from 'node:tls';
import {Client} from 'undici';
import {afterEach, describe, expect, it} from 'vitest';
import {createPki} from '../../source/practice/certificates.ts';
import {startInternet} from '../../source/practice/internet.ts';
import {createLifetime} from '../../source/practice/lifetime.ts';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import {createArrivals} from '../../source/practice/routes.ts';
import type {Scenario} from '../../source/practice/scenario.ts';
import {healthy} from './services.ts';
import {handshake, patience, request, visit} from './visit.ts';

let practice: PracticeNetwork | undefined;
afterEach(() => practice?.close());

async function start(scenario: Scenario): Promise<PracticeNetwork> {
	practice = await startPracticeNetwork(scenario);
	return practice;
}

async function dial(network: PracticeNetwork, host: string, port = 443): Promise<net.Socket> {
	const {addresses} = await network.network.lookup(host, {...patience, prefer: 'server'});
	const [address] = addresses;
	if (address === undefined) throw new Error(`${host} has no address`);
	return network.network.connect({...address, port, ...patience});
}

describe('services', () => {
	it('answer by host and path', async () => {
		const network = await start({
			services: [
				healthy('a.example', {path: '/v2/', status: 401, headers: {'www-authenticate': 'Bearer'}, body: '{}'}),
				healthy('a.example'),
				healthy('*.b.example', {status: 404}),
			],
		});
		const answers = await Promise.all(
			[
				['a.example', '/v2/'],
				['a.example', '/'],
				['deep.down.b.example', '/'],
			].map(async ([host = '', path = '']) => {
				const {socket} = await handshake(await dial(network, host), host, network.publicRootPem);
				return request(socket, host, {path});
			}),
		);

		expect(answers.map(({status}) => status)).toEqual([401, 200, 404]);
		expect(answers[0]).toMatchObject({headers: {'www-authenticate': 'Bearer'}, body: '{}'});
	});

	it('speak plain HTTP and TLS on ports of their own', async () => {
		const network = await start({
			services: [healthy('a.example', {port: 80, protocol: 'http'}), healthy('a.example', {port: 8084, status: 500})],
		});

		expect(await visit(network, 'a.example', {isPlain: true})).toBe('http 200');
		expect(await visit(network, 'a.example', {port: 8084})).toBe('http 500');
		expect(await visit(network, 'a.example')).toBe('tcp ECONNREFUSED of 203.0.113.1');
	});

	it('work with undici on a ready socket, and keep the connection', async () => {
		const network = await start({services: [healthy('a.example')]});
		const {socket} = await handshake(await dial(network, 'a.example'), 'a.example', network.publicRootPem);
		const client = new Client('https://a.example', {
			connect: (_options, callback) => queueMicrotask(() => callback(null, socket)),
		});
		for (const path of ['/', '/again']) {
			const answer = await client.request({method: 'GET', path});
			expect(await answer.body.text()).toBe('This is a.example.');
		}
		await client.close();
	});

	it('negotiate HTTP/1.1 and TLS 1.3', async () => {
		const network = await start({services: [healthy('a.example')]});
		const {socket} = await handshake(await dial(network, 'a.example'), 'a.example', network.publicRootPem);

		expect([socket.alpnProtocol, socket.getProtocol()]).toEqual(['http/1.1', 'TLSv1.3']);
		socket.destroy();
	});

	it('answer over IPv6', async () => {
		const network = await start({services: [healthy('a.example')], hasIpv6: true});
		const socket = await network.network.connect({address: '2001:db8::1', family: 6, port: 443, ...patience});
		const secured = await handshake(socket, 'a.example', network.publicRootPem);

		expect((await request(secured.socket, 'a.example')).status).toBe(200);
	});

	it('keep the pace that they are given', async () => {
		const network = await start({services: [healthy('a.example', {pace: {roundTripMs: 10, answerMs: 10}})]});

		expect(await visit(network, 'a.example')).toBe('http 200');
	});

	it('are not found under a name that nobody serves', async () => {
		const network = await start({services: [healthy('a.example')]});
		const {socket} = await handshake(await dial(network, 'a.example'), 'a.example', network.publicRootPem);

		expect((await request(socket, 'nobody.example')).status).toBe(404);
	});
});

describe('a ClientHello', () => {
	it('gets the certificate of the place when it names nobody that is served there', async () => {
		const network = await start({services: [healthy('a.example')]});

		expect(await visit(network, 'a.example', {serverName: 'www.neutral.example'})).toBe(
			'trust ERR_TLS_CERT_ALTNAME_INVALID',
		);
	});

	it('passes a filter for a name when it names another', async () => {
		const network = await start({services: [healthy('a.example')], faults: [{host: 'a.example', fault: 'tls-reset'}]});

		expect(await visit(network, 'a.example')).toBe('tls ECONNRESET read');
		expect(await visit(network, 'a.example', {serverName: 'www.neutral.example'})).toBe(
			'trust ERR_TLS_CERT_ALTNAME_INVALID',
		);
	});

	it('may come in pieces', async () => {
		const network = await start({services: [healthy('a.example')]});
		const outer = await dial(network, 'a.example');
		const [inner, far] = await pair();
		far.on('data', async (bytes: Buffer) => {
			for (const byte of bytes) {
				outer.write(Buffer.from([byte]));
				await nextTurn();
			}
		});
		outer.on('data', bytes => far.write(bytes));
		const {socket, verdict} = await handshake(inner, 'a.example', network.publicRootPem);

		expect(verdict).toBe('');
		for (const end of [socket, far, outer]) end.destroy();
	});

	it('without a name gets the certificate of the place', async () => {
		const network = await start({services: [healthy('a.example')]});
		const socket = tls.connect({
			socket: await dial(network, 'a.example'),
			ca: network.publicRootPem,
			host: 'a.example',
		});
		await once(socket, 'secureConnect');

		expect(socket.authorized).toBe(true);
		socket.destroy();
	});
});

it('mends nothing for those who speak something else on a TLS port', async () => {
	const network = await start({services: [healthy('a.example')]});
	const socket = await dial(network, 'a.example');
	socket.write('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n');
	const chunks: Buffer[] = [];
	await expect(
		(async () => {
			for await (const chunk of socket) chunks.push(chunk as Buffer);
			return Buffer.concat(chunks).toString('latin1');
		})(),
	).resolves.not.toContain('HTTP/1.1');
});

describe('a WebSocket upgrade', () => {
	it.each([
		['is answered by the relay itself', {status: 404}, 'http 404'],
		['is accepted', {status: 101}, 'http 101'],
		['means nothing to a plain service', {protocol: 'https', status: 200}, 'http 200'],
	] as const)('%s', async (_, differences, expected) => {
		const network = await start({services: [healthy('relay.example', {protocol: 'websocket', ...differences})]});

		expect(await visit(network, 'relay.example', {isUpgrade: true})).toBe(expected);
	});

	it('is asked for where there is nothing else', async () => {
		const network = await start({services: [healthy('relay.example', {protocol: 'websocket', status: 101})]});

		expect(await visit(network, 'relay.example')).toBe('http 426');
	});

	it('is accepted with the key that RFC 6455 gives as its example', async () => {
		const network = await start({services: [healthy('relay.example', {protocol: 'websocket', status: 101})]});
		const {socket} = await handshake(await dial(network, 'relay.example'), 'relay.example', network.publicRootPem);
		const answer = await request(socket, 'relay.example', {isUpgrade: true});

		expect(answer.headers['sec-websocket-accept']).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
		socket.destroy();
	});
});

it('turns away a stranger who finds its loopback port', async () => {
	const lifetime = createLifetime();
	const pki = createPki(new Date(), 'Northwind Mills');
	const port = await startInternet({services: [], faults: [], pki, lifetime, arrivals: createArrivals()});
	const socket = net.connect(port, '127.0.0.1');
	socket.on('error', () => {});
	socket.write('GET / HTTP/1.1\r\n\r\n');
	await once(socket, 'close');

	expect(socket.bytesRead).toBe(0);
	await lifetime.close();
});

/** Two ends of one loopback connection. */
async function pair(): Promise<[net.Socket, net.Socket]> {
	const server = net.createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const one = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
	const [other] = (await once(server, 'connection')) as [net.Socket];
	server.close();
	return [one, other];
}
