import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {catalog} from '../../../../source/catalog/catalog.ts';
import {createProbeStore} from '../../../../source/wizard/screens/probing/probe-store.ts';
import {samplePlan} from '../../../helpers/sample-run.ts';

const plan = samplePlan({rows: [{host: 'a.example'}, {host: 'b.example'}]});
const started = (row: number) =>
	({type: 'target-started', at: '2026-11-22T20:30:00.000Z', target: plan.targets[row]?.id ?? '', attempt: 1}) as const;

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

it('tells of many events at once, and keeps its snapshot until then', () => {
	const store = createProbeStore(plan, catalog.features);
	const listener = vi.fn();
	store.subscribe(listener);
	const before = store.getSnapshot();
	store.push(started(0));
	store.push(started(1));
	expect(store.getSnapshot()).toBe(before);
	vi.runOnlyPendingTimers();
	expect(listener).toHaveBeenCalledTimes(1);
	expect(store.getSnapshot().running).toHaveLength(2);
});

it('is quiet while nothing happens', () => {
	const store = createProbeStore(plan, catalog.features);
	store.push(started(0));
	vi.runOnlyPendingTimers();
	expect(vi.getTimerCount()).toBe(0);
});

it('begins anew with the plan that is really probed', () => {
	const store = createProbeStore(plan, catalog.features);
	store.push(started(0));
	store.open(samplePlan({rows: [{host: 'a.example'}, {host: 'b.example'}, {host: 'c.example'}]}));
	vi.runOnlyPendingTimers();
	expect(store.getSnapshot()).toMatchObject({total: 3, running: []});
});

it('goes on where what is really probed is what was reviewed', () => {
	const store = createProbeStore(plan, catalog.features);
	store.push(started(0));
	store.open(plan);
	vi.runOnlyPendingTimers();
	expect(store.getSnapshot().running).toHaveLength(1);
});

it('leaves no timer behind', () => {
	const store = createProbeStore(plan, catalog.features);
	const listener = vi.fn();
	store.subscribe(listener);
	store.push(started(0));
	store.dispose();
	expect(vi.getTimerCount()).toBe(0);
	expect(listener).not.toHaveBeenCalled();
});
