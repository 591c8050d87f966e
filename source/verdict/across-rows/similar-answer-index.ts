import {isAlike, type Wording} from '../../evidence/answer-similarity.ts';
import {serviceOf} from '../fingerprints/service-domains.ts';

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
