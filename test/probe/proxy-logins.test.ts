import net from 'node:net';
import {afterEach, describe, expect, it} from 'vitest';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import type {ProxyOptions} from '../../source/practice/scenario.ts';
import type {Network} from '../../source/probe/network.ts';
import {createLoginTurns, type LoginOutcome} from '../../source/probe/proxy-logins.ts';
import {connectSocket} from '../../source/probe/system-network.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import type {JudgedRun, Result} from '../../source/verdict/types.ts';
import {planOf, proxyOf, type RowOptions} from '../helpers/plan-of.ts';

/** Twenty targets by both ways through a proxy: a tunnel, and a request for a whole URL. */
const rows: RowOptions[] = Array.from({length: 20}, (_, number) =>
	number % 4 === 1
		? {host: `plain${number}.test.example`, port: 80, protocol: 'http'}
		: {host: `host${number}.test.example`},
);
const plainFirst = rows.toSorted((a, b) => (a.port ?? 443) - (b.port ?? 443));

/** One request with credentials that came to the proxy. */
type Login = {readonly line: string; readonly underWay: number};

type Door = {readonly port: number; readonly logins: readonly Login[]; close(): void};

let practice: PracticeNetwork | undefined;
let door: Door | undefined;

/** A door before the practice proxy that looks at logins. One that is unheard gets no answer: the connection ends. */
async function openDoor(innerPort: number, isUnheard: (login: number) => boolean): Promise<Door> {
	const logins: Login[] = [];
	const underWay = new Set<net.Socket>();
	const server = net.createServer(socket => {
		socket.on('error', () => {});
		socket.on('close', () => underWay.delete(socket));
		socket.once('data', (head: Buffer) => {
			const [line = '', ...headers] = head.toString('latin1').split('\r\n');
			const isLogin = headers.some(header => /^proxy-authorization:/i.test(header));
			if (isLogin) {
				underWay.add(socket);
				logins.push({line, underWay: underWay.size});
				if (isUnheard(logins.length - 1)) {
					socket.end();
					return;
				}
			}
			const further = net.connect(innerPort, '127.0.0.1');
			further.on('error', () => socket.destroy());
			further.once('data', () => underWay.delete(socket));
			socket.on('close', () => further.destroy());
			further.write(head);
			socket.pipe(further).pipe(socket);
		});
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	return {port: (server.address() as net.AddressInfo).port, logins, close: () => server.close()};
}

type Scene = {
	readonly password: string;
	readonly rows?: readonly RowOptions[];
	/** What the proxy does beyond asking for the password `right`. */
	readonly proxy?: Partial<ProxyOptions>;
	readonly isUnheard?: (login: number) => boolean;
};

async function probe({password, rows: given = rows, proxy: more, isUnheard = () => false}: Scene) {
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
				...more,
			},
		},
	});
	const network = practice.network;
	door = await openDoor(practice.proxies.main?.port ?? 0, isUnheard);
	const {port, logins} = door;
	const connect: Network['connect'] = options =>
		options.port === port ? connectSocket(options) : network.connect(options);
	const {proxy, secrets} = proxyOf(`http://me:${password}@127.0.0.1:${port}`);
	const run = await runPlan(planOf(given, {proxy}), {
		signal: new AbortController().signal,
		network: {...network, connect},
		secrets,
	});
	return {run, logins};
}

const hostOf = ({planned}: Result) => planned.target?.host ?? '';
const hostsWith = (run: JudgedRun, isMeant: (result: Result) => boolean) => run.results.filter(isMeant).map(hostOf);
const rejected = ({verdict}: Result) => verdict.cause === 'proxy.auth-rejected';
const reachable = ({verdict}: Result) => verdict.status === 'reachable';

afterEach(async () => {
	door?.close();
	await practice?.close();
});

