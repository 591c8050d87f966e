import type {HeaderMap} from './types.ts';

/** An answer, what was asked, and the host that was asked for: pages repeat both. */
export type GivenAnswer = {
	readonly status: number | null;
	readonly headers: HeaderMap;
	readonly body: string;
	readonly request: string;
	readonly host: string;
};

/** What is compared of an answer: made once, since a run compares each answer with many. */
export type Wording = {
	readonly host: string;
	readonly status: number | null;
	readonly server: string | undefined;
	/** The different words of the body, without those of the request. */
	readonly words: ReadonlySet<string>;
	/** Names of the headers that the answering hand chose. */
	readonly names: string;
};

/** Ids, times and the request differ from one page of the same hand to the next. */
const usualShare = 0.8;

/** Fewer words are anybody's: "403 Forbidden". */
const tellingWords = 3;

/** Headers that say nothing about who answers: they follow from the request, the moment or the connection. */
const passingHeaders = /^(?:date|age|expires|content-length|content-type|connection|keep-alive|proxy-connection|via)$/;

/** Takes from an answer what tells the hand that wrote it. Numbers are no words. */
export function wordingOf({status, headers, body, request, host}: GivenAnswer): Wording {
	const asked = new Set(splitWords(request));
	const words = splitWords(body.toLowerCase().replaceAll(host.toLowerCase(), ' '));
	return {
		host,
		status,
		server: headers.server,
		words: new Set(words.filter(word => word.length > 1 && !asked.has(word))),
		names: namesOf(headers),
	};
}

/**
 * Whether two answers come from the same hand: same status and server, and the same words but for what was asked for.
 *
 * @param share of the words of both that they must have in common
 */
export function isAlike(one: Wording, other: Wording, share = usualShare): boolean {
	if (one.status === null || one.status !== other.status) return false;
	if (one.server !== undefined && other.server !== undefined && one.server !== other.server) return false;
	if (one.words.size === 0 && other.words.size === 0) return one.names === other.names;
	return isShared(one.words, other.words, share);
}

/** Whether an answer has something by which its hand can be known: words, or headers of its own. */
export function isTelling({words, names}: Wording): boolean {
	return words.size >= tellingWords || names !== '';
}

/** Whether two sets have a share of their union in common. Ends as soon as too much is missing. */
function isShared(one: ReadonlySet<string>, other: ReadonlySet<string>, share: number): boolean {
	let common = one.size;
	for (const word of one) {
		if (!other.has(word)) common -= 1;
		if (common / (one.size + other.size - common) < share) return false;
	}
	return true;
}

/** Where there are no words, the headers that are there tell one hand from another. */
function namesOf(headers: HeaderMap): string {
	return Object.keys(headers)
		.filter(name => !passingHeaders.test(name))
		.toSorted()
		.join(' ');
}

function splitWords(text: string): string[] {
	return text.toLowerCase().split(/[^\p{L}]+/u);
}
