import http2 from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import {afterEach, describe, expect, it} from 'vitest';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {createPki} from '../../source/practice/certificates.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import {passOwnTime} from '../helpers/own-time.ts';
import {planOf} from '../helpers/plan-of.ts';
import {closeAll, listen, networkOf} from '../helpers/secure-peer.ts';

passOwnTime();

const host = 'service.example';
const pki = createPki(new Date(), 'Corporation');
const shown = pki.identityFor([host], 'public');
afterEach(closeAll);

/** A service that answers in HTTP/1.1, and does this with a session of HTTP/2. */
function service(onSession: (session: http2.ServerHttp2Session) => void): net.Server {
	const server = http2.createSecureServer({...shown, allowHTTP1: true}, (request, response) => {
		if (request.httpVersion === '1.1') response.end('ok');
	});
	server.on('session', session => {
		session.on('error', () => {});
		session.on('stream', stream => stream.on('error', () => {}));
		onSession(session);
	});
	return server as unknown as net.Server;
}

const onStream = (act: (stream: http2.ServerHttp2Stream) => void) =>
	service(session => session.on('stream', stream => act(stream)));

const plainService = (options: tls.TlsOptions) =>
	tls.createServer({...shown, ...options}, socket => {
		socket.on('error', () => {});
		socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
	});

/** How ALPN offers `h2`, in bytes: two of length, one of length, the name. */
const offer = Buffer.from('\u0002h2', 'latin1');

/** Stands before a service and looks at the hello: one that offers HTTP/2 goes elsewhere. */
async function lookingAtHello(behind: net.Server, otherwise: (socket: net.Socket, hello: Buffer) => void) {
	const {port} = await listen(behind);
	return net.createServer(socket => {
		socket.on('error', () => {});
		socket.once('data', hello => {
			if (hello.includes(offer)) otherwise(socket, hello);
			else pass(socket, hello, port);
		});
	});
}

function pass(socket: net.Socket, hello: Buffer, port: number): void {
	const next = net.connect(port, '127.0.0.1', () => {
		next.write(hello);
		socket.pipe(next).pipe(socket);
	});
	next.on('error', () => socket.destroy());
	socket.on('close', () => next.destroy());
}

const http1 = {ALPNProtocols: ['http/1.1']};

async function seen(server: net.Server, isInspected = false) {
	const pems = isInspected ? {publicPems: [], machinePems: [pki.publicRootPem]} : {publicPems: [pki.publicRootPem]};
	const network = networkOf({'203.0.113.7': await listen(server)}, pems);
	const secrets = {httpsProxyPassword: null, httpProxyPassword: null};
	const run = await runPlan(planOf([{host}]), {signal: new AbortController().signal, network, secrets});
	return {run, finding: diagnose(run).find(({kind}) => kind === 'second-protocol')};
}

describe('HTTP/2 breaks where HTTP/1.1 passes', () => {
	it.each<[string, () => net.Server | Promise<net.Server>, RegExp]>([
		[
			'GOAWAY',
			() => service(session => session.goaway(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM)),
			/HTTP\/2 is agreed on, and then/,
		],
		['a closed session', () => service(session => session.close()), /HTTP\/2 is agreed on, and then/],
		['a destroyed session', () => service(session => session.destroy()), /HTTP\/2 is agreed on, and then/],
		['a reset', () => service(session => (session.socket as net.Socket).destroy()), /HTTP\/2 is agreed on, and then/],
		[
			'a reset stream',
			() => onStream(stream => stream.close(http2.constants.NGHTTP2_REFUSED_STREAM)),
			/given up by the other side|agreed on, and then/,
		],
		['a stream that is silent', () => onStream(() => {}), /and then the request gets no answer/],
		[
			'a hello that is reset',
			() => lookingAtHello(plainService(http1), socket => socket.resetAndDestroy()),
			/the TLS handshake is reset/,
		],
		[
			'a hello that is closed',
			() => lookingAtHello(plainService(http1), socket => socket.end()),
			/the TLS handshake breaks off/,
		],
		[
			'a hello that gets no answer',
			() => lookingAtHello(plainService(http1), () => {}),
			/the TLS handshake gets no answer/,
		],
		[
			'an alert',
			() => plainService({ALPNCallback: ({protocols}) => (protocols.includes('h2') ? undefined : 'http/1.1')}),
			/refused with an alert/,
		],
		[
			'an offer that is taken out',
			async () => {
				const {port} = await listen(plainService({}));
				return lookingAtHello(plainService(http1), (socket, hello) => pass(socket, hello, port));
			},
			/the offer \(ALPN\) is taken out/,
		],
	])('%s', async (_what, start, words) => {
		const {run, finding} = await seen(await start());
		expect(run.results.map(({verdict}) => verdict.status)).toEqual(['reachable']);
		expect(finding).toMatchObject({severity: 'warning', owner: 'network', why: expect.stringMatching(words)});
		expect(finding?.why).not.toMatch(/undefined|null|NaN/);
	});

	it('is the business of those who inspect, where TLS is inspected', async () => {
		const {run, finding} = await seen(
			service(session => session.destroy()),
			true,
		);
		expect(run.results.map(({verdict}) => verdict.status)).toEqual(['intercepted']);
		expect(finding?.owner).toBe('security');
	});
});