describe('a wrong password for a proxy', () => {
	it.each([
		['a tunnel', rows],
		['a request for a whole URL', plainFirst],
	])('is sent for two hosts and no more, whatever comes first: %s', async (_title, given) => {
		const {run, logins} = await probe({password: 'wrong', rows: given});

		expect(logins).toHaveLength(2);
		expect(new Set(logins.map(({line}) => line)).size).toBe(2);
		expect(hostsWith(run, rejected)).toHaveLength(rows.length);
		expect(run.results.map(({attempts}) => attempts.length)).toEqual(rows.map(() => 1));
		expect(run.results.flatMap(({controls}) => controls)).toEqual([]);
		const spared = run.results.filter(({verdict}) => verdict.detail.includes('so that the account is not locked'));
		expect(spared).toHaveLength(rows.length - 2);
		for (const {verdict, attempts} of spared) {
			expect(verdict.detail).toContain('(407) and offers Basic, Negotiate, and rejected those given before: ');
			expect(verdict.confidence).toBe('medium');
			expect(attempts[0]?.stages.at(-1)).toMatchObject({
				ok: false,
				status: 407,
				authenticated: false,
				headers: {'proxy-authenticate': 'Negotiate, Basic realm="proxy"'},
			});
		}
	});

	it('is sent for two hosts and no more where others need none, and those are reached', async () => {
		const open = [...Array.from({length: 10}, (_, number) => `host${number}.test.example`)];
		const {run, logins} = await probe({password: 'wrong', proxy: {open}});

		expect(logins).toHaveLength(2);
		const free = rows.map(({host}) => host).filter(host => open.includes(host));
		expect(hostsWith(run, reachable)).toEqual(free);
		expect(hostsWith(run, rejected)).toHaveLength(rows.length - free.length);
	});

	it('is sent once for one host', async () => {
		const host = 'host0.test.example';
		const {logins, run} = await probe({password: 'wrong', rows: [{host}, {host, port: 80, protocol: 'http'}]});

		expect(logins).toHaveLength(1);
		expect(hostsWith(run, rejected)).toEqual([host, host]);
	});
});

describe('the right password for a proxy', () => {
	it('opens every way', async () => {
		const {run, logins} = await probe({password: 'right'});
		expect(hostsWith(run, reachable)).toHaveLength(rows.length);
		expect(logins.length).toBeGreaterThanOrEqual(rows.length);
	});

	it.each([
		['first', 'host0.test.example'],
		['in the middle', 'host10.test.example'],
		['last', 'host19.test.example'],
	])('opens every way but the one that is denied to each user by asking for another, %s', async (_where, denied) => {
		const {run} = await probe({password: 'right', proxy: {deniedToUsers: [denied]}});

		expect(hostsWith(run, ({verdict}) => verdict.status === 'blocked')).toEqual([denied]);
		expect(hostsWith(run, reachable)).toHaveLength(rows.length - 1);
		const verdict = run.results.find(result => hostOf(result) === denied)?.verdict;
		expect(verdict).toMatchObject({cause: 'proxy.host-denied', confidence: 'high'});
		expect(verdict?.detail).toContain('It takes them for other hosts, so it denies this one to the user.');
	});

	it('is sent for one host at a time until the proxy has answered one', async () => {
		const {run, logins} = await probe({password: 'right', isUnheard: login => login < 3});

		expect(logins.slice(0, 4).map(({underWay}) => underWay)).toEqual([1, 1, 1, 1]);
		const statuses = run.results.map(({verdict}) => verdict.status);
		expect(statuses.filter(status => status === 'reachable')).toHaveLength(rows.length - 3);
		expect(statuses.filter(status => status === 'unstable')).toHaveLength(3);
	});
});

