import type {Feature} from '../../../catalog/types.ts';
import type {Plan} from '../../../plan/types.ts';
import type {RunEvent} from '../../../record/run.ts';
import type {SurveyEvent} from '../../../session/vantage/survey.ts';
import {createPlaceBoard, type PlaceSnapshot} from '../places/place-board.ts';
import {createProbeBoard, type ProbeSnapshot} from './probe-board.ts';

/** How often a change is told, in milliseconds. More often would only cost bytes on a slow line. */
const notifyEvery = 200;

/** Collects the events of a check for `useSyncExternalStore`. */
type EventStore<Event, Snapshot> = {
	push(event: Event): void;
	subscribe(listener: () => void): () => void;
	getSnapshot(): Snapshot;
	/** Stops telling; the timer is gone afterwards. */
	dispose(): void;
};

/** What happens here, endpoint by endpoint. */
export type ProbeStore = EventStore<RunEvent, ProbeSnapshot> & {
	readonly kind: 'endpoints';
	/** Begins anew with what is really probed: services that were asked may have named other hosts than were reviewed. */
	open(plan: Plan): void;
};

/** What happens at several places. */
export type PlaceStore = EventStore<SurveyEvent, PlaceSnapshot> & {readonly kind: 'places'};

/** A store for the endpoints of a plan. */
export function createProbeStore(plan: Plan, features: readonly Feature[]): ProbeStore {
	const {open, ...store} = createStore(createProbeBoard(plan, features));
	return {
		...store,
		kind: 'endpoints',
		open(actual) {
			if (actual !== plan) open(createProbeBoard(actual, features));
		},
	};
}

/** A store for the places that a plan is sent to. */
export function createPlaceStore(plan: Plan): PlaceStore {
	const {open: _open, ...store} = createStore(createPlaceBoard(plan));
	return {...store, kind: 'places'};
}

/** Where events are tallied. */
type Board<Event, Snapshot> = {push(event: Event): void; snapshot(): Snapshot};

function createStore<Event, Snapshot>(
	first: Board<Event, Snapshot>,
): EventStore<Event, Snapshot> & {open(board: Board<Event, Snapshot>): void} {
	let board = first;
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
			board = actual;
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
