import type {Observation} from '../evidence/types.ts';
import type {Plan} from '../plan/types.ts';
import type {Roots} from '../probe/network.ts';
import type {Run} from '../record/run.ts';
import {makeEngine, type ProgramFile, readObservations} from './engine.ts';
import type {Place, PlaceOptions, Point, PointState, Printed} from './point.ts';
import {importRun} from './portable/import-run.ts';
import {nextRound, observeLogs} from './portable/observe-logs.ts';
import {type EvidenceLog, factOf, readLogs} from './portable/read-log.ts';
import {createChainReader} from './portable/read-target.ts';
import {
	firstRound,
	makeScript,
	newNonce,
	type Round,
	type ScriptOptions,
	type Wanted,
	writePlanText,
} from './portable/script.ts';

export type LookOptions = Pick<ScriptOptions, 'caPem' | 'publicRootsPem'> & {
	readonly roots: Roots;
	readonly password: string | null;
	readonly signal: AbortSignal;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	/** New connections a second, from all places together; unless given, as they come. */
	readonly rate?: number | null;
	/** How long the removal of what was created is waited for once the signal is aborted, in milliseconds; unless given, hardly. */
	readonly removalMs?: number | undefined;
	/** The program itself, for machines that can run it; unless given, the script looks from everywhere. */
	readonly program?: ProgramFile | null;
	/** How many of these places are looked from side by side. */
	readonly sideBySide?: (places: readonly Place[]) => number;
	/** Told before each round. */
	readonly onRound?: (places: readonly Place[], round: number, targets: number) => void;
	/** Told of each place whose log of a round has come, where several are looked from at once. */
	readonly onPrinted?: (place: Place) => void;
	/** Told once a place has been looked from. */
	readonly onLooked?: (looked: Looked) => void;
};

/** What was seen from a place, and why it is not all: either may be missing, not both. */
export type Looked = {readonly place: Place; readonly run: Run | null; readonly state: PointState | null};

/** Runs one script at several places, and says what each of them printed. Never rejects. */
export type RunTogether = (
	script: string,
	places: readonly Place[],
	options: PlaceOptions,
) => Promise<ReadonlyMap<Place, Printed>>;

/** Rounds that are made at most: the tries, one more of them, and two of controls. */
export const roundLimit = 4;

/** Connections that one try of a target makes as a rule: one that asks, and one that is shown the certificates. */
const connectionsPerTarget = 2;

/** How long each place waits from one target to the next, in seconds, so that all together keep to the rate. */
export function stepFor(rate: number | null, sideBySide: number): number {
	return rate === null ? 0 : (sideBySide * connectionsPerTarget) / rate;
}

/** Looks at a plan from another place: the tries first, then what the judge asks for to tell explanations apart. Never rejects. */
export async function lookFrom(point: Point, plan: Plan, options: LookOptions): Promise<Looked> {
	const run: RunTogether = async (script, _, given) => new Map([[point, await point.run(script, given)]]);
	const [looked] = await lookTogether([point], run, plan, options);
	return looked ?? {place: point, run: null, state: noLog(point)};
}

const unknown = {observations: new Map(), state: null, clockSkewMs: undefined, byProgram: null};

/** What is known so far from one place. */
type View = {
	readonly place: Place;
	readonly logs: EvidenceLog[];
	readonly rounds: Round[];
	/** What is still wanted. */
	open: Round;
	/** What is known so far, by the id of the row. */
	observations: ReadonlyMap<string, Observation>;
	state: PointState | null;
	clockSkewMs: number | undefined;
	/** Null: the script looked. */
	byProgram: ReturnType<typeof readObservations>;
};

