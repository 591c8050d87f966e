import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import net from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, expect, it} from 'vitest';
import type {FaultName} from '../../source/practice/faults.ts';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import {healthy} from './services.ts';
import {patience, type VisitOptions, visit} from './visit.ts';

const services = [healthy('a.example')];

let practice: PracticeNetwork | undefined;
afterEach(() => practice?.close());

/** Opens one of everything, breaks off in the middle, closes. Had it left anything open, it would never end. */
const program = `
	import {startPracticeNetwork} from ${JSON.stringify(new URL('../../source/practice/practice-network.ts', import.meta.url))};
	import tls from 'node:tls';

	const services = ['a', 'b', 'c', 'd'].map(name => ({
		host: name + '.example', port: 443, protocol: 'https', path: null, status: 200, headers: {}, body: '',
		pace: {roundTripMs: 5, answerMs: 60_000},
	}));
	const practice = await startPracticeNetwork({
		services,
		faults: [
			{host: 'b.example', fault: 'tls-silent'},
			{host: 'c.example', fault: 'tcp-dropped'},
			{host: 'd.example', fault: 'http-endless'},
		],
		proxies: {
			plain: {host: 'proxy.example', port: 3128, scheme: 'http', delayMs: 60_000},
			secure: {host: 'secure.example', port: 3129, scheme: 'https', inspection: {except: []}},
		},
	});
	const limits = {timeoutMs: 60_000, signal: new AbortController().signal};
	for (const place of ['a', 'b', 'd']) {
		const {addresses: [address]} = await practice.network.lookup(place + '.example', {...limits, prefer: 'server'});
		const socket = await practice.network.connect({...address, port: 443, ...limits});
		const secured = tls.connect({socket, servername: place + '.example', ca: practice.publicRootPem});
		secured.on('error', () => {});
		secured.resume();
		if (place !== 'b') {
			await new Promise(resolve => secured.once('secureConnect', resolve));
			secured.write('GET / HTTP/1.1\\r\\nHost: ' + place + '.example\\r\\n\\r\\n');
		}
	}
	for (const {port} of Object.values(practice.proxies)) {
		const socket = await practice.network.connect({address: '127.0.0.1', family: 4, port, ...limits});
		socket.on('error', () => {});
		socket.write('CONNECT a.example:443 HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n');
	}
	const {addresses: [dropped]} = await practice.network.lookup('c.example', {...limits, prefer: 'server'});
	const waiting = practice.network.connect({...dropped, port: 443, ...limits}).catch(error => error.code);
	await practice.close();
	await practice.close();
	process.stdout.write(await waiting);
`;

it('leaves nothing running once it is closed', async () => {
	const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
		stdio: ['ignore', 'pipe', 'inherit'],
		timeout: 60_000,
	});
	let output = '';
	child.stdout.on('data', chunk => {
		output += chunk;
	});
	const [code] = await once(child, 'close');

	expect({code, output}).toEqual({code: 0, output: 'PROBE_ABORTED'});
});

it('writes its public root where it is told to', async () => {
	practice = await startPracticeNetwork({services});
	const folder = await mkdtemp(path.join(tmpdir(), 'arc-netcheck-'));
	const file = await practice.rootsFile(folder);

	expect(path.dirname(file)).toBe(folder);
	expect(await readFile(file, 'utf8')).toBe(practice.publicRootPem);
	await rm(folder, {recursive: true});
});

it('has no way to addresses that it does not play', async () => {
	practice = await startPracticeNetwork({services});
	const dial = (address: string, port = 443) =>
		practice?.network.connect({address, family: address.includes(':') ? 6 : 4, port, ...patience});

	await expect(dial('198.19.0.1')).rejects.toMatchObject({code: 'ENETUNREACH', address: '198.19.0.1', port: 443});
	await expect(dial('2001:db8::99')).rejects.toMatchObject({code: 'ENETUNREACH'});
	await expect(dial('127.0.0.1', practice.nameServer.port)).rejects.toMatchObject({code: 'ECONNREFUSED'});
	await expect(dial('203.0.113.1', 22)).rejects.toMatchObject({code: 'ECONNREFUSED', syscall: 'connect'});
});

it('stops dialling when it is told to', async () => {
	practice = await startPracticeNetwork({services, faults: [{host: 'a.example', fault: 'tcp-dropped'}]});
	const controller = new AbortController();
	const dialled = practice.network.connect({
		address: '203.0.113.1',
		family: 4,
		port: 443,
		timeoutMs: 60_000,
		signal: controller.signal,
	});
	controller.abort();

	await expect(dialled).rejects.toMatchObject({code: 'PROBE_ABORTED'});
});

it('serves many at once', async () => {
	practice = await startPracticeNetwork({services: [healthy('*.example')]});
	const network = practice;
	const seen = await Promise.all(Array.from({length: 60}, (_, index) => visit(network, `h${index}.example`)));

	expect(new Set(seen)).toEqual(new Set(['http 200']));
});

it('keeps two networks apart', async () => {
	practice = await startPracticeNetwork({services});
	const other = await startPracticeNetwork({services: [healthy('a.example', {status: 404})]});

	expect(await visit(practice, 'a.example')).toBe('http 200');
	expect(await visit(other, 'a.example')).toBe('http 404');
	expect(other.publicRootPem).not.toBe(practice.publicRootPem);
	await other.close();
});

it.each<[FaultName, VisitOptions]>([
	['tcp-black-hole', {silentStage: 'tls'}],
	['tls-silent', {silentStage: 'tls'}],
	['tls-closed', {}],
	['tls-alert', {}],
	['certificate-expired', {}],
	['http-silent', {silentStage: 'http'}],
	['http-endless', {}],
	['websocket-denied', {isUpgrade: true}],
])('keeps no connection of a client that is gone: %s', async (fault, options) => {
	const before = openSockets();
	practice = await startPracticeNetwork({services, faults: [{host: 'a.example', fault}]});
	await visit(practice, 'a.example', options);

	await expect.poll(openSockets).toBeLessThanOrEqual(before);
});

it.each([
	['a tunnel', 'CONNECT a.example:443', 'destroy'],
	['a tunnel, with a reset', 'CONNECT a.example:443', 'resetAndDestroy'],
	['a refused request', 'CONNECT b.example:443', 'destroy'],
	['an endless answer', 'GET http://endless.example/', 'destroy'],
] as const)('keeps no connection of a client that left its proxy: %s', async (_, line, leave) => {
	const before = openSockets();
	practice = await startPracticeNetwork({
		services: [...services, healthy('endless.example', {port: 80, protocol: 'http'})],
		faults: [{host: 'endless.example', fault: 'http-endless'}],
		proxies: {main: {host: 'proxy.example', port: 3128, scheme: 'http', allow: ['a.example', 'endless.example']}},
	});
	const socket = net.connect(practice.proxies.main?.port ?? 0, '127.0.0.1');
	socket.write(`${line} HTTP/1.1\r\nHost: a.example\r\n\r\n`);
	await once(socket, 'data');
	socket.write('more', () => socket[leave]());

	await expect.poll(openSockets).toBeLessThanOrEqual(before);
});

/** The test runner itself has none. */
function openSockets(): number {
	return process.getActiveResourcesInfo().filter(kind => kind === 'TCPSocketWrap').length;
}
