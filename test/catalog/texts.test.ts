import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';

const {requirements} = catalog;

/** One sentence: begins with a capital, ends with a full stop, and has no other that is followed by a new sentence. */
const oneSentence = /^[A-Z](?:(?!\. [A-Z]).)*\.$/;

it.each([
	['Fine, with gcr.io and 1.24 inside.', true],
	['Two. Sentences.', false],
	['No end', false],
	['lower case.', false],
])('%j is one sentence: %s', (text, isOne) => {
	expect(oneSentence.test(text)).toBe(isOne);
});

describe('the texts of requirements', () => {
	it('tell purpose and impact in one short sentence each', () => {
		const texts = requirements.flatMap(({purpose, impact}) => [purpose, impact]);
		expect(texts.filter(text => !oneSentence.test(text) || text.length > 150)).toEqual([]);
	});

	it('close every note with a full stop', () => {
		expect(
			requirements.filter(({notes}) => notes !== null && !/^[A-Z0-9x].*\.$/.test(notes)).map(({id}) => id),
		).toEqual([]);
	});

	it('have no doubled or outer blanks, and plain ASCII only', () => {
		const texts = requirements.flatMap(({purpose, impact, notes, sources}) => [
			purpose,
			impact,
			notes ?? '',
			...sources,
		]);
		expect(texts.filter(text => / {2}|^ | $|[^\u0020-\u007e]/.test(text))).toEqual([]);
	});

	it('name each source once', () => {
		expect(requirements.filter(({sources}) => new Set(sources).size !== sources.length).map(({id}) => id)).toEqual([]);
	});
});
