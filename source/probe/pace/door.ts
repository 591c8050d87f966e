import type {Company} from '../../evidence/types.ts';

/** One visit to a peer, from before its connection is opened until all of it is closed. */
export type Stay = {
	readonly door: Door;
	readonly company: () => Company;
	/** When it began, by the clock of `performance`, in milliseconds. */
	readonly beganAt: () => number;
	/** Now it begins: until then it only keeps its place. */
	begin(): void;
	/** The peer answered, so that more may come. `isSilence`: its silence was found to be a refusal, and took no time of its own. */
	answered(how?: {readonly isSilence: boolean}): void;
	/** It got what it wanted of the peer. */
	passed(): void;
	/** It failed in a way in which a peer turns away those who are too many. */
	turnedAway(): void;
	leave(): void;
};

/**
 * The door of one peer on the way: a proxy, an address, a name server, or the direct way as a whole. Few go in at first,
 * and with each answer more, so that within two answers a hundred are inside. What is silent for long gives up its place,
 * or a dead peer would be waited for in turns.
 */
export type Door = {
	/** Waits for a place, as one that comes for the first time unless told. Who is exempt gets one at once. */
	enter(as?: 'first' | 'again' | 'exempt'): Promise<Stay>;
	/** Lets nobody in until it is opened again, and resolves once all inside have left and it was quiet for so long. */
	clear(options: {readonly quietMs: number; readonly isSilenceInside: boolean}): Promise<void>;
	open(): void;
	/** Resolves once nobody waits, and none but those that fell silent are inside. */
	idle(): Promise<void>;
	/** It limits those who come: from now on their number is felt for from below, and so is their rate. */
	limit(options: {readonly isSilent: boolean}): void;
	isLimited(): boolean;
	/** From now on they come one by one, with such a pause between two at least, in milliseconds. */
	slowDown(gapMs: number): void;
	/** How many passed. */
	passed(): number;
	/** Nobody goes in while those are examined who were turned away in so large a company as no other passed in. */
	suspect(company: Company): void;
	clearSuspicion(): void;
	/**
	 * Whether others passed in a much larger company, so that it was not too large for this one. Connections are counted
	 * until they are known to be closed, which the peer knows earlier.
	 */
	isSafe(company: Company, isSilent: boolean): boolean;
	/**
	 * Whether those who have had no answer came among those who passed, and not behind them, as where there is a limit. So it
	 * is where nobody passed: a limit grants the first ones.
	 */
	isSilentForSome(): boolean;
	/** How long each of those took who waited in a queue of the peer, in milliseconds; null: it has none, or nobody waited. */
	queuedMs(): number | null;
	/** The longest that an answer took, in milliseconds. */
	slowestMs(): number;
	/** Lets in whoever waits: the run is stopped. */
	giveUp(): void;
};

export type DoorOptions = {
	/** How many may be inside at first. */
	readonly first: number;
	/** How many more may be inside for each answer. */
	readonly more: number;
	/** After so long without an answer a place is given up, in milliseconds: at least, where others are answered late. */
	readonly silentMs: number;
	/** The longest that a place is kept, in milliseconds. */
	readonly timeoutMs: number;
};

/** What counts as recent, in milliseconds. */
const recentMs = 1000;

/** A peer may notice only so much later that somebody left, in milliseconds. */
const lingerMs = 30;

/** At least and at most so long nobody is inside before one is let in that has to be alone, in milliseconds. */
const longLingerMs = {least: 250, most: 2000};

/** The shortest and the longest pause between two who come to a peer that limits their rate, in milliseconds. */
const shortestGapMs = 40;
const longestGapMs = 1000;

/** One that passed: when it began, and when it got what it wanted, in milliseconds. */
type Pass = {readonly since: number; readonly at: number};

/** So many that passed late show a queue, if they are so large a part of all. */
const queuedWanted = 5;
const queuedShare = 0.2;

/** Who had to wait that much longer than the fastest, stood in a queue: so many times, and in milliseconds. */
const queueing = {times: 5, atLeastMs: 500};

/** Of all pairs of one without an answer and one that passed, hardly any have the former first at a limit; by chance half of them. */
const mixedShare = 0.25;

type Beginning = {readonly since: number};

/** Whether those without an answer began among those who passed, and not behind them. */
function areMixed(unanswered: readonly Beginning[], passed: readonly Beginning[]): boolean {
	const silences = unanswered.map(({since}) => since).toSorted((one, other) => one - other);
	let before = 0;
	let notAfter = 0;
	let pairs = 0;
	for (const {since} of passed.toSorted((one, other) => one.since - other.since)) {
		while ((silences[before] ?? since) < since) before++;
		while ((silences[notAfter] ?? Number.POSITIVE_INFINITY) <= since) notAfter++;
		// Who began at the same moment came neither before nor behind.
		pairs += (before + notAfter) / 2;
	}
	return pairs >= mixedShare * unanswered.length * passed.length;
}

