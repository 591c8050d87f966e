import type {Result} from '../../../source/verdict/types.ts';
import type {Expected} from '../faults/types.ts';

/** `blocked · tcp.timeout · high`, as the table has it. */
export function expectedWords({status, causes, confidence}: Expected): string {
	return [status, causes.join(' or '), confidence].filter(Boolean).join(' · ');
}

/** Whether every verdict is as expected. */
export function isAsExpected({status, causes, confidence}: Expected, results: readonly Result[]): boolean {
	return (
		results.length > 0 &&
		results.every(
			({verdict}) =>
				verdict.status === status &&
				(verdict.cause === null ? causes.length === 0 : causes.includes(verdict.cause)) &&
				(confidence === null || verdict.confidence === confidence),
		)
	);
}

/** What was observed. Where chance decides between expected causes, in the words of the expectation, so that no run differs from another. */
export function observedWords(expected: Expected, results: readonly Result[]): string {
	if (isAsExpected(expected, results)) return expectedWords(expected);
	const words = results.map(({verdict: {status, cause, confidence}}) =>
		expectedWords({status, causes: cause === null ? [] : [cause], confidence}),
	);
	return [...new Set(words)].toSorted().join(', ');
}

/** The evidence of the last try, short: for the message of a test that fails. */
export function evidenceWords(results: readonly Result[]): string {
	const [result] = results;
	const stages = result?.attempts.at(-1)?.stages.map(({stage, of, ok, error}) => ({stage, of, ok, error}));
	return JSON.stringify({detail: result?.verdict.detail, stages, controls: result?.controls}, null, 1);
}
