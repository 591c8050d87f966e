import {endpointOf} from '../../plan/endpoints.ts';
import type {RunEvent} from '../../record/run-event.ts';
import {statusMarks} from '../../report/view/status-marks.ts';
import type {Result} from '../../verdict/types.ts';
import {expansionText} from '../components/text/expansion.ts';

/** What is said while a run goes on. */
export type FinishedLines = {
	/** The line for an event, or null where it deserves none. */
	lineFor(event: RunEvent): string | null;
};

/** One line for each finished endpoint. Rows of a plan that share an endpoint and its verdict are told once. */
export function createFinishedLines(planned: number): FinishedLines {
	const told = new Set<string>();
	let total = planned;
	const finished = new Set<string>();
	return {
		lineFor(event) {
			// The services themselves may have named other hosts than the plan that was reviewed.
			if (event.type === 'run-started') total = event.endpoints;
			if (event.type === 'expansion-started') return `${expansionText(event.hosts)}.`;
			if (event.type !== 'target-finished') return null;
			finished.add(endpointOf(event.result.planned));
			const text = finishedText(event.result);
			if (told.has(text)) return null;
			told.add(text);
			return `${text} (${finished.size} of ${total})`;
		},
	};
}

/** `blocked: host:443, proxy.host-denied`: how an endpoint went, the status first. */
function finishedText(result: Result): string {
	const {status, cause} = result.verdict;
	const said = `${statusMarks[status].word}: ${endpointOf(result.planned)}`;
	return cause === null ? said : `${said}, ${cause}`;
}