/** Where answers come one after the other, ever later, the peer lets them wait instead of turning them away. */
function queuedMs(passes: readonly Pass[]): number | null {
	const waits = passes.map(({since, at}) => at - since);
	const fastest = Math.min(...waits);
	const late = passes.filter(
		(_, index) => (waits[index] ?? 0) > Math.max(queueing.atLeastMs, queueing.times * fastest),
	);
	if (late.length < Math.max(queuedWanted, queuedShare * passes.length)) return null;
	const times = late.map(({at}) => at).toSorted((one, other) => one - other);
	return ((times.at(-1) ?? 0) - (times[0] ?? 0)) / (late.length - 1);
}

/** A door that lets `first` in at once, and learns from what happens to them how many it may let in. */
export function createDoor({first, more, silentMs, timeoutMs}: DoorOptions): Door {
	let window = first;
	let inside = 0;
	let open = 0;
	let gapMs = 0;
	let leastGapMs = 0;
	let isHeld = false;
	let isLimited = false;
	let isGivenUp = false;
	let limitedAt = Number.NEGATIVE_INFINITY;
	let silent = 0;
	let suspected = 0;
	let ceiling = Number.POSITIVE_INFINITY;
	let most: Company = {open: 0, recent: 0};
	let fastestMs = Number.POSITIVE_INFINITY;
	let slowestMs = 0;
	let lastBegun = Number.NEGATIVE_INFINITY;
	let lastLeft = Number.NEGATIVE_INFINITY;
	let lastNarrowed = Number.NEGATIVE_INFINITY;
	let begun: number[] = [];
	const passes: Pass[] = [];
	const unanswered = new Set<Beginning>();
	let mixed: {readonly counted: number; readonly isSo: boolean} | undefined;
	let isTimed = false;
	const waiting: (() => void)[] = [];
	const again: (() => void)[] = [];
	const watching = new Set<() => void>();

	// A little more than what passed may be chance.
	const isSuspicious = () => suspected > 1.25 * most.open + 1;
	const later = (ms: number) => {
		if (isTimed) return;
		isTimed = true;
		setTimeout(() => {
			isTimed = false;
			update();
		}, ms);
	};
	/** A peer that answers late, or a machine that is busy, is late to notice who left as well. */
	const longLinger = () => Math.min(longLingerMs.most, Math.max(longLingerMs.least, slowestMs));
	const hasRoom = () => !isHeld && inside < Math.max(1, Math.floor(window));
	/** The next one to go in: those that are asked again do not wait for what is suspected of the others. */
	function next(): (() => void) | undefined {
		if (isGivenUp) return again.shift() ?? waiting.shift();
		if (!hasRoom()) return undefined;
		if (again.length === 0 && (waiting.length === 0 || isSuspicious())) return undefined;
		const dueMs = lastBegun + gapMs - performance.now();
		if (gapMs > 0 && dueMs > 0) {
			later(dueMs);
			return undefined;
		}
		return again.shift() ?? waiting.shift();
	}
	function update(): void {
		for (let go = next(); go; go = next()) {
			lastBegun = Math.max(lastBegun, gapMs > 0 ? performance.now() : lastBegun);
			go();
		}
		for (const look of watching) look();
	}
	function until(isSo: () => boolean): Promise<void> {
		return new Promise(resolve => {
			const look = () => {
				if (!isGivenUp && !isSo()) return;
				watching.delete(look);
				resolve();
			};
			watching.add(look);
			look();
		});
	}

	function admit(isFirst: boolean): Stay {
		inside++;
		let beginning: Beginning | undefined;
		let company: Company = {open: 1, recent: 1};
		let state: 'placed' | 'begun' | 'left' = 'placed';
		let isInside = true;
		let isAnswered = false;
		let hasPassed = false;
		let isSilent = false;
		let since = performance.now();
		const breakSilence = () => {
			clearTimeout(silence);
			if (isSilent) silent--;
			isSilent = false;
		};
		const giveUpPlace = () => {
			if (!isInside) return;
			isInside = false;
			inside--;
			update();
		};
		let silence: NodeJS.Timeout | undefined;
		const watchSilence = () => {
			if (!isSilent) silent++;
			isSilent = true;
			// At a peer that limits, and where answers come late, the silent may well be in its queue.
			const waitMs = Math.min(Math.max(silentMs, 4 * slowestMs), timeoutMs);
			const leftMs = since + waitMs - performance.now();
			if (isLimited || leftMs > 1) silence = setTimeout(watchSilence, isLimited ? timeoutMs : leftMs);
			else giveUpPlace();
		};
		return {
			door,
			company: () => company,
			beganAt: () => since,
			begin() {
				if (state !== 'placed') return;
				state = 'begun';
				since = performance.now();
				lastBegun = since;
				const oldest = begun.findIndex(time => time > since - recentMs);
				begun = oldest === -1 ? [] : oldest > 0 ? begun.slice(oldest) : begun;
				begun.push(since);
				open++;
				beginning = {since};
				if (isFirst) unanswered.add(beginning);
				company = {open, recent: begun.length, ...(silent > 0 && {silent})};
				silence = setTimeout(watchSilence, silentMs);
			},
			answered({isSilence} = {isSilence: false}) {
				breakSilence();
				if (isAnswered || state !== 'begun') return;
				isAnswered = true;
				if (beginning && !isSilence) unanswered.delete(beginning);
				const ms = isSilence ? 0 : performance.now() - since;
				if (!isSilence) fastestMs = Math.min(fastestMs, ms);
				slowestMs = Math.max(slowestMs, ms);
				// Where answers come ever later, they queue: more would only wait for each other.
				if (!isLimited && isInside && ms <= 2.5 * fastestMs + 100) window += more;
				update();
			},
			passed() {
				if (hasPassed || state !== 'begun') return;
				hasPassed = true;
				passes.push({since, at: performance.now()});
				// What came before the limit was met may have been the last that was granted for a while.
				if (since < limitedAt) return;
				most = {open: Math.max(most.open, company.open), recent: Math.max(most.recent, company.recent)};
				if (isLimited) {
					if (gapMs > 0) gapMs = Math.max(leastGapMs, gapMs > shortestGapMs ? gapMs * 0.7 : 0);
					else window += (window < ceiling ? 0.5 : 0.1) / window;
				}
				update();
			},
			turnedAway() {
				// Those that came before it became narrower say nothing about how narrow it is now.
				if (!isLimited || since < lastNarrowed) return;
				lastNarrowed = performance.now();
				ceiling = Math.max(1, Math.min(ceiling, company.open - 1));
				if (window >= 2) window = Math.floor(window / 2);
				else gapMs = Math.max(leastGapMs, Math.min(longestGapMs, Math.max(shortestGapMs, gapMs * 2)));
				window = Math.max(1, window);
			},
			leave() {
				breakSilence();
				if (state === 'left') return;
				if (state === 'begun') open--;
				state = 'left';
				const done = () => {
					lastLeft = performance.now();
					giveUpPlace();
					update();
				};
				if (isLimited && !isGivenUp) setTimeout(done, lingerMs);
				else done();
			},
		};
	}

	const door: Door = {
		async enter(as = 'first') {
			const isFirst = as === 'first';
			if (as === 'exempt' || isGivenUp) return admit(isFirst);
			return new Promise(resolve => {
				(as === 'again' ? again : waiting).push(() => resolve(admit(isFirst)));
				update();
			});
		},
		async clear({quietMs, isSilenceInside}) {
			isHeld = true;
			await until(() => inside === 0 && (isSilenceInside || open === 0));
			await until(() => {
				const now = performance.now();
				const dueMs = Math.max(lastBegun + quietMs, lastLeft + (isSilenceInside ? lingerMs : longLinger())) - now;
				if (dueMs > 0) later(dueMs);
				return dueMs <= 0;
			});
		},
		open() {
			isHeld = false;
			update();
		},
		idle: () => until(() => inside === 0 && (waiting.length === 0 || isSuspicious())),
		limit({isSilent}) {
			if (isLimited) return;
			isLimited = true;
			// Each that is met with silence costs a whole limit of time, and who passed says nothing of how many were inside.
			window = isSilent ? 1 : Math.max(1, Math.floor(most.open / 2));
			most = {open: 1, recent: 1};
			suspected = 0;
			limitedAt = performance.now();
			lastNarrowed = limitedAt;
			update();
		},
		isLimited: () => isLimited,
		slowDown(ms) {
			leastGapMs = ms;
			gapMs = Math.max(gapMs, ms);
			window = 1;
		},
		passed: () => passes.length,
		suspect({open: count}) {
			if (!isLimited) suspected = Math.max(suspected, count);
		},
		clearSuspicion() {
			suspected = 0;
			update();
		},
		isSafe(company, isSilent) {
			// Who was given up stands in a queue still, before the one that comes alone.
			if (isSilent && !isLimited && queuedMs(passes) !== null) return false;
			if (company.open === 1 && company.recent === 1) return true;
			// Where there is a limit, a busy machine counts too many among those that passed; and who was turned away in silence
			// is open for long, and none of those whom the peer counts.
			return !isSilent && !isLimited && company.open * 8 <= most.open && company.recent * 2 <= most.recent;
		},
		isSilentForSome() {
			const counted = passes.length + unanswered.size;
			// For each of thousands it is asked, one after the other.
			if (mixed?.counted !== counted) mixed = {counted, isSo: areMixed([...unanswered], passes)};
			return mixed.isSo;
		},
		queuedMs: () => queuedMs(passes),
		slowestMs: () => slowestMs,
		giveUp() {
			isGivenUp = true;
			update();
		},
	};
	return door;
}
