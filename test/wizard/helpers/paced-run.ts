import type {RunEvent} from '../../../source/record/run.ts';
import {type JudgedRun, type Result, summarize} from '../../../source/verdict/types.ts';
import type {WizardServices} from '../../../source/wizard/services.ts';
import {hostsOf, type SampleRow, sampleRun} from '../../helpers/sample-run.ts';
import type {RunPlan} from './services.ts';

const at = '2026-11-22T20:30:00.000Z';

/** A run whose endpoints start and finish when the test says so; an abort ends it with what is finished by then. */
export type PacedRun = {
	readonly runPlan: RunPlan;
	readonly buildPlan: WizardServices['buildPlan'];
	/** Resolves once the wizard asks for it, which may be after the screen says so. */
	readonly begun: Promise<void>;
	start(...rows: readonly number[]): void;
	finish(...rows: readonly number[]): void;
	/** Ends the run as if all had been probed. */
	complete(): void;
	/** Ends it with an error. */
	fail(error: Error): void;
	/** Whether the wizard asked it to stop. */
	readonly isAborted: boolean;
	/** Keeps an abort from ending it. */
	hold(): void;
};

/** `count` endpoints, every fifth of which a proxy denies; needed by these features in turn. */
export function createPacedRun(count: number, features: readonly string[] = ['arc']): PacedRun {
	const rows = hostsOf(count).map((host, index): SampleRow => {
		const row = {host, features: [features[index % features.length] ?? 'arc']};
		return index % 5 === 4 ? {...row, cause: 'proxy.host-denied'} : row;
	});
	const run = sampleRun({proxy: 'http://proxy.example:3128', rows, settings: {features}});
	const finished = new Set<Result>();
	const {promise, resolve, reject} = Promise.withResolvers<JudgedRun>();
	const {promise: begun, resolve: begin} = Promise.withResolvers<void>();
	let tell: (event: RunEvent) => void = () => {
		throw new Error('Nobody has asked for this run yet: wait until it has begun.');
	};
	let isAborted = false;
	let isHeld = false;
	const rowOf = (index: number) => run.results[index] as Result;

	function partialRun(): JudgedRun {
		const results = run.results.filter(result => finished.has(result));
		return {...run, complete: false, results, summary: summarize(results)};
	}

	return {
		begun,
		buildPlan: settings => ({
			settings: {...settings, features},
			catalogVersion: '2026-01-01',
			targets: run.results.map(({planned}) => planned),
		}),
		runPlan(_plan, {onEvent, signal}) {
			tell = onEvent;
			signal.addEventListener('abort', () => {
				isAborted = true;
				if (!isHeld) resolve(partialRun());
			});
			onEvent({type: 'run-started', at, id: run.id, targets: count, endpoints: count});
			begin();
			return promise;
		},
		start(...indexes) {
			for (const index of indexes) {
				const target = rowOf(index).planned.id;
				tell({type: 'target-started', at, target, attempt: 1});
				tell({type: 'stage-started', at, target, stage: 'proxy'});
			}
		},
		finish(...indexes) {
			for (const index of indexes) {
				const result = rowOf(index);
				finished.add(result);
				tell({type: 'target-finished', at, target: result.planned.id, result});
			}
		},
		complete: () => resolve(run),
		fail: reject,
		get isAborted() {
			return isAborted;
		},
		hold() {
			isHeld = true;
		},
	};
}
