import type {HeaderMap} from '../types.ts';

/** An answer, and the host that was asked for: pages repeat its name. */
export type GivenAnswer = {
	readonly status: number | null;
	readonly headers: HeaderMap;
	readonly body: string;
	readonly host: string;
};

/** Ids, times and the request differ from one page of the same hand to the next. */
const usualShare = 0.8;

/** Fewer words are anybody's: "403 Forbidden". */
const tellingWords = 3;

/** Headers that say nothing about who answers: they follow from the request, the moment or the connection. */
const passingHeaders = /^(?:date|age|expires|content-length|content-type|connection|keep-alive|proxy-connection|via)$/;

/**
 * Whether two answers come from the same hand: same status and server, and the same words but for the names asked for.
 *
 * @param share of the words of both that they must have in common
 */
export function isAlike(one: GivenAnswer, other: GivenAnswer, share = usualShare): boolean {
	if (one.status === null || one.status !== other.status) return false;
	const [server, otherServer] = [one.headers.server, other.headers.server];
	if (server !== undefined && otherServer !== undefined && server !== otherServer) return false;
	const [words, otherWords] = [wordsOf(one), wordsOf(other)];
	if (words.size === 0 && otherWords.size === 0) return namesOf(one.headers) === namesOf(other.headers);
	const common = [...words].filter(word => otherWords.has(word)).length;
	return common / (words.size + otherWords.size - common) >= share;
}

/** Whether an answer has something by which its hand can be known: words, or headers of its own. */
export function isTelling(answer: GivenAnswer): boolean {
	return wordsOf(answer).size >= tellingWords || namesOf(answer.headers) !== '';
}

/** The different words of a body, without the name that was asked for. Numbers are no words. */
export function wordsOf({body, host}: Pick<GivenAnswer, 'body' | 'host'>): ReadonlySet<string> {
	const text = body.toLowerCase().replaceAll(host.toLowerCase(), ' ');
	return new Set(text.split(/[^\p{L}]+/u).filter(word => word.length > 1));
}

/** Where there are no words, the headers that are there tell one hand from another. */
function namesOf(headers: HeaderMap): string {
	return Object.keys(headers)
		.filter(name => !passingHeaders.test(name))
		.toSorted()
		.join(' ');
}
