import type {Plan} from '../../plan/types.ts';
import type {RunEvent} from '../../probe/types.ts';
import {emptySnapshot, endpointNames, foldEvent, type ProbeSnapshot} from './probe-snapshot.ts';

/** How often a change is told, in milliseconds. More often would only cost bytes on a slow line. */
const notifyEvery = 200;

/** Collects the events of a run for `useSyncExternalStore`. */
export type ProbeStore = {
	push(event: RunEvent): void;
	subscribe(listener: () => void): () => void;
	getSnapshot(): ProbeSnapshot;
	/** Stops telling; the timer is gone afterwards. */
	dispose(): void;
};

export function createProbeStore(plan: Plan): ProbeStore {
	const names = endpointNames(plan);
	const listeners = new Set<() => void>();
	let current = emptySnapshot(plan);
	let shown = current;
	let timer: NodeJS.Timeout | null = null;

	function show(): void {
		timer = null;
		if (shown === current) return;
		shown = current;
		for (const listener of listeners) listener();
	}

	return {
		push(event) {
			current = foldEvent(current, event, names);
			timer ??= setTimeout(show, notifyEvery);
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
