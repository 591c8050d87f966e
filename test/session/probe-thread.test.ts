import {Worker} from 'node:worker_threads';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {groupByProbe} from '../../source/plan/endpoints.ts';
import type {Plan} from '../../source/plan/types.ts';
import {createSystemNetwork} from '../../source/probe/system-network.ts';
import type {RunEvent} from '../../source/record/run.ts';
import {probeInThread, type ThreadData} from '../../source/session/probe-thread.ts';
import {runPlan, startProber} from '../../source/session/run-plan.ts';
import type {JudgedRun} from '../../source/verdict/types.ts';
import {type Middlebox, startMiddlebox} from '../helpers/middlebox.ts';
import {planOf, proxyOf} from '../helpers/plan-of.ts';

/** Answers that no second look changes: what is waited for says nothing of threads. */
const replies = [
	'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n',
	'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n',
];

const targets = 40;

/** By its number, so that a target sees the same each time. */
const replyTo = (line: string) => replies[Number(/\d+/.exec(line)?.[0] ?? 0) % replies.length] ?? '';

describe('a thread that probes', () => {
	let box: Middlebox;
	let silent: Middlebox;
	beforeAll(async () => {
		box = await startMiddlebox(replyTo);
		silent = await startMiddlebox(() => () => {});
	});
	afterAll(() => {
		box.close();
		silent.close();
	});

	const roots = {caPem: null, publicRootsPem: null};
	function planFor({url}: Middlebox): {readonly plan: Plan; readonly data: ThreadData} {
		const {proxy, secrets} = proxyOf(url.replace('//', '//user:secret@'));
		const plan = planOf(
			Array.from({length: targets}, (_, index) => ({host: `host-${index}.example.com`})),
			{proxy, settings: {retries: 0}},
		);
		const {timeoutMs} = plan.settings;
		return {plan, data: {settings: plan.settings, secrets, network: {dns: null, timeoutMs, ...roots}}};
	}

	/** Runs a plan in a thread made from this text, or from the sources; null: in this one. */
	async function runIn(
		worker: Worker | null,
		{plan, data}: ReturnType<typeof planFor>,
		{signal = new AbortController().signal, onEvent}: {signal?: AbortSignal; onEvent?(event: RunEvent): void} = {},
	): Promise<JudgedRun> {
		const network = createSystemNetwork(data.network);
		const own = startProber(plan.settings, {network, secrets: data.secrets, signal});
		const thread = worker && probeInThread(worker, own, signal);
		const prober = thread ?? own;
		await prober.begin(plan);
		try {
			const options = {signal, network, secrets: data.secrets, prober};
			return await runPlan(plan, {...options, ...(onEvent && {onEvent})});
		} finally {
			thread?.leave();
		}
	}
	const startWorker = (workerData: ThreadData) =>
		new Worker(new URL('./helpers/probe-thread.ts', import.meta.url), {workerData});
	const verdicts = ({results}: JudgedRun) =>
		results.map(({planned, verdict}) => [planned.id, verdict.status, verdict.cause]);
	it('sees what this one sees, and tells it as it happens', async () => {
		const given = planFor(box);
		const expected = runIn(null, given);
		const told = new Map<string, string[]>();
		const worker = startWorker(given.data);
		const ended = new Promise(resolve => worker.once('exit', resolve));
		const run = await runIn(worker, given, {
			onEvent(event) {
				if ('target' in event) told.set(event.target, [...(told.get(event.target) ?? []), event.type]);
			},
		});
		expect(verdicts(run)).toEqual(verdicts(await expected));
		expect(new Set(run.results.map(({verdict}) => verdict.status))).toEqual(new Set(['blocked']));
		expect(run.results.every(({attempts}) => attempts.length > 0)).toBe(true);
		expect(told.size).toBe(targets);
		for (const types of told.values()) {
			expect(types[0]).toBe('target-started');
			expect(types.filter(type => type === 'stage-started')).toHaveLength(
				types.filter(type => type === 'stage-finished').length,
			);
			expect(types.indexOf('target-finished')).toBe(types.length - 1);
		}
		// It leaves by itself.
		await ended;
	});

	it('gives up what is under way, and tells it', async () => {
		const given = planFor(silent);
		const controller = new AbortController();
		const run = await runIn(startWorker(given.data), given, {
			signal: controller.signal,
			onEvent(event) {
				if (event.type === 'stage-started') controller.abort();
			},
		});
		expect(run.complete).toBe(false);
		expect(run.summary.skipped).toBe(targets);
	});

	it('is not missed where it can not begin', async () => {
		const given = planFor(box);
		const run = await runIn(new Worker('throw new Error("no room")', {eval: true}), given);
		expect(run.summary).toMatchObject({targets, blocked: targets});
		expect(run.results.every(({attempts}) => attempts.length > 0)).toBe(true);
	});

	it.each([
		['with an error', "throw new Error('broken')", 'broken'],
		['by itself', "require('node:worker_threads').parentPort.close()", 'has ended'],
	])('ends the run where it ends %s before all is told', async (_, then, message) => {
		// An end that arrives before what was told first counts as one of a thread that did not begin.
		const text = `const {parentPort} = require('node:worker_threads');
			parentPort.postMessage([{id: -1}]);
			parentPort.on('message', ({read}) => {if (read) {${then}}});`;
		await expect(runIn(new Worker(text, {eval: true}), planFor(box))).rejects.toThrow(message);
	});

	it('tells its end to who asks for what it had begun, and to nobody else', async () => {
		const {plan, data} = planFor(box);
		const {signal} = new AbortController();
		const own = startProber(plan.settings, {network: createSystemNetwork(data.network), secrets: data.secrets, signal});
		const text = `const {parentPort} = require('node:worker_threads');
			parentPort.postMessage([]);
			parentPort.on('message', () => parentPort.close());`;
		const worker = new Worker(text, {eval: true});
		const ended = new Promise(resolve => worker.once('exit', resolve));
		const thread = probeInThread(worker, own, signal);
		await thread.begin(plan);
		await ended;
		// A rejection that nobody has heard would be reported by now.
		await new Promise(resolve => setImmediate(resolve));
		const [group] = groupByProbe(plan);
		await expect(group && thread.probe(group, () => {})).rejects.toThrow('has ended');
		thread.leave();
	});
});
