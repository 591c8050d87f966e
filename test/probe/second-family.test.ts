import net from 'node:net';
import tls from 'node:tls';
import {afterEach, expect, it} from 'vitest';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {createPki} from '../../source/practice/certificates.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import {passOwnTime} from '../helpers/own-time.ts';
import {planOf, proxyOf} from '../helpers/plan-of.ts';
import {closeAll, listen, networkOf, wordsOf} from '../helpers/secure-peer.ts';

passOwnTime();

const host = 'service.example';
const pki = createPki(new Date(), 'Corporation');
afterEach(closeAll);

const answer = (socket: tls.TLSSocket) =>
	socket.once('data', () => socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n'));
const service = (kind: 'public' | 'corporate' = 'public', names = [host]) =>
	tls.createServer(pki.identityFor(names, kind), socket => {
		socket.on('error', () => {});
		answer(socket);
	});
/** A peer that does this with the first bytes of each connection. */
const raw = (play: (socket: net.Socket, count: number, first: Buffer) => void) => {
	let count = 0;
	return net.createServer(socket => {
		socket.on('error', () => {});
		socket.once('data', first => play(socket, ++count, first));
	});
};
/** A service that does this with each request, over a good handshake. */
const behind = (play: (socket: tls.TLSSocket, count: number, under?: net.Socket) => void) => {
	let count = 0;
	const connections = new Map<number | undefined, net.Socket>();
	const server = tls.createServer(pki.identityFor([host], 'public'), socket => {
		socket.on('error', () => {});
		socket.once('data', () => play(socket, ++count, connections.get(socket.remotePort)));
	});
	return server.on('connection', socket => connections.set(socket.remotePort, socket));
};
const page = (status: string, title: string | null) => {
	const body = title === null ? '' : `<html><head><title>${title}</title></head></html>`;
	return `HTTP/1.1 ${status}\r\nContent-Type: text/html\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};
const says = (status: string, title: string | null = null) => behind(socket => socket.end(page(status, title)));
/** The same in plain HTTP. */
const plain = (status: string, title: string | null = null) => raw(socket => socket.end(page(status, title)));
const reset = () => raw(socket => socket.resetAndDestroy());
const mute = () => raw(() => {});

async function seen(four: net.Server, six: net.Server | null, row: object = {}) {
	const closed = {port: 1};
	const network = networkOf(
		{'203.0.113.7': await listen(four), '2001:db8::7': six === null ? closed : await listen(six)},
		{publicPems: [pki.publicRootPem], machinePems: [pki.corporateRootPem]},
	);
	const {proxy, secrets} = proxyOf(null);
	const plan = planOf([{host, ...row}], {proxy});
	const run = await runPlan(plan, {signal: new AbortController().signal, network, secrets});
	return {result: run.results[0], findings: diagnose(run)};
}

it.each<[string, () => net.Server, () => net.Server | null, string, RegExp, string | null]>([
	['IPv6 is reset', () => service(), reset, 'reachable high', /over IPv6 .* is reset/, 'second-family.ipv6.handshake'],
	[
		'IPv6 is closed',
		() => service(),
		() => raw(socket => socket.end()),
		'reachable high',
		/over IPv6 .* is closed/,
		'second-family.ipv6.handshake',
	],
	['IPv6 is mute', () => service(), mute, 'reachable high', /over IPv6 .* no answer/, 'second-family.ipv6.handshake'],
	[
		'IPv6 turns the hello down',
		() => service(),
		() => raw(socket => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40]))),
		'reachable high',
		/over IPv6 .* alert \(handshake failure\)/,
		'second-family.ipv6.handshake',
	],
	[
		'IPv6 speaks something else',
		() => service(),
		() => raw(socket => socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
		'reachable high',
		/over IPv6 .* fails/,
		'second-family.ipv6.handshake',
	],
	[
		'IPv6 is inspected',
		() => service(),
		() => service('corporate'),
		'reachable high',
		/Over IPv6 .* another certificate/,
		'second-family.ipv6.certificate',
	],
	[
		'IPv6 shows another name',
		() => service(),
		() => service('public', ['other.example']),
		'reachable high',
		/Over IPv6 .* another certificate/,
		'second-family.ipv6.certificate',
	],
	[
		'IPv4 alone is inspected',
		() => service('corporate'),
		() => service(),
		'intercepted tls.intercepted high',
		/verifies publicly/,
		'second-family.ipv6.certificate',
	],
	['IPv4 alone is reset', reset, () => service(), 'blocked tls.reset medium', /over IPv4 it does not/, null],
	[
		'IPv6 is mute behind the handshake',
		() => service(),
		() => behind(() => {}),
		'reachable high',
		/over IPv6 .* the request gets no answer/,
		'second-family.ipv6.answer',
	],
	[
		'IPv6 is reset behind the handshake',
		() => service(),
		() => behind((_socket, _count, under) => under?.resetAndDestroy()),
		'reachable high',
		/over IPv6 .* the request is reset/,
		'second-family.ipv6.answer',
	],
	[
		'IPv6 is closed behind the handshake',
		() => service(),
		() => behind(socket => socket.end()),
		'reachable high',
		/over IPv6 .* the request (?:is closed|fails)/,
		'second-family.ipv6.answer',
	],
	[
		'IPv6 refuses',
		() => service(),
		() => says('403 Forbidden', 'Blocked'),
		'reachable high',
		/Another answer comes over IPv6 .*403 "Blocked", where IPv4 gives 401/,
		'second-family.ipv6.answer',
	],
	[
		'IPv6 leads to a login',
		() => service(),
		() => says('302 Found'),
		'reachable high',
		/Another answer comes over IPv6 .*302, where IPv4 gives 401/,
		'second-family.ipv6.answer',
	],
	[
		'IPv6 gives another page of the same status',
		() => says('200 OK', 'Welcome'),
		() => says('200 OK', 'Sign in to the network'),
		'reachable high',
		/200 "Sign in to the network", where IPv4 gives 200 "Welcome"/,
		'second-family.ipv6.answer',
	],
	[
		'IPv4 alone is mute behind the handshake',
		() => behind(() => {}),
		() => service(),
		'blocked http.timeout high',
		/answered over IPv6 .* and over IPv4 it is not/,
		null,
	],
	['IPv6 is refused', () => service(), () => null, 'reachable high', /leads nowhere/, 'second-family.ipv6.unconnected'],
])('%s', async (_what, four, six, expected, note, finding) => {
	const {result, findings} = await seen(four(), six());
	expect(result && wordsOf(result), result?.verdict.detail).toBe(expected);
	expect(result?.verdict.notes.join(' ')).toMatch(note);
	const found = findings.filter(({id}) => id.startsWith('second-family'));
	expect(found.map(({id, severity}) => `${id} ${severity}`)).toEqual(finding === null ? [] : [`${finding} warning`]);
});

it.each<[string, () => net.Server, () => net.Server]>([
	['both answer', () => service(), () => service()],
	['both are inspected', () => service('corporate'), () => service('corporate')],
	['both are reset', reset, reset],
	['both are mute behind the handshake', () => behind(() => {}), () => behind(() => {})],
	['a number in the title', () => says('404 Not Found', 'Error 7f3a-12'), () => says('404 Not Found', 'Error 99bc-07')],
	[
		'IPv6 is busy once',
		() => service(),
		() => behind((socket, count) => socket.end(page(count === 1 ? '503 Busy' : '401 Unauthorized', null))),
	],
	[
		'IPv6 fails once, in company',
		() => service(),
		() => {
			const healthy = service();
			void listen(healthy);
			return raw((socket, count, first) => {
				if (count === 1) return socket.resetAndDestroy();
				const upstream = net.connect((healthy.address() as net.AddressInfo).port, '127.0.0.1');
				upstream.on('error', () => {}).write(first);
				socket.pipe(upstream).pipe(socket);
			});
		},
	],
])('no difference: %s', async (_what, four, six) => {
	const {result, findings} = await seen(four(), six());
	expect(result?.verdict.notes.join(' ')).not.toContain('IPv6');
	expect(findings.filter(({id}) => id.startsWith('second-family'))).toEqual([]);
});

it.each<[string, () => net.Server, () => net.Server, RegExp | null]>([
	['is mute', () => plain('200 OK', 'a'), mute, /over IPv6 .* the request gets no answer/],
	['is reset', () => plain('200 OK', 'a'), reset, /over IPv6 .* the request is reset/],
	['refuses', () => plain('200 OK', 'a'), () => plain('403 Forbidden'), /Another answer comes over IPv6 .*403/],
	['gives another page', () => plain('200 OK', 'a'), () => plain('200 OK', 'b'), /200 "b", where IPv4 gives 200 "a"/],
	['answers alike', () => plain('404 Not Found', 'x'), () => plain('404 Not Found', 'x'), null],
])('in plain HTTP IPv6 %s', async (_what, four, six, note) => {
	const {result, findings} = await seen(four(), six(), {port: 80, protocol: 'http'});
	expect(result?.verdict.notes.join(' ')).toMatch(note ?? /^(?!.*IPv6)/);
	expect(findings.filter(({id}) => id === 'second-family.ipv6.answer').length).toBe(note === null ? 0 : 1);
});
