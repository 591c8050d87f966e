import {describe, expect, it} from 'vitest';
import {catalog} from '../../../../source/catalog/catalog.ts';
import type {RunEvent} from '../../../../source/record/run.ts';
import {createProbeBoard, type ProbeSnapshot} from '../../../../source/wizard/screens/probing/probe-board.ts';
import {hostsOf, samplePlan, sampleRun} from '../../../helpers/sample-run.ts';

const sample = {
	rows: [
		{host: 'a.example'},
		{host: 'a.example', level: 'optional' as const},
		{host: 'b.example', cause: 'tcp.timeout' as const},
		{host: 'c.example', status: 'unstable' as const, cause: 'tls.reset' as const, features: ['aml-training']},
		{pattern: '*.d.example', features: ['aml-training', 'arc']},
		{host: '2001:db8::1', features: []},
	],
};
const plan = samplePlan(sample);
const {results} = sampleRun(sample);
const at = '2026-11-22T20:30:00.000Z';
const idOf = (row: number) => plan.targets[row]?.id ?? '';

const started = (row: number, attempt = 1): RunEvent => ({type: 'target-started', at, target: idOf(row), attempt});
const stage = (row: number, name: 'dns' | 'tls'): RunEvent => ({
	type: 'stage-started',
	at,
	target: idOf(row),
	stage: name,
});
function finished(row: number): RunEvent {
	const result = results[row];
	if (!result) throw new RangeError(`No row ${row}`);
	return {type: 'target-finished', at, target: idOf(row), result};
}
function snapshotAfter(...events: readonly RunEvent[]): ProbeSnapshot {
	const board = createProbeBoard(plan, catalog.features);
	for (const event of events) board.push(event);
	return board.snapshot();
}

it('names the services that are asked before the run, until they have answered', () => {
	const hosts = ['a.example', 'b.example'];
	const asked: RunEvent = {type: 'expansion-started', at, hosts};
	expect(snapshotAfter(asked).asking).toEqual(hosts);
	expect(snapshotAfter(asked, {type: 'expansion-finished', at, notes: []}).asking).toEqual([]);
});

describe('running endpoints', () => {
	it('stand in the order in which they started, each with its stage', () => {
		expect(snapshotAfter(started(2), started(0), stage(0, 'dns'), stage(2, 'tls')).running).toEqual([
			{endpoint: 'b.example:443', stage: 'tls', attempt: 1},
			{endpoint: 'a.example:443', stage: 'dns', attempt: 1},
		]);
	});

	it('stand once, however many rows share the probe, and until the last of them is done', () => {
		expect(snapshotAfter(started(0), started(1)).running).toHaveLength(1);
		expect(snapshotAfter(started(0), started(1), finished(0)).running).toHaveLength(1);
		expect(snapshotAfter(started(0), started(1), finished(0), finished(1)).running).toEqual([]);
	});

	it('keep their place in a second try', () => {
		expect(snapshotAfter(started(2), started(0), started(2, 2)).running.map(({attempt}) => attempt)).toEqual([2, 1]);
	});
});

describe('finished endpoints', () => {
	it('are counted once, by the status of their worst row', () => {
		const {total, finished: count, counts} = snapshotAfter(...results.map((_, row) => finished(row)));
		expect([total, count]).toEqual([5, 5]);
		expect(counts).toMatchObject({reachable: 2, blocked: 1, unstable: 1, unverified: 1});
	});

	it('that failed are kept as they came, with their causes', () => {
		expect(snapshotAfter(finished(2), finished(3)).failures.map(({endpoint, remark}) => [endpoint, remark])).toEqual([
			['b.example:443', 'tcp.timeout'],
			['c.example:443', 'tls.reset'],
		]);
	});

	it('that failed are kept only so far as a window could show them', () => {
		const many = {rows: hostsOf(1000).map(host => ({host, cause: 'tcp.timeout' as const}))};
		const board = createProbeBoard(samplePlan(many), catalog.features);
		for (const result of sampleRun(many).results) {
			board.push({type: 'target-finished', at, target: result.planned.id, result});
		}
		const {failures, counts} = board.snapshot();
		expect(counts.blocked).toBe(1000);
		expect(failures).toHaveLength(200);
		expect(failures.at(-1)?.endpoint).toBe('host-1000.example:443');
	});

	it('that went well are shown once, with their time, and only the latest', () => {
		const {passed} = snapshotAfter(finished(0), finished(1), finished(5));
		expect(passed.map(({endpoint}) => endpoint)).toEqual(['[2001:db8::1]:443', 'a.example:443']);
		expect(passed[0]?.remark).toMatch(/^\d+ ms$/);
	});
});

describe('groups', () => {
	const told = (rows: ProbeSnapshot['groups']['features']) =>
		rows.map(({title, finished: done, total, worst}) => `${title} ${done}/${total} ${worst?.status ?? '-'}`);

	it('hold each endpoint once: with the first chosen feature that needs it, and with its level', () => {
		const {features, levels} = snapshotAfter(finished(2), finished(4)).groups;
		expect(told(features)).toEqual([
			'Azure Arc agents 2/3 blocked',
			'Training jobs 0/1 -',
			'Your own requirements 0/1 -',
		]);
		expect(told(levels)).toEqual(['Mandatory 2/5 blocked']);
	});

	it('have begun once one of theirs has', () => {
		const {features} = snapshotAfter(started(3)).groups;
		expect(features.map(({isStarted}) => isStarted)).toEqual([false, true, false]);
	});
});

it('keeps its snapshots as they were', () => {
	const board = createProbeBoard(plan, catalog.features);
	const before = board.snapshot();
	const copy = structuredClone(before);
	for (const row of results.keys()) board.push(finished(row));
	expect(before).toEqual(copy);
});
