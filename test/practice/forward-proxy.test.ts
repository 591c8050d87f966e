import {once} from 'node:events';
import net, {type Socket} from 'node:net';
import tls from 'node:tls';
import {Client} from 'undici';
import {afterEach, describe, expect, it} from 'vitest';
import type {FaultName} from '../../source/practice/faults.ts';
import {
	type PracticeNetwork,
	type PracticeProxy,
	startPracticeNetwork,
} from '../../source/practice/practice-network.ts';
import type {ProxyOptions, Scenario} from '../../source/practice/scenario.ts';
import {healthy} from './services.ts';
import {handshake, patience, request, visit} from './visit.ts';

const proxyHost = 'proxy.northwind.example';

const services = [
	healthy('a.example'),
	healthy('b.example'),
	healthy('*.registry.example', {status: 401}),
	healthy('special.example', {port: 8084}),
	healthy('plain.example', {port: 80, protocol: 'http'}),
];

let practice: PracticeNetwork | undefined;
afterEach(() => practice?.close());

async function start(options: Partial<ProxyOptions> = {}, scenario: Partial<Scenario> = {}): Promise<PracticeProxy> {
	practice = await startPracticeNetwork({
		services,
		...scenario,
		proxies: {main: {host: proxyHost, port: 3128, scheme: 'http', ...options}},
	});
	return practice.proxies.main as PracticeProxy;
}

type Tunnel = {readonly status: number; readonly headers: {readonly [name: string]: unknown}; readonly socket: Socket};

/** Sends CONNECT by undici, straight to the loopback port as another process would. */
async function connect(proxy: PracticeProxy, target: string, headers: {[name: string]: string} = {}): Promise<Tunnel> {
	const wire = await dial(proxy);
	const client = new Client(proxy.url, {connect: (_options, callback) => queueMicrotask(() => callback(null, wire))});
	const answer = await client.connect({path: target, headers: {host: target, ...headers}});
	void client.close();
	return {status: answer.statusCode, headers: answer.headers, socket: answer.socket as Socket};
}

async function dial({url, port}: PracticeProxy): Promise<Socket> {
	const isSecure = url.startsWith('https:');
	const socket = isSecure
		? tls.connect({port, host: '127.0.0.1', servername: proxyHost, ca: practice?.publicRootPem})
		: net.connect(port, '127.0.0.1');
	await once(socket, isSecure ? 'secureConnect' : 'connect');
	return socket;
}

async function refusalOf(proxy: PracticeProxy, target: string, headers?: {[name: string]: string}): Promise<string> {
	const answer = await connect(proxy, target, headers);
	answer.socket.destroy();
	return `${answer.status} ${answer.headers['x-squid-error'] ?? ''}`.trim();
}

/** Through the tunnel to the service, and back with what it shows. */
async function visitThrough(proxy: PracticeProxy, host: string, port = 443, ca?: string): Promise<string> {
	const tunnel = await connect(proxy, `${host}:${port}`);
	if (tunnel.status !== 200) return `proxy ${tunnel.status}`;
	const {socket, verdict} = await handshake(tunnel.socket, host, ca ?? practice?.publicRootPem ?? '');
	const answer = await request(socket, host);
	return `${verdict} http ${answer.status}`.trim();
}

