import net from 'node:net';
import {afterAll, expect, it} from 'vitest';
import {parsePacAnswer, routeByPac} from '../../../source/plan/pac.ts';
import type {Network} from '../../../source/probe/network.ts';
import {connectSocket} from '../../../source/probe/system-network.ts';
import {examineProxies} from '../../../source/session/proxy/examine-proxy.ts';
import {lintProxies} from '../../../source/session/proxy/lint-proxies.ts';
import {planOf} from '../../helpers/plan-of.ts';
import {closeAll, listen, networkOf} from '../../helpers/secure-peer.ts';

afterAll(closeAll);

/** Proxies by name, each with its addresses: `alive`, or nobody there. */
async function lint(answers: readonly string[], names: {readonly [name: string]: readonly ('alive' | 'dead')[]}) {
	const alive = await listen(
		net.createServer(socket => {
			socket.once('data', () => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'));
		}),
	);
	const dialled: string[] = [];
	const states = new Map<string, 'alive' | 'dead'>();
	const addresses = new Map(
		Object.entries(names).map(([name, list], index) => [
			name,
			list.map((state, place) => {
				const address = `10.0.${index}.${place + 1}`;
				states.set(address, state);
				return {address, family: 4 as const};
			}),
		]),
	);
	const base = networkOf({}, {publicPems: []});
	const network: Network = {
		...base,
		lookup: async (name, options) => ({...(await base.lookup(name, options)), addresses: addresses.get(name) ?? []}),
		connect: options => {
			dialled.push(`${options.address}:${options.port}`);
			const port = states.get(options.address) === 'alive' ? alive.port : 1;
			return connectSocket({...options, address: '127.0.0.1', family: 4, port});
		},
	};
	const {targets, ...plan} = planOf(answers.map((_, index) => ({host: `host${index}.example`})));
	const routed = {
		...plan,
		targets: targets.map((row, index) => ({...row, route: routeByPac(parsePacAnswer(answers[index] ?? ''))})),
	};
	const options = {
		network,
		secrets: {httpsProxyPassword: null, httpProxyPassword: null},
		signal: new AbortController().signal,
	};
	const examined = await examineProxies(routed, options);
	const notes = await lintProxies(routed, examined, options);
	return {
		kinds: examined.map(({proxy, kind}) => `${proxy} ${kind}`),
		notes: notes.map(({problem}) => problem),
		dialled,
	};
}

it('says nothing where all is well, and connects to each proxy once', async () => {
	const {notes, dialled, kinds} = await lint(['PROXY a:1; PROXY b:2', 'PROXY b:2; DIRECT', 'PROXY a:1'], {
		a: ['alive'],
		b: ['alive'],
	});
	expect({notes, kinds, dialled: dialled.toSorted()}).toEqual({
		notes: [],
		kinds: ['http://a:1 alive', 'http://b:2 alive'],
		dialled: ['10.0.0.1:1', '10.0.1.1:2'],
	});
});

it('names the dead one behind another, with how many endpoints fall back to it', async () => {
	const {notes, dialled} = await lint(['PROXY a:1; PROXY b:2', 'PROXY a:1; PROXY b:2; DIRECT'], {
		a: ['alive'],
		b: ['dead'],
	});
	expect(notes).toEqual([
		expect.stringMatching(
			/^http:\/\/b:2, to which clients fall back for 2 endpoints, is of no use: Nothing listens at/,
		),
	]);
	expect(new Set(dialled)).toEqual(new Set(['10.0.0.1:1', '10.0.1.1:2']));
});

it('names the one to which browsers go on from a dead one', async () => {
	const {notes} = await lint(['PROXY a:1; PROXY b:2'], {a: ['dead'], b: ['alive']});
	expect(notes).toEqual([
		expect.stringMatching(/^http:\/\/a:1, the first of its list, is dead; browsers go on to http:\/\/b:2,/),
	]);
});

it('names the dead address of a name that has several', async () => {
	const {notes} = await lint(['PROXY a:1'], {a: ['alive', 'dead', 'alive']});
	expect(notes).toEqual([
		'Of the 3 addresses of its name nobody answers at 10.0.0.2 (ECONNREFUSED) on port 1: who gets that one waits or fails.',
	]);
});

it('leaves a name of which all addresses are dead to the rows', async () => {
	const {notes, kinds} = await lint(['PROXY a:1'], {a: ['dead', 'dead']});
	expect({notes, kinds}).toEqual({notes: [], kinds: ['http://a:1 dead']});
});
