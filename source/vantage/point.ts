import {UsageError} from '../errors.ts';
import type {SeenElsewhere, Vantage} from '../evidence/types.ts';
import {safeText} from '../safe-text.ts';

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

/** A machine that ssh reaches, by the name that ssh takes, and what is known of it. */
export type SshTarget = {readonly host: string; readonly seen: SeenElsewhere};

/** Where the probes are to be made. */
export type From =
	| {readonly kind: 'here'}
	| {readonly kind: 'ssh'; readonly targets: readonly SshTarget[]}
	| {readonly kind: 'ssh-file'; readonly file: string}
	| {readonly kind: 'file'; readonly file: string}
	| {readonly kind: 'nodes'; readonly selector: string | null}
	| {readonly kind: 'pods'; readonly namespace: string | null}
	| {readonly kind: 'pod'; readonly namespace: string; readonly pod: string; readonly container: string | null};

const forms = 'here, ssh:HOST[,HOST…], ssh:@FILE, nodes[:SELECTOR], pods[:NAMESPACE], pod:NAMESPACE/NAME or file:LOG';

/** What ssh takes for a destination, and no option of it. */
const host = /^[a-z0-9_][\w.@%+-]*(?::\d{1,5})?$|^(?:[a-z0-9_][\w.%+-]*@)?\[[0-9a-f:]+\](?::\d{1,5})?$/i;

/** Names of Kubernetes (RFC 1123), and label selectors. */
const label = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
const selector = /^[A-Za-z0-9_./!=,() -]{1,500}$/;

/** Reads one value of `--from`. Throws a UsageError that says what there is. */
export function parseFrom(text: string, field: string): From {
	const refuse = (problem: string) => new UsageError(`${field} ${safeText(text, 80)} ${problem}: write ${forms}.`);
	const [, kind = '', rest] = /^([a-z]+)(?::(.*))?$/s.exec(text) ?? [];
	switch (kind) {
		case 'here':
			if (rest === undefined) return {kind};
			break;
		case 'ssh':
			if (rest === undefined || rest === '') throw refuse('names no host');
			if (rest.startsWith('@')) return {kind: 'ssh-file', file: rest.slice(1)};
			return {kind, targets: rest.split(',').map(each => ({host: parseHost(each, refuse), seen: {}}))};
		case 'file':
			if (rest) return {kind, file: rest};
			break;
		case 'nodes':
			if (rest === undefined || selector.test(rest)) return {kind, selector: rest ?? null};
			break;
		case 'pods':
			if (rest === undefined || label.test(rest)) return {kind, namespace: rest ?? null};
			break;
		case 'pod': {
			const [namespace = '', pod = '', container, ...more] = (rest ?? '').split('/');
			const names = [namespace, pod, ...(container === undefined ? [] : [container])];
			if (more.length === 0 && names.every(name => label.test(name)))
				return {kind, namespace, pod, container: container ?? null};
			break;
		}
	}
	throw refuse('is no place to look from');
}

function parseHost(text: string, refuse: (problem: string) => UsageError): string {
	if (!host.test(text)) throw refuse(`has the host "${safeText(text, 60)}", which is none for ssh`);
	return text;
}

/** Reads a list of hosts: one a line, `host pool=b site=plant1`; what follows a # is a remark. */
export function parseHostList(text: string, file: string): readonly SshTarget[] {
	const targets = text.split(/\r?\n/).flatMap((line, index): SshTarget[] => {
		const [name, ...words] = line.replace(/#.*$/, '').trim().split(/\s+/);
		if (!name) return [];
		const refuse = (problem: string) =>
			new UsageError(`${file} ${problem} in line ${index + 1}: write HOST pool=NAME site=NAME.`);
		if (!host.test(name)) throw refuse(`has "${safeText(name, 60)}", which is no host for ssh,`);
		const pairs = words.map(word => /^(pool|site)=([\w.-]{1,60})$/.exec(word) ?? null);
		if (pairs.includes(null)) throw refuse('has a word that is neither pool=NAME nor site=NAME');
		const seen = Object.fromEntries(pairs.map(pair => [pair?.[1] ?? '', pair?.[2] ?? '']));
		return [{host: name, seen}];
	});
	if (targets.length === 0) throw new UsageError(`${file} names no host: write one a line.`);
	return targets;
}
