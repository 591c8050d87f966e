import os from 'node:os';
import process from 'node:process';
import {atOnce, type Steps, type Text} from '../../chunks.ts';
import {errorName} from '../../errors.ts';
import {endpointOf} from '../../plan/endpoints.ts';
import type {Plan} from '../../plan/types.ts';
import {journalHead, unseenRows} from '../../record/journal.ts';
import {toRunRow} from '../../record/judged-run.ts';
import type {Run, RunEvent, RunRow} from '../../record/run.ts';
import {jsonPieces} from '../../report/json.ts';
import {defaultRunsKept} from '../../store/profile.ts';
import {journalLinesInSteps, openRunJournal, placeRunInSteps, type RunJournal} from '../../store/runs-folder.ts';

export type RunKeeper = {
	onEvent(event: RunEvent): void;
	/** In steps. */
	finish(report: Run): Steps;
	/** Why the run could not be kept, or null. A full or read-only disk is no reason not to probe. */
	readonly problem: string | null;
	/** The finished run's file, once there is one. */
	readonly file: string | null;
};

/**
 * Keeps a run on disk while it goes on: what was found survives a line that drops. The journal begins with every row, that
 * of a part of a run with the whole as it was, so that it holds the whole whenever it is cut off.
 */
export function* keepRun(
	plan: Plan,
	folder: string,
	{
		runsKept = defaultRunsKept,
		vantage,
		previous,
	}: {
		readonly runsKept: number | undefined;
		readonly vantage: Run['vantage'];
		/** The run of which the plan is a part, or null. */
		readonly previous: Run | null;
	},
): Steps<RunKeeper> {
	let journal: RunJournal | null = null;
	let problem: string | null = null;
	let file: string | null = null;
	const {targets, endpoints, lines} = yield* linesAtFirst(plan, previous);
	// Written in one piece once the run has its name: nothing that is found must come before.
	let begun = lines;
	const attempt = (work: () => void) => {
		if (problem !== null) return;
		try {
			work();
		} catch (error) {
			problem = cannotKeep(folder, error);
			journal = null;
		}
	};
	return {
		onEvent(event) {
			attempt(() => {
				if (event.type === 'run-started') {
					const {at, id} = event;
					const head = journalHead(plan, {
						id,
						startedAt: at,
						vantage,
						process: {hostname: os.hostname(), pid: process.pid},
						targets,
						endpoints,
					});
					journal = openRunJournal(folder, id, head, runsKept);
					journal.write(begun);
					begun = [];
				}
				if (event.type !== 'target-finished') return;
				// A row whose turn never came is in there as such, or as it was seen before.
				if (event.result.verdict.status !== 'skipped') journal?.append([toRunRow(event.result)]);
			});
		},
		*finish(report) {
			if (problem !== null || journal === null) return;
			try {
				yield* journal.finish(jsonPieces(report));
				file = journal.file;
			} catch (error) {
				problem = cannotKeep(folder, error);
			}
		},
		get problem() {
			return problem;
		},
		get file() {
			return file;
		},
	};
}

/** Keeps what was made as a whole, under its id. @returns why it can't be kept, in one sentence; null: it is */
export function keepWhole(text: Text, id: string, folder: string, runsKept = defaultRunsKept): string | null {
	try {
		atOnce(placeRunInSteps(folder, id, text, runsKept));
		return null;
	} catch (error) {
		return cannotKeep(folder, error);
	}
}

function cannotKeep(folder: string, error: unknown): string {
	return `This run can't be kept in ${folder} (${errorName(error)}); name another folder with ARC_NETCHECK_HOME.`;
}

/** What a journal begins with, and how many rows and endpoints that are. The rows are never there at once: ten thousand take long to be collected. */
function* linesAtFirst(
	plan: Plan,
	previous: Run | null,
): Steps<{readonly lines: readonly Buffer[]; readonly targets: number; readonly endpoints: number}> {
	let targets = 0;
	const endpoints = new Set<string>();
	function* counted() {
		for (const row of rowsAtFirst(plan, previous)) {
			targets++;
			endpoints.add(endpointOf(row));
			yield row;
		}
	}
	const lines = yield* journalLinesInSteps(counted());
	return {lines, targets, endpoints: endpoints.size};
}

/** All rows as they are before the first of them is probed. */
function* rowsAtFirst(plan: Plan, previous: Run | null): Generator<RunRow> {
	const before = previous?.results ?? [];
	const known = new Set(before.map(({id}) => id));
	yield* before;
	for (const row of unseenRows(plan)) if (!known.has(row.id)) yield row;
}
