import type {Company} from '../../evidence/types.ts';
import type {Door, Stay} from './door.ts';

/** A failure in a way in which a peer may turn away those who are too many. */
export type Failure = {
	/** How it failed. Those of one way of failing at one peer are judged by each other. */
	readonly key: string;
	readonly isSilent: boolean;
	/** When the try began, by the clock of `performance`, in milliseconds. */
	readonly beganAt: number;
	/** The peers at which it may have been too much, and in what company it was there. */
	readonly places: readonly {readonly door: Door; readonly company: Company}[];
};

/** Another try. */
export type Turn = {
	/** The place that is kept for it at the door; null: it has to ask for one. */
	readonly stay: Stay | null;
	/** How it comes to doors at which no place is kept for it. */
	readonly as: 'again' | 'exempt';
	/** The host that had passed before and was turned away meanwhile; null: nobody found that out. */
	readonly behindBan?: string | null;
	/** To be told what came of it, once. */
	tell(outcome: Outcome): void;
};

/** No other try: by now the peer turns away what passed before as well. */
export type Shut = {readonly shutTo: string};

/** A target that passed, and how it is asked once more, alone, until that is given up. Resolves to whether it passes. */
export type Known = {readonly host: string; readonly ask: (signal: AbortSignal) => Promise<boolean>};

/** One target: how often it was asked again, for each way of failing. */
export type Asked = Map<string, number>;

/** One that waits for what is to be done about its failure. */
export type Member = {
	readonly failure: Failure;
	readonly asked: Asked;
	/** It failed in a company in which others pass: it is asked again only where the peer lets in nobody any more. */
	readonly isSure: boolean;
	readonly resolve: (turn: Turn | Shut | null) => void;
};

/** Those that failed in the same way, and what is known of it. */
export type Kind = {
	readonly key: string;
	readonly isSilent: boolean;
	/** Its first tries go on. */
	readonly isEarly: boolean;
	waiting: Member[];
	readonly underWay: Set<Promise<unknown>>;
	isExamined: boolean;
	/** Its queue was given the time to become empty. */
	isOutwaited: boolean;
	/** Somebody who had failed in company passed when asked again. */
	isLoad: boolean;
	/** One that had failed alone passed later: the limit counts over more than a moment. */
	countsLong: boolean;
	/** When many were asked in company, nobody was let in who had passed before either. */
	wasShut: boolean;
	passes: number;
	/** Failures since the last one that passed. */
	inRow: number;
};

/** What came of a try. */
export type Outcome = 'passed' | 'failed' | 'failed-alone';

/** A kind of failure that nobody waits for yet. */
export function createKind({key, isSilent}: Failure, isEarly: boolean): Kind {
	return {
		key,
		isSilent,
		isEarly,
		waiting: [],
		underWay: new Set<Promise<unknown>>(),
		isExamined: false,
		isOutwaited: false,
		isLoad: false,
		countsLong: false,
		wasShut: false,
		passes: 0,
		inRow: 0,
	};
}

/** How often a member was asked again because of this kind. */
export function timesAsked({key}: Kind, {asked}: Member): number {
	return asked.get(key) ?? 0;
}

/** Whether anybody of this kind still waits to be asked again. */
export function hasWaiting({waiting}: Kind): boolean {
	return waiting.length > 0;
}

/** Lets those of a kind that are meant stay as they are: they are asked no more. */
export function settle(kind: Kind, isMeant: (member: Member) => boolean = () => true): void {
	const settled = kind.waiting.filter(isMeant);
	kind.waiting = kind.waiting.filter(member => !settled.includes(member));
	for (const {resolve} of settled) resolve(null);
}

/** Those that were not asked again yet. */
export function freshOf(kind: Kind): Member[] {
	return kind.waiting.filter(member => timesAsked(kind, member) === 0);
}

/** Who was asked again least often; the first of those that are equal, undefined where nobody waits. */
export function leastAsked(kind: Kind): Member | undefined {
	const [first, ...others] = kind.waiting;
	return others.reduce(
		(least, member) => (least && timesAsked(kind, member) < timesAsked(kind, least) ? member : least),
		first,
	);
}

/** The first, the last, and those between them at like distances. */
export function spread<Item>(items: readonly Item[], count: number): Item[] {
	if (items.length <= count) return [...items];
	return Array.from(
		{length: count},
		(_, index) => items[Math.round((index * (items.length - 1)) / (count - 1))] as Item,
	);
}

/** Those that fail quickly first: nobody waits for them. */
export function inOrder(one: Kind, other: Kind): number {
	return Number(one.isSilent) - Number(other.isSilent) || Number(one.isLoad) - Number(other.isLoad);
}
