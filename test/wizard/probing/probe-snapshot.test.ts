import {describe, expect, it} from 'vitest';
import type {RunEvent} from '../../../source/probe/types.ts';
import {
	emptySnapshot,
	endpointNames,
	foldEvent,
	type ProbeSnapshot,
} from '../../../source/wizard/probing/probe-snapshot.ts';
import {samplePlan, sampleRun} from '../../helpers/sample-run.ts';

const sample = {
	rows: [
		{host: 'a.example'},
		{host: 'a.example', level: 'optional' as const},
		{host: 'b.example', cause: 'tcp.timeout' as const},
		{host: 'c.example', status: 'unstable' as const, cause: 'tls.reset' as const},
		{pattern: '*.d.example'},
		{host: '2001:db8::1'},
	],
};
const plan = samplePlan(sample);
const {results} = sampleRun(sample);
const names = endpointNames(plan);
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
const fold = (...events: readonly RunEvent[]): ProbeSnapshot =>
	events.reduce((snapshot, event) => foldEvent(snapshot, event, names), emptySnapshot(plan));

it('endpointNames names hosts, addresses and patterns with their ports', () => {
	expect([...new Set(names.values())]).toEqual([
		'a.example:443',
		'b.example:443',
		'c.example:443',
		'*.d.example:443',
		'[2001:db8::1]:443',
	]);
});

it('names the services that are asked before the run, until they have answered', () => {
	const hosts = ['a.example', 'b.example'];
	const asked: RunEvent = {type: 'expansion-started', at, hosts};
	expect(fold(asked).asking).toEqual(hosts);
	expect(fold(asked, {type: 'expansion-finished', at, notes: []}).asking).toEqual([]);
});

describe('running endpoints', () => {
	it('stand in the order in which they started, each with its stage', () => {
		expect(fold(started(2), started(0), stage(0, 'dns'), stage(2, 'tls')).running).toEqual([
			{endpoint: 'b.example:443', stage: 'tls', attempt: 1},
			{endpoint: 'a.example:443', stage: 'dns', attempt: 1},
		]);
	});

	it('stand once, however many rows share the probe', () => {
		expect(fold(started(0), started(1)).running).toHaveLength(1);
	});

	it('keep their place in a second try', () => {
		expect(fold(started(2), started(0), started(2, 2)).running.map(({attempt}) => attempt)).toEqual([2, 1]);
	});

	it('go when they are done', () => {
		expect(fold(started(0), started(2), finished(0)).running.map(({endpoint}) => endpoint)).toEqual(['b.example:443']);
	});
});

describe('finished endpoints', () => {
	it('are counted by status, rows and not hosts', () => {
		const {finished: count, counts} = fold(finished(0), finished(1), finished(2), finished(3), finished(4));
		expect(count).toBe(5);
		expect(counts).toMatchObject({reachable: 2, blocked: 1, unstable: 1, unverified: 1});
	});

	it('that failed are kept as they came, with their causes', () => {
		expect(fold(finished(2), finished(3)).failures.map(({endpoint, remark}) => [endpoint, remark])).toEqual([
			['b.example:443', 'tcp.timeout'],
			['c.example:443', 'tls.reset'],
		]);
	});

	it('that went well are shown once, with their time, and only the latest', () => {
		const {passed} = fold(finished(0), finished(1), finished(5));
		expect(passed.map(({endpoint}) => endpoint)).toEqual(['[2001:db8::1]:443', 'a.example:443']);
		expect(passed[0]?.remark).toMatch(/^\d+ ms$/);
	});
});
