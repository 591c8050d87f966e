import type {Feature} from '../../../catalog/types.ts';
import type {Plan} from '../../../plan/types.ts';
import type {RunEvent} from '../../../record/run-event.ts';
import {createProbeBoard, type ProbeSnapshot} from './probe-board.ts';

/** How often a change is told, in milliseconds. More often would only cost bytes on a slow line. */
const notifyEvery = 200;

/** Collects the events of a run for `useSyncExternalStore`. */
export type ProbeStore = {
	/** Begins anew with what is really probed: services that were asked may have named other hosts than were reviewed. */
	open(plan: Plan): void;
	push(event: RunEvent): void;
	subscribe(listener: () => void): () => void;
	getSnapshot(): ProbeSnapshot;
	/** Stops telling; the timer is gone afterwards. */
	dispose(): void;
};

export function createProbeStore(plan: Plan, features: readonly Feature[]): ProbeStore {
	let board = createProbeBoard(plan, features);
	const listeners = new Set<() => void>();
	let shown = board.snapshot();
	let timer: NodeJS.Timeout | null = null;

	function show(): void {
		timer = null;
		shown = board.snapshot();
		for (const listener of listeners) listener();
	}
	function changed(): void {
		timer ??= setTimeout(show, notifyEvery);
	}

	return {
		open(actual) {
			board = createProbeBoard(actual, features);
			changed();
		},
		push(event) {
			board.push(event);
			changed();
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		getSnapshot: () => shown,
		dispose() {
			if (timer) clearTimeout(timer);
			timer = null;
			listeners.clear();
		},
	};
}
