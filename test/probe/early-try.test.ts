import {setTimeout as sleep} from 'node:timers/promises';
import tls from 'node:tls';
import {afterEach, expect, it} from 'vitest';
import {createPki} from '../../source/practice/certificates.ts';
import {createRoots} from '../../source/probe/certificates.ts';
import type {ConnectOptions, Network} from '../../source/probe/network.ts';
import {withDeadline} from '../../source/probe/stage-clock.ts';
import {connectSocket} from '../../source/probe/system-network.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import type {JudgedRun} from '../../source/verdict/types.ts';
import {passOwnTime} from '../helpers/own-time.ts';
import {planOf, proxyOf} from '../helpers/plan-of.ts';
import {closeAll, listen} from '../helpers/secure-peer.ts';

passOwnTime();
afterEach(closeAll);

const timeoutMs = 5000;
const pki = createPki(new Date(), 'Lab');
const identity = pki.identityFor(['*.test.example'], 'public');

/** After how long a connection to a target is answered, in milliseconds, the first one and each later one; null: never. */
type Answers = readonly [Answer, Answer];
type Answer = number | null | {readonly refusedAfter: number};

/** Checks targets that answer so, each of them at an address of its own. */
async function check(
	targets: readonly Answers[],
	{retries = 1, signal = new AbortController().signal} = {},
): Promise<{readonly run: JudgedRun; readonly dials: readonly number[]}> {
	const server = tls.createServer(identity, socket => {
		socket.on('error', () => {});
		socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
	});
	const {port} = await listen(server);
	const dials = targets.map(() => 0);
	const network: Network = {
		async lookup(name) {
			await sleep(20);
			const address = `203.0.113.${1 + Number(/\d+/.exec(name)?.[0])}`;
			const addresses = [{address, family: 4 as const}];
			return {name, addresses, aliases: [], source: 'server', servers: [], system: null, error: null, ms: 20};
		},
		async connect(options: ConnectOptions) {
			const index = Number(options.address.split('.').at(-1)) - 1;
			const dial = dials[index] ?? 0;
			dials[index] = dial + 1;
			const answer = targets[index]?.[Math.min(dial, 1)] ?? null;
			await withDeadline<void>({...options, what: 'connecting'}, (resolve, reject) => {
				if (answer === null) return undefined;
				const refuse = () => reject(Object.assign(new Error('refused'), {code: 'ECONNREFUSED', syscall: 'connect'}));
				const timer =
					typeof answer === 'number' ? setTimeout(resolve, answer) : setTimeout(refuse, answer.refusedAfter);
				return () => clearTimeout(timer);
			});
			return connectSocket({...options, address: '127.0.0.1', port});
		},
		roots: createRoots([pki.publicRootPem], () => []),
	};
	const rows = targets.map((_, index) => ({host: `h${index}.test.example`}));
	const {proxy, secrets} = proxyOf(null);
	const plan = planOf(rows, {proxy, settings: {timeoutMs, retries, concurrency: 2048}});
	return {run: await runPlan(plan, {signal, network, secrets}), dials};
}

const statusesOf = ({results}: JudgedRun) => results.map(({verdict: {status, cause}}) => `${status} ${cause}`);
const triesOf = ({results}: JudgedRun) => results.map(({attempts}) => attempts.length);
const many = (count: number, answers: Answers) => Array.from({length: count}, () => answers);
const dropped: Answers = [null, null];
const healthy: Answers = [40, 40];

it.each<[string, readonly Answers[]]>([
	['one target', many(1, dropped)],
	['eighty targets', many(80, dropped)],
	['every second of eighty', many(40, dropped).flatMap(one => [healthy, one])],
	['three of eighty', [...many(30, healthy), ...many(3, dropped), ...many(47, healthy)]],
])('calls blocked in one limit of time, after two tries: %s', async (_name, targets) => {
	const {run} = await check(targets);
	const isDropped = (answers: Answers | undefined) => answers?.[0] === null;
	expect(statusesOf(run)).toEqual(
		targets.map(answers => (isDropped(answers) ? 'blocked tcp.timeout' : 'reachable null')),
	);
	expect(triesOf(run)).toEqual(targets.map(answers => (isDropped(answers) ? 2 : 1)));
	expect(run.durationMs).toBeLessThan(1.2 * timeoutMs);
});

it('calls unstable what answers the second connection alone, and waits for the first one to the end of its limit', async () => {
	const {run} = await check([[null, 40]]);
	expect(statusesOf(run)).toEqual(['unstable tcp.timeout']);
	expect(triesOf(run)).toEqual([2]);
	expect(run.durationMs).toBeGreaterThan(timeoutMs);
});

it('calls unstable the one of many that answers its second connection alone', async () => {
	const {run} = await check([...many(39, dropped), [null, 40], ...many(40, dropped)]);
	expect(statusesOf(run)[39]).toBe('unstable tcp.timeout');
	expect(statusesOf(run).filter(status => status === 'blocked tcp.timeout')).toHaveLength(79);
});

it.each([1200, 3000, 4500])('counts an answer that comes to the first connection after %d ms', async answerMs => {
	const {run, dials} = await check([[answerMs, answerMs]]);
	expect(statusesOf(run)).toEqual(['reachable null']);
	expect(triesOf(run)).toEqual([1]);
	// One more is made for HTTP/2.
	expect(dials[0]).toBeLessThanOrEqual(3);
});

it('counts late answers of many as well', async () => {
	const {run} = await check([...many(20, [3000, 40]), ...many(60, dropped)]);
	expect(statusesOf(run).slice(0, 20)).toEqual(many(20, healthy).map(() => 'reachable null'));
	expect(triesOf(run).slice(0, 20)).toEqual(many(20, healthy).map(() => 1));
});

it('makes no second connection where answers come late to all', async () => {
	const {dials} = await check(many(40, [700, 700]));
	// The first few are asked in HTTP/2 as well.
	expect(dials.slice(10)).toEqual(many(30, healthy).map(() => 1));
});

it('makes none for a lone target without retries', async () => {
	const {run, dials} = await check([dropped], {retries: 0});
	expect(triesOf(run)).toEqual([1]);
	expect(dials).toEqual([1]);
});

it('makes all further tries that the settings want', async () => {
	const {run} = await check([dropped], {retries: 2});
	expect(triesOf(run)).toEqual([3]);
});

it.each([50, 450])('makes none beside what is refused after %d ms', async refusedAfter => {
	const {run, dials} = await check([...many(20, healthy), ...many(12, [{refusedAfter}, {refusedAfter}])]);
	expect(statusesOf(run).slice(20)).toEqual(many(12, healthy).map(() => 'blocked tcp.refused'));
	expect(dials.slice(20)).toEqual(triesOf(run).slice(20));
});

it('leaves none behind when the run is stopped', async () => {
	const stop = new AbortController();
	setTimeout(() => stop.abort(), 2500);
	const {run} = await check(many(5, dropped), {signal: stop.signal});
	expect(run.complete).toBe(false);
	expect(run.durationMs).toBeLessThan(timeoutMs);
});

it('tells of the second try only once the first one is over', async () => {
	const {run} = await check(many(3, dropped));
	for (const {attempts} of run.results) {
		const [first, second] = attempts.map(({startedAt}) => Date.parse(startedAt));
		expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(500);
		expect((second ?? 0) - (first ?? 0)).toBeLessThan(timeoutMs / 2);
	}
});
