import http2 from 'node:http2';
import type net from 'node:net';
import tls from 'node:tls';
import {afterEach, describe, expect, it} from 'vitest';
import {createPki} from '../../source/practice/certificates.ts';
import {createClientContext} from '../../source/probe/certificates.ts';
import {passOwnTime} from '../helpers/own-time.ts';
import {closeAll, listen, networkOf, observe, wordsOf} from '../helpers/secure-peer.ts';

passOwnTime();

const host = 'service.example';
const pki = createPki(new Date(), 'Corporation');
const shown = pki.identityFor([host], 'public');
afterEach(closeAll);

type Trust = 'public' | 'machine' | 'nobody';

async function seen(server: net.Server, trust: Trust = 'public') {
	const pems = {
		public: {publicPems: [pki.publicRootPem]},
		machine: {publicPems: [], machinePems: [pki.publicRootPem]},
		nobody: {publicPems: []},
	}[trust];
	const network = networkOf({'203.0.113.7': await listen(server)}, pems);
	return observe(network, {host});
}

/** A service that speaks HTTP/2 alone. */
function http2Service(answer: (stream: http2.ServerHttp2Stream) => void): http2.Http2SecureServer {
	const server = http2.createSecureServer({...shown, allowHTTP1: false});
	server.on('stream', stream => {
		stream.on('error', () => {});
		answer(stream);
	});
	return server;
}

const refuse = (stream: http2.ServerHttp2Stream) => {
	stream.respond({':status': 415, 'content-type': 'application/grpc'});
	stream.end();
};
const answer401 = 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n';

describe('a service that speaks HTTP/2 alone', () => {
	it.each<[string, (stream: http2.ServerHttp2Stream) => void, Trust, string]>([
		['and answers', refuse, 'public', 'reachable high'],
		['and answers, inspected', refuse, 'machine', 'intercepted tls.intercepted high'],
		['with a chain that nobody knows', refuse, 'nobody', 'blocked tls.untrusted high'],
		[
			'and leaves its body open',
			stream => {
				stream.respond({':status': 200});
				stream.write('beginning');
			},
			'public',
			'reachable high',
		],
		[
			'and resets the stream behind the head',
			stream => {
				stream.respond({':status': 403});
				stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
			},
			'public',
			'reachable high',
		],
		[
			'and resets every stream',
			stream => stream.close(http2.constants.NGHTTP2_REFUSED_STREAM),
			'public',
			'unverified low',
		],
		[
			'and goes away',
			stream => stream.session?.goaway(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM),
			'public',
			'unverified low',
		],
		['and closes', stream => stream.session?.destroy(), 'public', 'unverified low'],
		['and is silent', () => {}, 'public', 'unverified low'],
	])('%s', async (_what, answer, trust, expected) => {
		const result = await seen(http2Service(answer), trust);
		expect(wordsOf(result), result.verdict.detail).toBe(expected);
		expect(result.verdict.detail).not.toMatch(/undefined|null|NaN/);
	});
});

describe('our own offer', () => {
	it('of HTTP/1.1 is left out for a service that knows another protocol alone', async () => {
		const server = tls.createServer({...shown, ALPNProtocols: ['mqtt']}, socket => socket.end(answer401));
		expect(wordsOf(await seen(server))).toBe('reachable high');
	});

	it('is not blamed on a service that speaks HTTP/2 without having agreed on it', async () => {
		const settings = Buffer.from('000000040000000000', 'hex');
		const server = tls.createServer({...shown}, socket => {
			socket.write(settings);
			socket.once('data', () => socket.end(settings));
		});
		const result = await seen(server);
		expect(wordsOf(result)).toBe('unverified low');
		expect(result.verdict.detail).toContain('HTTP/2');
	});

	it.each<[string, () => void]>([
		['versions', () => Object.assign(tls, {DEFAULT_MIN_VERSION: 'TLSv1.3'})],
		['the newest version', () => Object.assign(tls, {DEFAULT_MAX_VERSION: 'TLSv1.2'})],
		['ciphers', () => Object.assign(tls, {DEFAULT_CIPHERS: 'ECDHE-RSA-AES128-GCM-SHA256'})],
	])('is not narrowed by what the machine sets for %s', async (_what, narrow) => {
		const kept = {...tls};
		try {
			narrow();
			const context = createClientContext([pki.publicRootPem]);
			for (const only of ['TLSv1.2', 'TLSv1.3'] as const) {
				const {port} = await listen(
					tls.createServer({...shown, minVersion: only, maxVersion: only, ciphers: 'DEFAULT'}, socket => socket.end()),
				);
				const socket = tls.connect({port, host: '127.0.0.1', servername: host, secureContext: context});
				const protocol = await new Promise((resolve, reject) => {
					socket.once('error', reject).once('secureConnect', () => resolve(socket.getProtocol()));
				});
				expect(protocol).toBe(only);
				socket.destroy();
			}
		} finally {
			const {DEFAULT_MIN_VERSION, DEFAULT_MAX_VERSION, DEFAULT_CIPHERS} = kept;
			Object.assign(tls, {DEFAULT_MIN_VERSION, DEFAULT_MAX_VERSION, DEFAULT_CIPHERS});
		}
	});
});

describe('a server that wants a certificate of the client', () => {
	it.each<[string, tls.TlsOptions, Trust, string]>([
		['in TLS 1.3', {minVersion: 'TLSv1.3'}, 'public', 'reachable high'],
		['in TLS 1.2', {maxVersion: 'TLSv1.2'}, 'public', 'reachable medium'],
		['in TLS 1.3, inspected', {minVersion: 'TLSv1.3'}, 'machine', 'intercepted tls.intercepted high'],
		['with a chain that nobody knows', {minVersion: 'TLSv1.3'}, 'nobody', 'blocked tls.untrusted high'],
		['in TLS 1.2, inspected', {maxVersion: 'TLSv1.2'}, 'machine', 'intercepted tls.intercepted high'],
		['in TLS 1.2, with a chain that nobody knows', {maxVersion: 'TLSv1.2'}, 'nobody', 'blocked tls.untrusted high'],
		[
			'in TLS 1.2, for another name',
			{maxVersion: 'TLSv1.2', ...pki.identityFor([host], 'certificate-wrong-name')},
			'public',
			'blocked tls.hostname-mismatch high',
		],
		[
			'in TLS 1.2, expired',
			{maxVersion: 'TLSv1.2', ...pki.identityFor([host], 'certificate-expired')},
			'public',
			'blocked tls.expired high',
		],
	])('%s', async (_what, options, trust, expected) => {
		const server = tls.createServer({...shown, ...options, requestCert: true, rejectUnauthorized: true});
		const result = await seen(server, trust);
		expect(wordsOf(result), result.verdict.detail).toBe(expected);
		if (!expected.startsWith('blocked')) expect(result.verdict.detail).toContain('asked for one of the client');
	});

	it.each(['TLSv1.2', 'TLSv1.3'] as const)('with a chain of its own, where that is by design, in %s', async version => {
		const options = {...shown, minVersion: version, maxVersion: version, requestCert: true, rejectUnauthorized: true};
		const network = networkOf({'203.0.113.7': await listen(tls.createServer(options))}, {publicPems: []});
		const result = await observe(network, {host, trust: 'cluster'});
		expect(result.verdict).toMatchObject({status: 'reachable', cause: null});
	});

	it('and answers those who have none', async () => {
		const server = tls.createServer({...shown, requestCert: true, rejectUnauthorized: false}, socket =>
			socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')),
		);
		expect(wordsOf(await seen(server))).toBe('reachable high');
	});
});