/** Looks from several places of one kind at once; in each round all of them are asked for what is open at any. Never rejects. */
export async function lookTogether(
	places: readonly Place[],
	run: RunTogether,
	plan: Plan,
	options: LookOptions,
): Promise<readonly Looked[]> {
	const {roots, password, signal, now, rate = null, caPem = null, publicRootsPem = null, program = null} = options;
	const nonce = newNonce();
	const reader = createChainReader(roots);
	let isCarried = program !== null;
	const views = places.map((place): View => ({place, logs: [], rounds: [], open: firstRound(plan), ...unknown}));
	const looked = new Map<View, Looked>();
	const end = (view: View): Looked => {
		const ended = looked.get(view) ?? finish(view, plan);
		if (!looked.has(view)) options.onLooked?.(ended);
		looked.set(view, ended);
		return ended;
	};
	for (let count = 1; count <= roundLimit; ) {
		const among = views.filter(({open, state}) => open.size > 0 && state === null);
		const [one] = among;
		if (one === undefined) break;
		const round = joinRounds(among.map(({open}) => open));
		const asked = among.map(({place}) => place);
		options.onRound?.(asked, count, round.size);
		const kind = one.place.kind ?? undefined;
		const stepSeconds = stepFor(rate, options.sideBySide?.(asked) ?? asked.length);
		const script = makeScript(plan, round, {nonce, round: count, kind, caPem, publicRootsPem, stepSeconds});
		const began = now();
		const moreSeconds = Math.ceil(1.5 * stepSeconds * round.size);
		const engine =
			isCarried && program
				? makeEngine(program, {
						factsScript: makeScript(plan, new Map(), {nonce, kind}),
						planText: writePlanText({plan, caPem, publicRootsPem}, nonce),
						stepSeconds,
					})
				: null;
		isCarried = false;
		const printed = await run(script, asked, {password, signal, moreSeconds, engine, onPrinted: options.onPrinted});
		let isLookedFrom = false;
		for (const view of among) {
			const {byProgram, text = ''} = printed.get(view.place) ?? {};
			// Then the script looks, as from any other machine.
			if (byProgram === 'failed' && !signal.aborted) continue;
			isLookedFrom = true;
			view.rounds.push(round);
			takeIn(view, printed.get(view.place), nonce, [began, now()]);
			if (byProgram === 'looked') {
				view.byProgram = readObservations(text, plan);
				view.observations = view.byProgram?.observations ?? view.observations;
				view.open = new Map();
				continue;
			}
			const isGoingOn = view.state === null && view.logs.length === view.rounds.length && !signal.aborted;
			view.observations = observeLogs(plan, view.logs, reader);
			view.open = isGoingOn ? nextRound(plan, view.observations, view.rounds) : new Map();
			if (view.open.size === 0) end(view);
		}
		// A turn in which the program could be started nowhere was none of the rounds.
		if (isLookedFrom || engine === null) count += 1;
	}
	return views.map(end);
}

function joinRounds(rounds: readonly Round[]): Round {
	const joined = new Map<number, readonly Wanted[]>();
	for (const round of rounds) {
		for (const [index, wanted] of round) joined.set(index, [...new Set([...(joined.get(index) ?? []), ...wanted])]);
	}
	return joined;
}

function takeIn(view: View, printed: Printed | undefined, nonce: string, waited: readonly [number, number]): void {
	view.state = printed?.state ?? null;
	// A log of another plan is none of ours, whoever wrote it.
	const log = readLogs(printed?.text ?? '').find(each => each.nonce === nonce);
	if (log === undefined) return;
	const told = Date.parse(factOf(log, 'time') ?? '');
	// It was written after it was asked for, and before it came: what is within that is no difference.
	if (view.clockSkewMs === undefined && !Number.isNaN(told)) {
		view.clockSkewMs = skewOf(told, ...(printed?.began ?? waited));
	}
	view.logs.push(log);
	if (printed?.byProgram === undefined) view.state ??= stateOf(log, view.place);
}

function finish({place, logs, observations, state, clockSkewMs, byProgram}: View, plan: Plan): Looked {
	const [first, ...rest] = logs;
	if (!first || (first.targets.size === 0 && (byProgram === null || observations.size === 0)))
		return {place, run: null, state: state ?? noLog(place)};
	const seen = {...place.seen, ...(clockSkewMs !== undefined && {clockSkewMs})};
	const run = importRun(plan, [first, ...rest], observations, seen, byProgram);
	return {place, run: state === null ? run : {...run, complete: false}, state};
}

function skewOf(told: number, asked: number, came: number): number {
	// It is told in whole seconds.
	if (told + 1000 < asked) return told - asked;
	return told > came ? told - came : 0;
}

function noLog({name}: Place): PointState {
	return {id: 'no-log', reason: `${name} gave no log.`, fix: 'Check again.'};
}

function stateOf(log: EvidenceLog, {name}: Place): PointState | null {
	if (factOf(log, 'state') !== 'no-curl') return null;
	return {
		id: 'no-curl',
		reason: `${name} has no curl.`,
		fix: 'Install curl there, or look from a pod with an image that has it (--image).',
	};
}