describe('CONNECT', () => {
	it('leads to the service, by name and by pattern', async () => {
		const proxy = await start();

		expect(await visitThrough(proxy, 'a.example')).toBe('http 200');
		expect(await visitThrough(proxy, 'x.registry.example')).toBe('http 401');
		expect(proxy.requests).toEqual([
			{method: 'CONNECT', target: 'a.example:443', status: 200},
			{method: 'CONNECT', target: 'x.registry.example:443', status: 200},
		]);
	});

	it('lets pass what is on the list', async () => {
		const proxy = await start({allow: ['*.registry.example']});

		expect(await visitThrough(proxy, 'x.registry.example')).toBe('http 401');
		expect(await refusalOf(proxy, 'a.example:443')).toBe('403 ERR_ACCESS_DENIED 0');
		expect(proxy.requests.map(({status}) => status)).toEqual([200, 403]);
	});

	it('denies ports that are not listed', async () => {
		expect(await refusalOf(await start(), 'special.example:8084')).toBe('403 ERR_ACCESS_DENIED 0');
	});

	it('lets a listed port pass', async () => {
		expect(await visitThrough(await start({ports: [443, 8084]}), 'special.example', 8084)).toBe('http 200');
	});

	it('says nothing more than the status when it is terse', async () => {
		expect(await refusalOf(await start({isTerse: true, allow: []}), 'a.example:443')).toBe('403');
	});

	it('wants credentials', async () => {
		const proxy = await start({credentials: {username: 'anna', password: 'secret'}});
		const basic = (text: string) => ({'proxy-authorization': `Basic ${Buffer.from(text).toString('base64')}`});
		const bare = await connect(proxy, 'a.example:443');
		bare.socket.destroy();

		expect(bare.status).toBe(407);
		expect(bare.headers['proxy-authenticate']).toBe('Basic realm="proxy"');
		expect(await refusalOf(proxy, 'a.example:443', basic('anna:wrong'))).toBe('407 ERR_CACHE_ACCESS_DENIED 0');
		expect(await refusalOf(proxy, 'a.example:443', basic('anna:secret'))).toBe('200');
	});

	it('answers 400 to what names no host and port', async () => {
		const proxy = await start();
		const socket = net.connect(proxy.port, '127.0.0.1');
		socket.write('CONNECT nonsense HTTP/1.1\r\nHost: nonsense\r\n\r\n');
		expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
	});

	it('hands on what the client sends with the request', async () => {
		const proxy = await start({}, {services: [healthy('raw.example', {port: 443, protocol: 'http', body: 'hello'})]});
		const socket = net.connect(proxy.port, '127.0.0.1');
		socket.write(
			'CONNECT raw.example:443 HTTP/1.1\r\nHost: raw.example\r\n\r\nGET / HTTP/1.1\r\nHost: raw.example\r\nConnection: close\r\n\r\n',
		);
		const text = await readAll(socket);
		expect(text).toMatch(/^HTTP\/1\.1 200 Connection established\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
		expect(text.endsWith('hello')).toBe(true);
	});
});

describe('the far side', () => {
	it.each<[FaultName, string]>([
		['dns-nxdomain', '500 ERR_CANNOT_FORWARD 0'],
		['dns-no-answer', '500 ERR_CANNOT_FORWARD 0'],
		['dns-silent', '500 ERR_CANNOT_FORWARD 0'],
		['tcp-refused', '503 ERR_CONNECT_FAIL 111'],
		['tcp-unreachable', '503 ERR_CONNECT_FAIL 113'],
		['tcp-dropped', '503 ERR_CONNECT_FAIL 110'],
		['ipv6-dropped', '200'],
	])('%s: %s', async (fault, expected) => {
		const isSilent = fault === 'dns-silent' || fault === 'tcp-dropped';
		const proxy = await start({upstreamTimeoutMs: isSilent ? 250 : 10_000}, {faults: [{host: 'a.example', fault}]});

		expect(await refusalOf(proxy, 'a.example:443')).toBe(expected);
	});

	it('can say 503 of an unknown name', async () => {
		expect(await refusalOf(await start({dnsFailureStatus: 503}), 'nobody.example:443')).toBe('503 ERR_DNS_FAIL 0');
	});

	it('is seen from the side of the proxy', async () => {
		const proxy = await start({}, {faults: [{host: '*', fault: 'tcp-dropped', seenBy: 'client'}]});

		expect(await visitThrough(proxy, 'a.example')).toBe('http 200');
	});

	it('can be a bare address', async () => {
		const proxy = await start();
		const address = await practice?.network.lookup('a.example', {...patience, prefer: 'server'});

		expect(await refusalOf(proxy, `${address?.addresses[0]?.address}:443`)).toBe('200');
	});

	it('resets TLS through the tunnel as without it', async () => {
		const proxy = await start({}, {faults: [{host: 'a.example', fault: 'tls-reset'}]});

		await expect(visitThrough(proxy, 'a.example')).rejects.toThrow(/^tls ECONNRESET/);
	});
});

describe('plain HTTP in absolute form', () => {
	const ask = async (proxy: PracticeProxy, url: string) => {
		const socket = net.connect(proxy.port, '127.0.0.1');
		return request(socket, new URL(url).host, {path: url});
	};

	it('is forwarded, and signed', async () => {
		const proxy = await start();
		const answer = await ask(proxy, 'http://plain.example/path');

		expect(answer).toMatchObject({status: 200, body: 'This is plain.example.'});
		expect(answer.headers.via).toContain(proxyHost);
		expect(proxy.requests).toEqual([{method: 'GET', target: 'http://plain.example/path', status: 200}]);
	});

	it.each([
		['http://nobody.example/', '500 ERR_CANNOT_FORWARD 0'],
		['http://plain.example:8084/', '403 ERR_ACCESS_DENIED 0'],
		['ftp://plain.example/', '400 ERR_INVALID_URL 0'],
	])('%s: %s', async (url, expected) => {
		const answer = await ask(await start(), url);
		expect(`${answer.status} ${answer.headers['x-squid-error']}`).toBe(expected);
	});

	it('breaks off when the service does', async () => {
		const proxy = await start({}, {faults: [{host: 'plain.example', fault: 'http-closed'}]});

		await expect(ask(proxy, 'http://plain.example/')).rejects.toThrow('http ECONNRESET');
	});
});

describe('a proxy that speaks TLS', () => {
	it('has a certificate of its own', async () => {
		const proxy = await start({scheme: 'https'});

		expect(proxy.url).toMatch(/^https:/);
		expect(await visitThrough(proxy, 'a.example')).toBe('http 200');
	});

	it('can have one of the corporate authority', async () => {
		const proxy = await start({scheme: 'https', certificate: 'corporate'});

		await expect(connect(proxy, 'a.example:443')).rejects.toMatchObject({code: 'SELF_SIGNED_CERT_IN_CHAIN'});
	});

	it('does not answer those who speak plainly', async () => {
		const proxy = await start({scheme: 'https'});
		const socket = net.connect(proxy.port, '127.0.0.1');
		socket.write('CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n');

		expect(await readAll(socket)).not.toContain('HTTP/1.1');
	});
});

describe('a proxy that inspects', () => {
	it('shows the corporate authority, but for its exceptions', async () => {
		const proxy = await start({inspection: {except: ['b.example']}});

		expect(await visitThrough(proxy, 'a.example')).toBe('trust SELF_SIGNED_CERT_IN_CHAIN http 200');
		expect(await visitThrough(proxy, 'a.example', 443, practice?.corporateRootPem)).toBe('http 200');
		expect(await visitThrough(proxy, 'b.example')).toBe('http 200');
	});

	it('inspects inside TLS of its own, too', async () => {
		const proxy = await start({scheme: 'https', inspection: {except: []}});

		expect(await visitThrough(proxy, 'a.example')).toBe('trust SELF_SIGNED_CERT_IN_CHAIN http 200');
	});

	it('does not hide that it distrusts the service', async () => {
		const proxy = await start(
			{inspection: {except: []}},
			{faults: [{host: 'a.example', fault: 'certificate-expired'}]},
		);

		expect(await visitThrough(proxy, 'a.example')).toBe('trust SELF_SIGNED_CERT_IN_CHAIN http 503');
	});

	it('leaves the machine with a context that trusts it, unless told otherwise', async () => {
		for (const trustsCorporateRoot of [true, false]) {
			const proxy = await start({inspection: {except: []}}, {trustsCorporateRoot});
			const tunnel = await connect(proxy, 'a.example:443');
			const socket = tls.connect({
				socket: tunnel.socket,
				servername: 'a.example',
				secureContext: practice?.network.roots.machine().context,
				rejectUnauthorized: false,
			});
			await new Promise(resolve => socket.once('secureConnect', resolve));

			expect(socket.authorized).toBe(trustsCorporateRoot);
			socket.destroy();
			await practice?.close();
		}
	});
});

describe('faults', () => {
	it.each<[FaultName, string]>([
		['proxy-closed', ''],
		['proxy-reset', 'ECONNRESET'],
		['proxy-web-server', 'HTTP/1.1 400 Bad Request'],
		['proxy-other-protocol', 'SSH-2.0-OpenSSH_9.2p1'],
		['proxy-redirect', 'HTTP/1.1 302 Found'],
		['proxy-bare-denial', 'HTTP/1.1 403 Forbidden'],
		['proxy-no-tunnels', 'HTTP/1.1 405 Method Not Allowed'],
		['proxy-own-page', 'HTTP/1.1 400 Bad Request'],
		['proxy-tunnel-to-page', 'HTTP/1.1 200 Connection established'],
	])('%s', async (fault, expected) => {
		const proxy = await start({}, {faults: [{host: proxyHost, fault}]});
		const socket = net.connect(proxy.port, '127.0.0.1');
		socket.write('CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n');
		const text = await readAll(socket).catch((error: NodeJS.ErrnoException) => String(error.code));

		expect(text.split('\r\n')[0]).toBe(expected);
		expect(proxy.requests).toEqual([{method: 'CONNECT', target: 'a.example:443', status: null}]);
	});

	it.each<[FaultName, string]>([
		['proxy-bare-denial', 'HTTP/1.1 403 Forbidden'],
		['proxy-no-tunnels', 'HTTP/1.1 403 Forbidden'],
		['proxy-own-page', 'HTTP/1.1 200 OK'],
	])('%s, asked for a whole URL', async (fault, expected) => {
		const proxy = await start({}, {faults: [{host: proxyHost, fault}]});
		const socket = net.connect(proxy.port, '127.0.0.1');
		socket.write('GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n');
		expect((await readAll(socket)).split('\r\n')[0]).toBe(expected);
	});

	it('proxy-silent', async () => {
		const proxy = await start({}, {faults: [{host: proxyHost, fault: 'proxy-silent'}]});
		const socket = net.connect(proxy.port, '127.0.0.1');
		socket.write('CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n');
		const text = readAll(socket);
		await expect.poll(() => proxy.requests).toHaveLength(1);
		await practice?.close();

		expect(await text).toBe('');
	});

	it('on the way to the proxy', async () => {
		await start({}, {faults: [{host: proxyHost, fault: 'tcp-refused'}]});

		expect(await visit(practice as PracticeNetwork, proxyHost, {port: 3128, isPlain: true})).toBe(
			'tcp ECONNREFUSED of 203.0.113.1',
		);
	});
});

it('takes its time when it is told to', async () => {
	expect(await refusalOf(await start({delayMs: 20}), 'a.example:443')).toBe('200');
});

it('is found by its name inside the practice network, and by its address', async () => {
	const proxy = await start();
	expect(proxy.insideUrl).toBe('http://proxy.northwind.example:3128');
	const {network} = practice as PracticeNetwork;
	const found = await network.lookup(proxyHost, {...patience, prefer: 'application'});
	for (const [address, port] of [
		[found.addresses[0]?.address ?? '', 3128],
		['127.0.0.1', proxy.port],
	] as const) {
		const socket = await network.connect({address, family: 4, port, ...patience});
		expect((await request(socket, 'plain.example', {path: 'http://plain.example/'})).status).toBe(200);
	}
});

async function readAll(socket: Socket): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of socket) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString();
}
