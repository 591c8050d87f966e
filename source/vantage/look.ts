import type {Plan} from '../plan/types.ts';
import type {Roots} from '../probe/network.ts';
import type {Run} from '../record/run.ts';
import type {Point, PointState} from './point.ts';
import {importRun} from './portable/import-run.ts';
import {nextRound, observeLogs} from './portable/observe-logs.ts';
import {type EvidenceLog, factOf, readLogs} from './portable/read-log.ts';
import {firstRound, makeScript, newNonce, type Round, type ScriptOptions} from './portable/script.ts';

export type LookOptions = Pick<ScriptOptions, 'caPem' | 'publicRootsPem'> & {
	readonly roots: Roots;
	readonly password: string | null;
	readonly signal: AbortSignal;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	/** Told before each round. */
	readonly onRound?: (point: Point, round: number, targets: number) => void;
};

/** What was seen from a place, and why it is not all: either may be missing, not both. */
export type Looked = {readonly run: Run | null; readonly state: PointState | null};

/** Rounds that are made at most: the tries, one more of them, and two of controls. */
const roundLimit = 4;

/** Looks at a plan from another place: the tries first, then what the judge asks for to tell explanations apart. Never rejects. */
export async function lookFrom(point: Point, plan: Plan, options: LookOptions): Promise<Looked> {
	const {roots, password, signal, now, onRound, caPem = null, publicRootsPem = null} = options;
	const nonce = newNonce();
	const logs: EvidenceLog[] = [];
	const rounds: Round[] = [];
	let clockSkewMs: number | undefined;
	let state: PointState | null = null;
	for (let round = firstRound(plan); round.size > 0 && rounds.length < roundLimit && state === null; ) {
		rounds.push(round);
		onRound?.(point, rounds.length, round.size);
		const script = makeScript(plan, round, {
			nonce,
			round: rounds.length,
			kind: point.kind ?? undefined,
			caPem,
			publicRootsPem,
		});
		const asked = now();
		const printed = await point.run(script, {password, signal});
		state = printed.state;
		// A log of another plan is none of ours, whoever wrote it.
		const own = readLogs(printed.text)
			.filter(log => log.nonce === nonce)
			.slice(0, 1);
		const told = Date.parse(factOf(own[0] ?? {facts: new Map()}, 'time') ?? '');
		// It was written after it was asked for, and before it came: what is within that is no difference.
		if (clockSkewMs === undefined && !Number.isNaN(told)) clockSkewMs = skewOf(told, asked, now());
		logs.push(...own);
		if (own.length === 0) break;
		state ??= stateOf(own[0], point);
		round = signal.aborted ? new Map() : nextRound(plan, observeLogs(plan, logs, roots), rounds);
	}
	const [first, ...rest] = logs;
	if (!first || first.targets.size === 0) {
		return {run: null, state: state ?? {id: 'no-log', reason: `${point.name} gave no log.`, fix: 'Check again.'}};
	}
	const run = importRun(plan, [first, ...rest], roots, {
		...point.seen,
		...(clockSkewMs !== undefined && {clockSkewMs}),
	});
	return {run: state === null ? run : {...run, complete: false}, state};
}

function skewOf(told: number, asked: number, came: number): number {
	// It is told in whole seconds.
	if (told + 1000 < asked) return told - asked;
	return told > came ? told - came : 0;
}

function stateOf(log: EvidenceLog | undefined, point: Point): PointState | null {
	if (!log || factOf(log, 'state') !== 'no-curl') return null;
	return {
		id: 'no-curl',
		reason: `${point.name} has no curl.`,
		fix: 'Install curl there, or look from a pod with an image that has it.',
	};
}
