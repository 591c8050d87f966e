import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import type {Service} from '../../source/practice/scenario.ts';
import type {Network} from '../../source/probe/network.ts';
import type {RunEvent} from '../../source/record/run.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import {planOf, proxyOf} from '../helpers/plan-of.ts';

const {secrets} = proxyOf(null);
const serviceOf = (host: string): Service => ({
	host,
	port: 443,
	protocol: 'https',
	path: null,
	status: 200,
	headers: {},
	body: 'ok',
});
const never = new AbortController().signal;

describe('runPlan', () => {
	let practice: PracticeNetwork;
	beforeAll(async () => {
		practice = await startPracticeNetwork({
			services: [serviceOf('*.test.example')],
			faults: [
				{host: 'refused.test.example', fault: 'tcp-refused'},
				{host: 'refused-too.test.example', fault: 'tcp-refused'},
				{host: 'silent.test.example', fault: 'http-silent'},
			],
		});
	});
	afterAll(() => practice.close());

	it('gives a result for every row in the order of the plan, and tells of each', async () => {
		const plan = planOf([
			{host: 'refused.test.example'},
			{host: 'a.test.example'},
			{host: 'time.test.example', port: 123, protocol: 'udp', path: null},
			{host: 'a.test.example', id: 'second-need-of-the-same-host'},
		]);
		const events: RunEvent[] = [];
		let toldWhenProbed = 0;
		const run = await runPlan(plan, {
			signal: never,
			network: practice.network,
			secrets,
			onEvent: event => events.push(event),
			onProbed() {
				toldWhenProbed = events.filter(({type}) => type === 'target-finished').length;
			},
		});

		expect(run.complete).toBe(true);
		expect(run.results.map(({planned}) => planned)).toEqual(plan.targets);
		expect(run.results.map(({verdict}) => verdict.status)).toEqual(['blocked', 'reachable', 'unverified', 'reachable']);
		expect(run.summary).toMatchObject({targets: 4, blocked: 1, reachable: 2, unverified: 1});
		expect(run.results[0]?.attempts).toHaveLength(2);
		expect(run.results[1]?.attempts).toEqual(run.results[3]?.attempts);

		const finished = events.flatMap(event => (event.type === 'target-finished' ? [event.target] : []));
		expect(finished.toSorted()).toEqual(plan.targets.map(({id}) => id).toSorted());
		expect(toldWhenProbed).toBe(4);
		expect(events[0]).toMatchObject({type: 'run-started', catalog: {version: plan.catalogVersion}});
		expect(events.at(-1)?.type).toBe('run-finished');
		expect(JSON.parse(JSON.stringify(events))).toEqual(events);
	});

	it('keeps what it has when it is stopped, and marks the rest as skipped', async () => {
		const controller = new AbortController();
		const plan = planOf([{host: 'a.test.example'}, {host: 'silent.test.example'}]);
		const run = await runPlan(plan, {
			signal: controller.signal,
			network: practice.network,
			secrets,
			onEvent: event => {
				if (event.type === 'target-finished') controller.abort();
			},
		});
		expect(run.complete).toBe(false);
		expect(run.results.map(({verdict}) => verdict.status)).toEqual(['reachable', 'skipped']);
	});

	it('calls nothing blocked when a stop came between its two tries', async () => {
		const controller = new AbortController();
		const plan = planOf([{host: 'refused.test.example'}]);
		const run = await runPlan(plan, {
			signal: controller.signal,
			network: practice.network,
			secrets,
			onEvent: event => {
				if (event.type === 'stage-finished' && event.evidence.stage === 'tcp') setImmediate(() => controller.abort());
			},
		});
		expect(run.results[0]?.verdict).toMatchObject({status: 'skipped', cause: null});
		expect(run.results[0]?.attempts).toHaveLength(1);
	});

	it('calls a target unstable when only its second try gets through, with the cause of the first', async () => {
		let calls = 0;
		const network: Network = {
			...practice.network,
			connect: options => practice.network.connect(calls++ === 0 ? {...options, address: '203.0.113.254'} : options),
		};
		const run = await runPlan(planOf([{host: 'a.test.example'}]), {signal: never, network, secrets});
		expect(run.results[0]?.verdict).toMatchObject({
			status: 'unstable',
			severity: 'warning',
			cause: expect.stringMatching(/^tcp\./),
		});
	});

	it.each([
		['one stand-in answers', ['refused', 'a'], ['unverified', 'reachable'], [null, null]],
		['every stand-in fails', ['refused', 'refused-too'], ['blocked', 'blocked'], ['tcp.refused', 'tcp.refused']],
	])('judges a wildcard by all its stand-ins: %s', async (_title, names, statuses, causes) => {
		const rows = names.map(name => ({
			host: `${name}.test.example`,
			id: 'wildcard',
			pattern: '*.test.example',
			sampled: true,
		}));
		const run = await runPlan(planOf(rows), {signal: never, network: practice.network, secrets});
		expect(run.results.map(({verdict}) => verdict.status)).toEqual(statuses);
		expect(run.results.map(({verdict}) => verdict.cause)).toEqual(causes);
		expect(run.results[0]?.attempts.length).toBeGreaterThan(0);
	});

	it.each([
		['EMFILE', 'connect'],
		['EADDRNOTAVAIL', 'connect'],
		['ESOMETHINGNEW', undefined],
	])('never blames the network for a fault of this machine: %s', async (code, syscall) => {
		const network: Network = {
			...practice.network,
			connect: () => Promise.reject(Object.assign(new Error('no'), {code, syscall})),
		};
		const run = await runPlan(planOf([{host: 'a.test.example'}]), {signal: never, network, secrets});
		expect(run.results[0]?.verdict).toMatchObject({status: 'unverified', severity: 'info', cause: null});
		expect(run.results[0]?.verdict.detail).toContain(code);
	});
});
