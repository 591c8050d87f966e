import type {SeenElsewhere, Vantage} from '../evidence/types.ts';

/** Why nothing was seen from a vantage point, and what to do about it: never a fault of a target. */
export type PointState = {
	readonly id: PointStateId;
	/** One sentence. */
	readonly reason: string;
	/** One sentence, with the command where there is one. */
	readonly fix: string;
};

/** Scripts read them, so none is renamed. The first lines are of SSH, the others of clusters. */
const pointStateIds = [
	...['no-client', 'unknown-name', 'unreachable', 'silent', 'refused', 'closed', 'unknown-host-key'],
	...['changed-host-key', 'login-refused', 'client-configuration', 'no-shell', 'no-room', 'no-curl', 'dropped'],
	...['no-log', 'stopped'],
	// What the API server, or the way to it, answered.
	...['untrusted', 'not-allowed', 'no-namespace', 'no-pod', 'name-taken', 'busy', 'invalid', 'api-failure'],
	...['pod-security', 'quota', 'admission'],
	// What became of a node or of a pod on it.
	...[
		'no-nodes',
		'windows-node',
		'node-not-ready',
		'no-tools',
		'unschedulable',
		'no-image',
		'image-pull',
		'image-name',
	],
	...['mount', 'no-sandbox', 'container-configuration', 'not-started', 'out-of-memory', 'evicted', 'deadline'],
	...['node-lost', 'not-created', 'removed'],
] as const;
export type PointStateId = (typeof pointStateIds)[number];

/** The state of whatever was still to be seen when the check was stopped. */
export const stopped: PointState = {id: 'stopped', reason: 'The check was stopped.', fix: 'Check again.'};

/** A PointState on its way up. */
export class PointFailure extends Error {
	override name = 'PointFailure' as const;
	readonly state: PointState;

	constructor(state: PointState) {
		super(state.reason);
		this.state = state;
	}
}

/** The state that an error carries. Throws what carries none. */
export function stateOfError(error: unknown): PointState {
	if (error instanceof PointFailure) return error.state;
	throw error;
}

/** What a run of the script at a vantage point came to: what it printed, as far as it came, and why it is not more. */
export type Printed = {
	readonly text: string;
	readonly state: PointState | null;
	/** Whether the program itself looked, or was to and could not be started; unless given, the script did. */
	readonly byProgram?: 'looked' | 'failed';
	/** When it began, at the earliest and at the latest, in milliseconds since 1970; unless given, while it was waited for. */
	readonly began?: readonly [earliest: number, latest: number];
};

/** A place to look from, and how it is called. */
export type Place = {
	/** `ssh:node-1`, `pod:arc/agent-0`. */
	readonly name: string;
	/** Null: the script finds out. */
	readonly kind: Vantage['kind'] | null;
	readonly seen: SeenElsewhere;
};

export type PlaceOptions = {
	readonly password: string | null;
	readonly signal: AbortSignal;
	/** How much longer than usual it may take, because it is held to a rate. */
	readonly moreSeconds?: number;
	/** The program itself, for a place that can run it; in the log its words stand behind the facts of the script. */
	readonly engine?: Engine | null;
	/** Told of each place whose log has come, where several are looked from at once. */
	readonly onPrinted?: ((place: Place) => void) | undefined;
};

/** The program, as it looks from another machine. */
export type Engine = {
	/** Whether a machine of this system, with this Node, can run it. */
	runsOn(machine: {readonly system: string; readonly node: string | null}): boolean;
	/** All that is sent: a shell script, and what it carries. */
	readonly bytes: () => Buffer;
	/** How its log ends if all of it came. */
	readonly isWhole: RegExp;
};

/** A place that a script is run at by itself. */
export type Point = Place & {
	/** Runs a script there. Never rejects; ends, and leaves nothing there, when the signal is aborted. */
	run(script: string, options: PlaceOptions): Promise<Printed>;
};
