import net from 'node:net';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import type {Network} from '../../source/probe/network.ts';
import {runPlan} from '../../source/probe/run-plan.ts';
import {connectSocket} from '../../source/probe/system-network.ts';
import {planOf, proxyOf, type RowOptions} from '../helpers/plan-of.ts';

/** Twenty targets by both ways through a proxy: a tunnel, and a request for a whole URL. */
const rows: RowOptions[] = Array.from({length: 20}, (_, number) =>
	number % 4 === 1
		? {host: `plain${number}.test.example`, port: 80, protocol: 'http'}
		: {host: `host${number}.test.example`},
);

let practice: PracticeNetwork;
let door: net.Server | undefined;
/** The request lines that came with credentials. */
let logins: string[] = [];

/** Opens a door before the practice proxy that counts logins. Those of which `isSilent` holds get no answer. */
async function openDoor(isSilent: (index: number) => boolean): Promise<{port: number; network: Network}> {
	logins = [];
	const inner = practice.proxies.main;
	if (!inner) throw new Error('no proxy to stand before');
	const server = net.createServer(socket => {
		socket.on('error', () => {});
		socket.once('data', (head: Buffer) => {
			const text = head.toString('latin1');
			if (/^proxy-authorization:/im.test(text)) logins.push(text.split('\r\n', 1)[0] ?? '');
			if (isSilent(logins.length - 1)) return;
			const further = net.connect(inner.port, '127.0.0.1');
			further.on('error', () => socket.destroy());
			socket.on('close', () => further.destroy());
			further.write(head);
			socket.pipe(further).pipe(socket);
		});
	});
	door = server;
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address() as net.AddressInfo;
	const connect: Network['connect'] = options =>
		options.port === port ? connectSocket(options) : practice.network.connect(options);
	return {port, network: {...practice.network, connect}};
}

async function probeWith(password: string, given = rows, isSilent: (index: number) => boolean = () => false) {
	const {port, network} = await openDoor(isSilent);
	const {proxy, secrets} = proxyOf(`http://me:${password}@127.0.0.1:${port}`);
	return runPlan(planOf(given, {proxy}), {signal: new AbortController().signal, network, secrets});
}

beforeAll(async () => {
	const service = {status: 200, headers: {via: '1.1 proxy'}, body: 'ok', path: null, host: '*.test.example'};
	practice = await startPracticeNetwork({
		services: [
			{...service, port: 443, protocol: 'https'},
			{...service, port: 80, protocol: 'http'},
		],
		proxies: {
			main: {
				host: 'auth.corp.example',
				port: 3128,
				scheme: 'http',
				credentials: {username: 'me', password: 'right'},
				challenges: ['Negotiate', 'Basic realm="proxy"'],
			},
		},
	});
});
afterEach(() => door?.close());
afterAll(() => practice.close());

describe('the password for a proxy', () => {
	it.each([
		['a tunnel', rows],
		['a request for a whole URL', rows.toSorted((a, b) => (a.port ?? 443) - (b.port ?? 443))],
	])('is sent once when it is wrong, whatever comes first: %s', async (_title, given) => {
		const run = await probeWith('wrong', given);

		expect(logins).toHaveLength(1);
		expect(run.results.map(({verdict}) => verdict.cause)).toEqual(rows.map(() => 'proxy.auth-rejected'));
		expect(run.results.map(({attempts}) => attempts.length)).toEqual(rows.map(() => 1));
		expect(run.results.flatMap(({controls}) => controls)).toEqual([]);
		const spared = run.results.filter(({verdict}) => verdict.detail.includes('so that the account is not locked'));
		expect(spared).toHaveLength(rows.length - 1);
		for (const {verdict, attempts} of spared) {
			expect(verdict.detail).toContain('(407) and offers Basic, Negotiate: ');
			expect(verdict.detail).toContain('not tried again with this password');
			expect(attempts[0]?.stages.at(-1)).toMatchObject({
				ok: false,
				status: 407,
				authenticated: false,
				headers: {'proxy-authenticate': 'Negotiate, Basic realm="proxy"'},
			});
		}
	});

	it('opens every way when it is right', async () => {
		const run = await probeWith('right');
		expect(run.results.map(({verdict}) => verdict.status)).toEqual(rows.map(() => 'reachable'));
		expect(logins.length).toBeGreaterThanOrEqual(rows.length);
	});

	it('lets the others go on when the first that sends it gets no answer', async () => {
		const run = await probeWith('right', rows, index => index === 0);
		const statuses = run.results.map(({verdict}) => verdict.status);
		expect(statuses.filter(status => status === 'reachable')).toHaveLength(rows.length - 1);
		expect(statuses.filter(status => status === 'unstable')).toHaveLength(1);
	});
});
