import {describe, expect, it} from 'vitest';
import {renderReport} from '../../bench/render-report.ts';
import type {ToolOutcome, WorkloadOutcome} from '../../bench/run-workload.ts';
import type {Measurement} from '../../bench/types.ts';
import {calm, type Goal} from '../../bench/workloads.ts';

const circumstances = {date: '2026-11-22', machine: '2 cores', versions: ['curl 7.88.1'], notes: []};

function outcomeOf(id: string, rounds: readonly Partial<Measurement>[], absence: string | null = null): ToolOutcome {
	const whole = rounds.map(round => ({
		wallMs: 1000,
		cpuMs: 500,
		instructions: null,
		peakKib: 102_400,
		reached: 80,
		...round,
	}));
	return {tool: {id, title: `The ${id}`, program: id, prepare: () => Promise.reject()}, rounds: whole, absence};
}

function reportOf(outcomes: readonly ToolOutcome[], goals: readonly Goal[] = [{against: 'curl', atMost: 1.1}]): string {
	const workload = {
		...{id: 'healthy', title: 'Healthy', scene: calm, tools: ['own', 'curl'], rounds: 1},
		goals,
	};
	const outcome: WorkloadOutcome = {workload, healthyCount: 80, outcomes};
	return renderReport([outcome], [{title: 'More', lines: ['A line.']}], circumstances);
}

describe('renderReport', () => {
	it('sets the tools side by side and says whether the goal is reached', () => {
		const text = reportOf([outcomeOf('own', [{wallMs: 1050}]), outcomeOf('curl', [{wallMs: 1000}])]);
		expect(text).toContain('| The own | 1.05 s (1.05 to 1.05) |  |  | 0.50 s | – | 100 MiB | 80 |');
		expect(text).toContain(
			'| The curl | 1.00 s (1.00 to 1.00) | 1.05 (1.05 to 1.05) | at most 1.1 | 0.50 s | – | 100 MiB | 80 |',
		);
		expect(text).toContain('Goal: at most 1.1 times The curl. It is 1.05 times: reached.');
		expect(text).toContain('### More\n\nA line.');
	});

	it('counts instructions where the machine does', () => {
		const text = reportOf([outcomeOf('own', [{instructions: 2_500_000_000}]), outcomeOf('curl', [{}])]);
		expect(text).toContain('| 0.50 s | 2500 M | 100 MiB | 80 |');
	});

	it('holds processor time against a goal as well', () => {
		const goals = [{against: 'curl', atMost: 2, of: 'processor time'}] as const;
		const text = reportOf([outcomeOf('own', [{cpuMs: 600}]), outcomeOf('curl', [{cpuMs: 200}])], goals);
		expect(text).toContain('Goal: at most 2 times the processor time of The curl. It is 3.00 times: missed.');
	});

	it('says where it loses', () => {
		const text = reportOf([outcomeOf('own', [{wallMs: 2000}]), outcomeOf('curl', [{wallMs: 1000}])]);
		expect(text).toContain('It is 2.00 times: missed.');
	});

	it('marks a tool that did not reach what there was to reach', () => {
		const text = reportOf([outcomeOf('own', [{}]), outcomeOf('curl', [{reached: 79}])]);
		expect(text).toContain('**79 of 80**');
	});

	it('says why a tool took no part, and that the goal could not be looked at', () => {
		const text = reportOf([outcomeOf('own', [{}]), outcomeOf('curl', [], 'skipped, since curl is not installed')]);
		expect(text).toContain('The curl: skipped, since curl is not installed.');
		expect(text).toContain('Not measured.');
	});
});
