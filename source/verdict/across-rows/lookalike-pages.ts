import {isAlike, type Wording, wordingOf} from '../../evidence/answer-similarity.ts';
import {httpOf, targetTlsOf} from '../../evidence/stages.ts';
import {serviceOf} from '../fingerprints/service-domains.ts';
import {asUnverified} from '../judge-target.ts';
import type {Result} from '../types.ts';

/** A success with fewer words may well be the same by chance. */
const wordsWanted = 5;

/**
 * Looks at answers in plain HTTP that prove nothing, beside each other: services of different owners don't answer with
 * one and the same page, a firewall or a portal does. Such rows are not verified.
 */
export function reviseLookalikes(results: readonly Result[]): Result[] {
	const answers = results.map(answerOf);
	const lookalikeOf = lookalikeFinder(answers.filter(answer => answer !== null));
	return results.map((result, index) => {
		const answer = answers[index];
		if (!answer || !isSayingEnough(answer) || !['reachable', 'unstable'].includes(result.verdict.status)) return result;
		const other = lookalikeOf(answer);
		if (!other) return result;
		const reason = `But ${other.host}, which belongs to somebody else, answers alike: something in between may answer for both.`;
		const doubted = asUnverified(result, `${result.verdict.detail} ${reason}`);
		return {...doubted, verdict: {...doubted.verdict, confidence: 'low'}};
	});
}

function answerOf({planned, attempts, verdict}: Result): Wording | null {
	const attempt = attempts.at(-1);
	const http = attempt && httpOf(attempt);
	if (!http || !planned.target || targetTlsOf(attempt) !== undefined || verdict.identity !== 'unproven') return null;
	return wordingOf({...http, host: planned.target.host});
}

function isSayingEnough({status, words}: Wording): boolean {
	return (status ?? 0) >= 400 || words.size >= wordsWanted;
}

/** Two services may well describe themselves in similar words. */
const shareWanted = 0.95;

/**
 * Makes a search among the answers of a run: for one of them, another of a different owner in nearly the same words.
 *
 * Not each with each, which takes minutes for some thousand pages: two sets that have a share s of their words in common
 * have one in common among the (1 - s) rarest of each (prefix filtering, Bayardo et al., "Scaling up all pairs
 * similarity search", 2007). So an answer is filed under its rarest words, and looked for under them.
 */
export function lookalikeFinder(answers: readonly Wording[]): (answer: Wording) => Wording | undefined {
	const rarity = countWords(answers);
	const filed = new Map<string, Wording[]>();
	const seen = new Set<string>();
	for (const answer of answers) {
		const words = byRarity(answer, rarity);
		const copy = JSON.stringify([serviceOf(answer.host), answer.status, answer.server, answer.names, words]);
		if (seen.has(copy)) continue;
		seen.add(copy);
		for (const key of keysOf(answer, words)) {
			const others = filed.get(key);
			if (others) others.push(answer);
			else filed.set(key, [answer]);
		}
	}
	return answer => {
		const owner = serviceOf(answer.host);
		for (const key of keysOf(answer, byRarity(answer, rarity))) {
			const other = filed.get(key)?.find(it => serviceOf(it.host) !== owner && isAlike(answer, it, shareWanted));
			if (other) return other;
		}
		return undefined;
	};
}

/** Where an answer is filed. One without words is alike to those with the same headers alone. */
function keysOf({names}: Wording, words: readonly string[]): string[] {
	if (words.length === 0) return [` ${names}`];
	// One more than may be missing, and never one less for a rounding.
	return words.slice(0, Math.floor((1 - shareWanted) * words.length + 1e-9) + 1);
}

function countWords(answers: readonly Wording[]): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const {words} of answers) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
	return counts;
}

/** One order for all answers: the rarest first, and those that are as rare by their letters. */
function byRarity({words}: Wording, counts: ReadonlyMap<string, number>): string[] {
	const rank = (word: string) => counts.get(word) ?? 0;
	return [...words].sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
}
