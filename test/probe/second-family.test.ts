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
const reset = () => raw(socket => socket.resetAndDestroy());
const mute = () => raw(() => {});

async function seen(four: net.Server, six: net.Server | null) {
	const closed = {port: 1};
	const network = networkOf(
		{'203.0.113.7': await listen(four), '2001:db8::7': six === null ? closed : await listen(six)},
		{publicPems: [pki.publicRootPem], machinePems: [pki.corporateRootPem]},
	);
	const {proxy, secrets} = proxyOf(null);
	const plan = planOf([{host}], {proxy});
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
