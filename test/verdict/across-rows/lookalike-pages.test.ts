import {describe, expect, it} from 'vitest';
import {isAlike, type Wording, wordingOf} from '../../../source/evidence/answer-similarity.ts';
import {lookalikeFinder} from '../../../source/verdict/across-rows/lookalike-pages.ts';
import {isSameService} from '../../../source/verdict/fingerprints/service-domains.ts';

const letters = (number: number) => String(number).replace(/\d/g, digit => 'abcdefghij'.charAt(Number(digit)));

/** A page of some words, of which the first ones are this page's alone. */
function page(index: number, {words, own}: {words: number; own: number}): Wording {
	const body = Array.from({length: words}, (_, at) =>
		at < own ? `own${letters(index * 1000 + at)}` : `all${letters(at)}`,
	);
	const host = `h.house${letters(index)}.example`;
	return wordingOf({status: 200, headers: {}, body: body.join(' '), request: 'GET /', host});
}

describe('lookalikes', () => {
	it.each([
		[0, 0],
		[1, 0],
		[19, 0],
		[20, 0],
		[39, 1],
		[40, 1],
		[41, 1],
		[60, 1],
		[60, 2],
		[100, 2],
		[100, 3],
		[200, 5],
		[200, 6],
	])(
		'are found among pages of %i words, %i of them their own, exactly where comparing each with each finds one',
		(words, own) => {
			const answers = Array.from({length: 6}, (_, index) => page(index, {words, own}));
			const [first, second] = [answers[0], answers[1]];
			const find = lookalikeFinder(answers);
			expect(answers.map(answer => find(answer) !== undefined)).toEqual(
				answers.map(() => first !== undefined && second !== undefined && isAlike(first, second, 0.95)),
			);
		},
	);

	it('are of another house', () => {
		const one = page(1, {words: 20, own: 0});
		const sister = {...one, host: `sister.${one.host.slice(2)}`};
		expect(isSameService(one.host, sister.host)).toBe(true);
		expect(lookalikeFinder([one, sister])(one)).toBeUndefined();
		const other = page(2, {words: 20, own: 0});
		expect(lookalikeFinder([one, sister, other])(one)).toBe(other);
	});

	it('are looked for in some thousand pages without comparing each with each', () => {
		const pages = 2000;
		let looks = 0;
		class CountingSet extends Set<string> {
			override has(word: string): boolean {
				looks += 1;
				return super.has(word);
			}
		}
		const answers = Array.from({length: pages}, (_, index) => page(index, {words: 40, own: 20})).map(answer => ({
			...answer,
			words: new CountingSet(answer.words),
		}));
		const find = lookalikeFinder(answers);
		expect(answers.filter(answer => find(answer))).toEqual([]);
		expect(looks).toBeLessThan(pages * 40);
	});
});
