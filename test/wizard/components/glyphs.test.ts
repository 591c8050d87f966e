import stringWidth from 'string-width';
import {describe, expect, it} from 'vitest';
import {statuses} from '../../../source/verdict/types.ts';
import {glyphsFor, statusLook} from '../../../source/wizard/components/glyphs.ts';

const unicode = glyphsFor({unicode: true});
const ascii = glyphsFor({unicode: false});

describe('every sign', () => {
	it.each(Object.entries(ascii))('%s has an ASCII twin', (_name, sign) => {
		expect(String(sign)).toMatch(/^[ -~]+$/);
	});

	it.each(['pointer', 'ok', 'failed', 'current', 'ahead', 'checked', 'unchecked', 'folded', 'unfolded'] as const)(
		'%s is as wide as its twin',
		name => {
			expect(stringWidth(unicode[name])).toBe(stringWidth(ascii[name]));
		},
	);
});

describe('statusLook', () => {
	it.each(statuses)('%s has a sign and a word in both', status => {
		for (const isUnicode of [true, false]) {
			const {sign, word} = statusLook(status, 'error', isUnicode);
			expect(stringWidth(sign)).toBe(1);
			expect(word).not.toBe('');
		}
	});

	it('shows no colour for what nobody needs any more', () => {
		expect(statusLook('blocked', 'info', true).color).toBeUndefined();
		expect(statusLook('blocked', 'error', true).color).toBe('red');
	});
});
