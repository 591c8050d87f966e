import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {type PracticeNetwork, startPracticeNetwork} from '../../../source/practice/practice-network.ts';
import {check} from '../../../source/session/check.ts';
import type {PreparedPlan} from '../../../source/session/prepare-plan.ts';
import {rowsToWaitFor, stillFailing, waitForFix} from '../../../source/session/runs/check-again.ts';
import {openSession, type Session} from '../../../source/session/session.ts';
import {listAllRuns} from '../../../source/store/runs-folder.ts';
import {planOf, proxyOf} from '../../helpers/plan-of.ts';
import {sampleReport} from '../../helpers/sample-run.ts';
import {healthy} from '../../practice/services.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-wait-'));
const networks: PracticeNetwork[] = [];
const proxyAt = {host: 'proxy.corp.example', port: 3128, scheme: 'http'} as const;

beforeAll(async () => {
	const services = [healthy('*.test.example')];
	for (const allow of [['a.test.example'], ['a.test.example', 'b.test.example']]) {
		networks.push(await startPracticeNetwork({services, proxies: {main: {...proxyAt, allow}}}));
	}
});
afterAll(async () => {
	for (const network of networks) await network.close();
	fs.rmSync(folder, {recursive: true, force: true});
});

/** Hosts through the proxy of the practice network. */
function prepare(hosts: readonly string[]): PreparedPlan {
	const {proxy, secrets} = proxyOf('http://proxy.corp.example:3128');
	const plan = planOf(
		hosts.map(host => ({host})),
		{proxy},
	);
	return {plan, secrets, ownRequirements: [], notes: [], profile: null, missingPassword: null};
}

/** A session in a network that is mended once `isMended` says so. */
function sessionWith(isMended: () => boolean): Session {
	return {
		...openSession({environment: {ARC_NETCHECK_HOME: folder}, keepSecret() {}}),
		get network() {
			return networks[isMended() ? 1 : 0]?.network ?? null;
		},
	};
}

async function failedRun() {
	const options = {signal: new AbortController().signal, isLearning: false, isKept: false, tell() {}};
	const {run} = await check(
		prepare(['a.test.example', 'b.test.example']),
		sessionWith(() => false),
		options,
	);
	expect(rowsToWaitFor(run).map(({target}) => target?.host)).toEqual(['b.test.example']);
	return run;
}

it('asks until what failed gets through, keeps nothing, and ends', async () => {
	const previous = await failedRun();
	const failing: number[] = [];
	const isFixed = await waitForFix(
		prepare(['b.test.example']),
		sessionWith(() => failing.length >= 2),
		{
			signal: new AbortController().signal,
			previous,
			onAsked: rows => failing.push(rows.length),
			interval: 1,
		},
	);
	expect(isFixed).toBe(true);
	expect(failing).toEqual([1, 1, 0]);
	expect(listAllRuns(path.join(folder, 'runs'))).toEqual([]);
});

it('ends at the first login that the proxy turns down', async () => {
	const previous = await failedRun();
	const {proxy, secrets} = proxyOf('http://user:wrong@proxy.corp.example:3128');
	const wrong = {...prepare([]), plan: planOf([{host: 'b.test.example'}], {proxy}), secrets};
	const credentials = {username: 'user', password: 'right'};
	const proxies = {main: {...proxyAt, credentials}};
	const network = await startPracticeNetwork({services: [healthy('*.test.example')], proxies});
	networks.push(network);
	const asked: number[] = [];
	const waiting = waitForFix(
		wrong,
		{...sessionWith(() => false), network: network.network},
		{signal: new AbortController().signal, previous, onAsked: rows => asked.push(rows.length), interval: 1},
	);
	await expect(waiting).rejects.toThrow(/^The proxy turned the login down/);
	expect(asked).toEqual([]);
});

it('ends without a word when it is stopped', async () => {
	const previous = await failedRun();
	const abort = new AbortController();
	const isFixed = await waitForFix(
		prepare(['b.test.example']),
		sessionWith(() => false),
		{
			signal: abort.signal,
			previous,
			onAsked: () => abort.abort(),
			interval: 1,
		},
	);
	expect(isFixed).toBe(false);
});

it.each([
	[
		'what is needed',
		[
			{host: 'a.example', cause: 'tcp.timeout'},
			{host: 'b.example', level: 'optional', cause: 'tcp.timeout'},
		],
		['a.example'],
	],
	[
		'what is optional where nothing needed fails',
		[{host: 'a.example'}, {host: 'b.example', level: 'optional', cause: 'tcp.timeout'}],
		['b.example'],
	],
	[
		'nothing through a proxy that turned the login down',
		[
			{host: 'a.example', cause: 'proxy.auth-rejected'},
			{host: 'b.example', cause: 'proxy.timeout'},
		],
		[],
	],
	[
		'what goes past such a proxy',
		[
			{host: 'a.example', cause: 'proxy.auth-rejected'},
			{host: 'b.example', cause: 'tcp.timeout', noProxyRule: 'b.example'},
			{host: 'c.example', level: 'optional', cause: 'tcp.timeout', noProxyRule: 'c.example'},
		],
		['b.example'],
	],
	['nothing where all is well', [{host: 'a.example'}, {pattern: '*.b.example'}], []],
] as const)('waits for %s', (_name, rows, hosts) => {
	expect(
		rowsToWaitFor(sampleReport({rows, proxy: 'http://proxy.corp.example:3128'})).map(({target}) => target?.host),
	).toEqual(hosts);
});

it.each([
	['what is blocked', [{host: 'a.example', cause: 'tcp.timeout'}], ['a.example']],
	['what nobody could ask, without a network', [{host: 'a.example', status: 'unverified'}], ['a.example']],
	['what was not asked', [{host: 'a.example', status: 'skipped'}], ['a.example']],
	['nothing that gets through', [{host: 'a.example'}], []],
	[
		'no stand-in where another one answers',
		[
			{host: 'a.w.example', pattern: '*.w.example', sampled: true},
			{host: 'b.w.example', pattern: '*.w.example', sampled: true, status: 'unverified'},
		],
		[],
	],
	[
		'stand-ins where none answers',
		[
			{host: 'w.w.example', pattern: '*.w.example'},
			{host: 'b.w.example', pattern: '*.w.example', sampled: true, status: 'unverified'},
		],
		['b.w.example'],
	],
] as const)('still fails: %s', (_name, rows, hosts) => {
	const run = sampleReport({rows});
	const ids = new Set(run.results.map(({id}) => id));
	expect(stillFailing(run, ids).map(({target}) => target?.host)).toEqual(hosts);
	expect(stillFailing(run, new Set())).toEqual([]);
});
