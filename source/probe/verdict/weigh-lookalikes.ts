import {isSameHouse} from '../fingerprints/houses.ts';
import type {Result} from '../types.ts';
import {type GivenAnswer, isAlike, wordsOf} from './alike.ts';
import {httpOf, targetTlsOf} from './evidence.ts';
import {severityOf} from './severity.ts';

/** Two services may well describe themselves in similar words. */
const shareWanted = 0.95;

/** A success with fewer words may well be the same by chance. */
const wordsWanted = 5;

/**
 * Looks at answers in plain HTTP that prove nothing, beside each other: services of different houses don't answer with
 * one and the same page, a firewall or a portal does. Such rows are not verified.
 */
export function weighLookalikes(results: readonly Result[]): Result[] {
	const answers = results.map(answerOf);
	return results.map((result, index) => {
		const answer = answers[index];
		if (!answer || !isSayingEnough(answer) || !['reachable', 'unstable'].includes(result.verdict.status)) return result;
		const twin = answers.find(
			other => other && !isSameHouse(other.host, answer.host) && isAlike(other, answer, shareWanted),
		);
		if (!twin) return result;
		const {verdict, planned} = result;
		return {
			...result,
			verdict: {
				...verdict,
				status: 'unverified',
				severity: severityOf(planned.requirement, 'unverified'),
				cause: null,
				confidence: 'low',
				detail: `${verdict.detail} But ${twin.host}, which belongs to somebody else, answers alike: something in between may answer for both.`,
			},
		};
	});
}

function answerOf({planned, attempts, verdict}: Result): GivenAnswer | null {
	const attempt = attempts.at(-1);
	const http = attempt && httpOf(attempt);
	if (!http || !planned.target || targetTlsOf(attempt) !== undefined || verdict.identity !== 'unproven') return null;
	return {...http, host: planned.target.host};
}

function isSayingEnough(answer: GivenAnswer): boolean {
	return (answer.status ?? 0) >= 400 || wordsOf(answer).size >= wordsWanted;
}
