import {describe, expect, it} from 'vitest';
import {escapeJson, markdownText} from '../source/report/escape.ts';
import {safeText} from '../source/safe-text.ts';
import {cleanPaste} from '../source/wizard/components/text-input/text-input-state.ts';

const hidden: ReadonlyArray<readonly [what: string, text: string]> = [
	['an escape sequence', '\u001b'],
	['a C1 control', '\u009b'],
	['a line separator', '\u2028'],
	['a mark that turns the direction', '\u202e'],
	['an isolate', '\u2066'],
	['an Arabic letter mark', '\u061c'],
	['a zero-width space', '\u200b'],
	['a zero-width joiner', '\u200d'],
	['a word joiner', '\u2060'],
	['a soft hyphen', '\u00ad'],
	['a byte order mark', '\ufeff'],
	['a tag', '\u{e0041}'],
	['a language tag', '\u{e0001}'],
	['a variation selector', '\ufe01'],
	['one of the other plane', '\u{e0101}'],
	['a Hangul filler', '\u3164'],
	['a half-width filler', '\uffa0'],
	['a Khmer vowel that is not drawn', '\u17b4'],
	['a Mongolian separator', '\u180e'],
	['a combining joiner', '\u034f'],
	['an annotation anchor', '\ufff9'],
	['a musical format', '\u{1d173}'],
	['a lone surrogate', '\ud800'],
	['a code point that is kept to be ignored', '\u{e0fff}'],
];

describe.each(hidden)('%s', (_what, sign) => {
	it('is not in what is shown, pasted or written', () => {
		const text = `safe${sign}name`;
		const texts = [safeText(text), markdownText(text), cleanPaste(text, ' '), escapeJson(JSON.stringify(text))];
		for (const shown of texts) expect(shown).not.toContain(sign);
		expect(safeText(text)).toBe('safe name');
		expect(cleanPaste(text, ' ')).toBe('safename');
	});

	it('comes back from JSON as it was', () => {
		const text = `safe${sign}name`;
		expect(JSON.parse(escapeJson(JSON.stringify(text)))).toBe(text);
	});
});

it.each(['Zürich', 'naïve', 'Ελλάδα', '日本語', 'हिन्दी', '💥', 'a\u0301'])('%s stays', text => {
	expect(safeText(text)).toBe(text);
	expect(cleanPaste(text, ' ')).toBe(text);
});

it('a picture keeps its sign', () => {
	expect(safeText('⚠\ufe0f Blocked')).toBe('⚠ Blocked');
});

it('cuts a text by its characters', () => {
	expect(safeText('💥'.repeat(50), 10)).toBe(`${'💥'.repeat(9)}…`);
});
