import type {SeenElsewhere, Vantage} from '../evidence/types.ts';

/** Why nothing was seen from a vantage point, and what to do about it: never a fault of a target. */
export type PointState = {
	readonly id: PointStateId;
	/** One sentence. */
	readonly reason: string;
	/** One sentence, with the command where there is one. */
	readonly fix: string;
};

const pointStateIds = [
	...[
		'no-client',
		'unknown-name',
		'unreachable',
		'silent',
		'refused',
		'closed',
		'unknown-host-key',
		'changed-host-key',
	],
	...['login-refused', 'client-configuration', 'no-shell', 'no-room', 'no-curl', 'dropped', 'no-log', 'stopped'],
] as const;
export type PointStateId = (typeof pointStateIds)[number];

/** What a run of the script at a vantage point came to: what it printed, as far as it came, and why it is not more. */
export type Printed = {readonly text: string; readonly state: PointState | null};

/** A place to look from: how it is called, and how a script is run there. */
export type Point = {
	/** `ssh:node-1`, `pod:arc/agent-0`. */
	readonly name: string;
	/** Null: the script finds out. */
	readonly kind: Vantage['kind'] | null;
	readonly seen: SeenElsewhere;
	/** Runs a script there. Never rejects; ends, and leaves nothing there, when the signal is aborted. */
	run(script: string, options: {readonly password: string | null; readonly signal: AbortSignal}): Promise<Printed>;
};