describe('a peer that does not ask for Basic', () => {
	/** What stands in the proxy's place, and all that it was sent. */
	async function askPeer(answer: string, given: readonly RowOptions[] = rows.slice(0, 4)) {
		const heads: string[] = [];
		const server = net.createServer(socket => {
			socket.on('error', () => {});
			socket.once('data', (head: Buffer) => {
				heads.push(head.toString('latin1'));
				socket.end(answer);
			});
		});
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		const {port} = server.address() as net.AddressInfo;
		practice = await startPracticeNetwork({services: []});
		const {network} = practice;
		const connect: Network['connect'] = options =>
			options.port === port ? connectSocket(options) : network.connect(options);
		const {proxy, secrets} = proxyOf(`http://me:secret@127.0.0.1:${port}`);
		const run = await runPlan(planOf(given, {proxy}), {
			signal: new AbortController().signal,
			network: {...network, connect},
			secrets,
		});
		server.close();
		return {run, logins: heads.filter(head => /^proxy-authorization:|^authorization:/im.test(head)), heads};
	}
	const refusal = (status: string, ...headers: string[]) =>
		[`HTTP/1.1 ${status}`, ...headers, 'Content-Length: 0', '', ''].join('\r\n');

	it.each([
		['NTLM', refusal('407 No', 'Proxy-Authenticate: NTLM'), 'proxy.auth-required'],
		['Negotiate', refusal('407 No', 'Proxy-Authenticate: Negotiate'), 'proxy.auth-required'],
		[
			'Negotiate and NTLM',
			refusal('407 No', 'Proxy-Authenticate: Negotiate', 'Proxy-Authenticate: NTLM'),
			'proxy.auth-required',
		],
		['Digest', refusal('407 No', 'Proxy-Authenticate: Digest realm="Basic", nonce="x"'), 'proxy.auth-required'],
		['no scheme', refusal('407 No'), 'proxy.auth-required'],
		['401 with Bearer', refusal('401 No', 'WWW-Authenticate: Bearer realm="x"'), 'proxy.auth-required'],
		['nothing: 403', refusal('403 Forbidden', 'Proxy-Authenticate: Basic realm="x"'), 'proxy.host-denied'],
		['nothing: 302', refusal('302 Found', 'Location: http://login.example/'), 'proxy.host-denied'],
		['nothing: 502', refusal('502 Bad Gateway'), 'proxy.upstream-unreachable'],
		['nothing: no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', 'proxy.protocol-error'],
	])('gets no password, asking for %s', async (_what, answer, cause) => {
		const {run, logins, heads} = await askPeer(answer, [{host: 'a.test.example'}, {host: 'b.test.example'}]);
		expect(heads.length).toBeGreaterThan(0);
		expect(logins).toEqual([]);
		expect(run.results.map(({verdict}) => verdict.cause)).toEqual([cause, cause]);
	});

	it.each([
		['200', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
		['401 of Basic', refusal('401 No', 'WWW-Authenticate: Basic realm="service"')],
	])('gets none where it answers a request in plain HTTP by %s', async (_what, answer) => {
		const {logins, heads} = await askPeer(answer, [{host: 'a.test.example', port: 80, protocol: 'http'}]);
		expect(heads.filter(head => head.startsWith('GET ')).length).toBeGreaterThan(0);
		expect(logins.filter(head => head.startsWith('GET '))).toEqual([]);
	});

	it.each([
		['407', refusal('407 No', 'Proxy-Authenticate: basic realm="x"')],
		['407 beside others', refusal('407 No', 'Proxy-Authenticate: Negotiate, Basic realm="x, NTLM"')],
		['401, as tinyproxy does', refusal('401 No', 'Proxy-Authenticate: Basic realm="x"')],
	])('but who does ask by %s gets it', async (_what, answer) => {
		const {run, logins} = await askPeer(answer, [{host: 'a.test.example'}]);
		expect(logins).toHaveLength(1);
		expect(run.results.map(({verdict}) => verdict.cause)).toEqual(['proxy.auth-rejected']);
	});
});

describe('login turns', () => {
	/** Asks for a turn for each host at once, and says for which hosts somebody logged in, in that order. */
	async function logInFor(hosts: readonly string[], outcomeFor: (host: string) => LoginOutcome): Promise<string[]> {
		const turns = createLoginTurns();
		const tried: string[] = [];
		let atOnce = 0;
		await Promise.all(
			hosts.map(host =>
				turns.take(host, async () => {
					tried.push(host);
					atOnce++;
					if (!turns.isTaken()) expect(atOnce).toBe(1);
					await new Promise(resolve => setImmediate(resolve));
					atOnce--;
					return {value: host, outcome: outcomeFor(host)};
				}),
			),
		);
		return tried;
	}

	it.each<[string, readonly string[], Readonly<Record<string, LoginOutcome>>, string]>([
		['all take it', ['a', 'b', 'c', 'd'], {}, 'a b c d'],
		['nobody takes it', ['a', 'b', 'c', 'd'], {a: 'rejected', b: 'rejected', c: 'rejected', d: 'rejected'}, 'a b'],
		['the first does not take it', ['a', 'b', 'c', 'd'], {a: 'rejected'}, 'a b c d'],
		['a host that did not take it is asked last', ['a', 'a', 'b', 'a'], {a: 'rejected'}, 'a b a a'],
		['nobody but a host that did not take it is left', ['a', 'a', 'a'], {a: 'rejected'}, 'a'],
		['one says nothing', ['a', 'b', 'c'], {a: 'unknown'}, 'a b c'],
		['all say nothing', ['a', 'b', 'c'], {a: 'unknown', b: 'unknown', c: 'unknown'}, 'a b c'],
		['two say no, with silence between', ['a', 'b', 'c', 'd'], {a: 'rejected', b: 'unknown', c: 'rejected'}, 'a b c'],
	])('logs in while it may: %s', async (_title, hosts, outcomes, tried) => {
		expect(await logInFor(hosts, host => outcomes[host] ?? 'taken')).toEqual(tried.split(' '));
	});

	it('goes on after a login that broke', async () => {
		const turns = createLoginTurns();
		const broken = turns.take('a', () => Promise.reject(new Error('broken')));
		const next = turns.take('b', async () => ({value: 'b', outcome: 'taken'}));
		await expect(broken).rejects.toThrow('broken');
		expect(await next).toBe('b');
	});
});
