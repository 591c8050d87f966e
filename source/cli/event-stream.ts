import type {RunEvent} from '../record/run-event.ts';
import {renderEvent} from '../report/ndjson.ts';
import type {JudgedRun, Result} from '../verdict/types.ts';

export type EventStream = {
	onEvent(event: RunEvent): void;
	/** Ends the stream once the run is settled. */
	finish(run: JudgedRun): void;
};

/**
 * Writes the events of a run as NDJSON while it goes on. Siblings may change a verdict after its target was told: such
 * a target is told again before the end, so that the last line of each target is the one of the report.
 */
export function createEventStream(write: (line: string) => void): EventStream {
	const told = new Map<string, Result>();
	let end: Extract<RunEvent, {type: 'run-finished'}> | null = null;
	return {
		onEvent(event) {
			if (event.type === 'run-finished') {
				end = event;
				return;
			}
			if (event.type === 'target-finished') told.set(event.target, event.result);
			write(renderEvent(event));
		},
		finish({results}) {
			if (end === null) return;
			for (const result of results) {
				const target = result.planned.id;
				if (told.get(target) !== result) write(renderEvent({type: 'target-finished', at: end.at, target, result}));
			}
			write(renderEvent(end));
		},
	};
}