describe('HTTP/2 is as good as HTTP/1.1', () => {
	it.each<[string, () => net.Server]>([
		[
			'both are spoken',
			() =>
				onStream(stream => {
					stream.respond({':status': 401});
					stream.end();
				}),
		],
		['an answer without an end', () => onStream(stream => stream.respond({':status': 200}))],
		['HTTP/1.1 alone is spoken', () => plainService(http1)],
		['nothing is agreed on at all', () => plainService({})],
		[
			'HTTP/2 alone is spoken',
			() => {
				const server = http2.createSecureServer({...shown, allowHTTP1: false});
				server.on('stream', stream => {
					stream.respond({':status': 415});
					stream.end();
				});
				return server as unknown as net.Server;
			},
		],
		[
			'it breaks once',
			() => {
				let sessions = 0;
				return service(session => {
					sessions++;
					if (sessions === 1) session.destroy();
					else
						session.on('stream', (stream: http2.ServerHttp2Stream) => {
							stream.respond({':status': 200});
							stream.end();
						});
				});
			},
		],
	])('%s', async (_what, start) => {
		const {run, finding} = await seen(start());
		expect(run.results.map(({verdict}) => verdict.status)).toEqual(['reachable']);
		expect(finding).toBeUndefined();
		expect(run.results.flatMap(({attempts}) => attempts.flatMap(({http2: trial}) => trial ?? []))).toEqual([]);
	});

	it('is not asked where HTTP/1.1 fails', async () => {
		const {run, finding} = await seen(net.createServer(socket => socket.once('data', () => socket.resetAndDestroy())));
		expect(run.results.map(({verdict}) => verdict.cause)).toEqual(['tls.reset']);
		expect(finding).toBeUndefined();
	});

	it('is found where each first try breaks off behind the handshake', async () => {
		const hosts = Array.from({length: 6}, (_, index) => `host-${index}.example`);
		const known = new Set<string>();
		const server = http2.createSecureServer(
			{...pki.identityFor(hosts, 'public'), allowHTTP1: true},
			(request, response) => {
				const {host: asked = ''} = request.headers;
				if (request.httpVersion !== '1.1') return;
				if (known.has(asked)) response.end('ok');
				else request.socket.destroy();
				known.add(asked);
			},
		);
		server.on('session', session => session.on('error', () => {}).goaway(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM));
		const network = networkOf(
			{'203.0.113.7': await listen(server as unknown as net.Server)},
			{publicPems: [pki.publicRootPem]},
		);
		const plan = planOf(hosts.map(name => ({host: name})));
		const secrets = {httpsProxyPassword: null, httpProxyPassword: null};
		const {results} = await runPlan(plan, {signal: new AbortController().signal, network, secrets});
		expect(results.flatMap(({attempts}) => attempts.filter(({http2: worse}) => worse)).length).toBe(6);
	});
});
