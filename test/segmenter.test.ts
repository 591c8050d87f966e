import {describe, expect, it} from 'vitest';
import {segmenter} from '../source/segmenter.ts';

const reference = new Intl.Segmenter('en', {granularity: 'grapheme'});
const partsOf = (text: string, from: typeof segmenter) =>
	Array.from(from.segment(text), ({segment, index}) => ({segment, index}));

describe('segmenter', () => {
	it('parts texts as Intl.Segmenter does, whatever stands beside one another', () => {
		const differing: string[] = [];
		for (let code = 0; code < 0x3100; code++) {
			const character = String.fromCharCode(code);
			const text = `a${character}${character}→${character}●é${character}\u001b[1m`;
			const [own, expected] = [partsOf(text, segmenter), partsOf(text, reference)];
			if (JSON.stringify(own) !== JSON.stringify(expected)) differing.push(code.toString(16));
		}
		expect(differing).toEqual([]);
	});

	it.each(['', 'plain', '● Region', 'e\u0301', '👩‍👩‍👧', '❤\ufe0f', '\r\n', '한국어', '🇩🇪'])('parts %j', text => {
		expect(partsOf(text, segmenter)).toEqual(partsOf(text, reference));
	});
});
