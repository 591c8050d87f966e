import {type Wording, wordingOf} from '../../evidence/answer-similarity.ts';
import {httpOf, targetTlsOf} from '../../evidence/stages.ts';
import type {Result} from '../types.ts';
import {asUnverified} from '../unverified.ts';
import {lookalikeFinder} from './similar-answer-index.ts';

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
