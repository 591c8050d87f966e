import {describe, expect, it} from 'vitest';
import {
	escapeJson,
	markdownCode,
	markdownCodeCell,
	markdownFence,
	markdownText,
	markdownTextCell,
} from '../../source/report/escape.ts';
import {singleLine} from '../../source/safe-text.ts';
import {hostileTexts} from '../helpers/hostile.ts';

describe('singleLine', () => {
	it.each([
		['plain', 'plain'],
		['a\r\nb', 'a b'],
		['\u001b[31mred', '[31mred'],
		['a\u202Eb\u2066', 'a b'],
		['\u009b2J', '2J'],
		['', ''],
	])('makes %j into %j', (text, expected) => {
		expect(singleLine(text)).toBe(expected);
	});

	it('keeps a long text whole', () => {
		expect(singleLine('x'.repeat(5000))).toHaveLength(5000);
	});
});

describe('markdownCode', () => {
	it.each([
		['mcr.microsoft.com', '`mcr.microsoft.com`'],
		['*.blob', '`*.blob`'],
		['a`b', '``a`b``'],
		['a``b`c', '```a``b`c```'],
		['`a', '`` `a ``'],
		['a`', '`` a` ``'],
		['<b>', '`<b>`'],
		['a\nb', '`a b`'],
		['', ''],
	])('writes %j as %s', (text, expected) => {
		expect(markdownCode(text)).toBe(expected);
	});

	it('keeps a pipe out of a table cell', () => {
		expect(markdownCode('a|b')).toBe('`a|b`');
		expect(markdownCodeCell('a|b')).toBe('`a`&#124;`b`');
	});
});

describe('markdownText', () => {
	it.each([
		['Plain words, and a host: mcr.microsoft.com.', 'Plain words, and a host: mcr.microsoft.com.'],
		['a_b *c* `d`', String.raw`a\_b \*c\* \`d\``],
		['[text](x)', String.raw`\[text\](x)`],
		['<b> &', '&lt;b&gt; &amp;'],
		['kubectl cluster-info dump | grep range', 'kubectl cluster-info dump | grep range'],
		['back\\slash', String.raw`back\\slash`],
		['# title', String.raw`\# title`],
		['- item', String.raw`\- item`],
		['+ item', String.raw`\+ item`],
		['=====', String.raw`\=====`],
		['1. item', String.raw`1\. item`],
		['12) item', String.raw`12\) item`],
		['10.0.0.2 answered', '10.0.0.2 answered'],
		['> quote', '&gt; quote'],
		['see http://proxy:3128, then', 'see `http://proxy:3128`, then'],
		['www.example.com.', '`www.example.com`.'],
		['mail a@b.example or @team!', 'mail `a@b.example` or `@team`!'],
		['http://a|b', '`http://a|b`'],
		['a_b <c> & http://d_e *f*', String.raw`a\_b &lt;c&gt; &amp; ${'`http://d_e`'} \*f\*`],
		['http://a`b', '``http://a`b``'],
		['(https://x)', '`(https://x`)'],
		['two\nlines', 'two lines'],
	])('writes %j as %s', (text, expected) => {
		expect(markdownText(text)).toBe(expected);
	});

	it.each(hostileTexts)('leaves nothing in %j that a Markdown reader would act on', text => {
		const outsideCode = markdownText(text).replace(/(?<![\\`])(`+)(?!`).*?[^`]\1(?!`)/g, '');
		expect(outsideCode).not.toMatch(/[\u0000-\u001f\u007f-\u009f<>]/);
		expect(outsideCode).not.toMatch(/:\/\/|www\.|@/i);
		expect(outsideCode).not.toMatch(/(?<!\\)(?:\\\\)*[`*_[\]~$]/);
		expect(outsideCode).not.toMatch(/^(?:[#>+=-]|\d+[.)](?: |$))/);
	});
});

describe('markdownTextCell', () => {
	it.each([
		['a | b', 'a &#124; b'],
		['http://a|b', '`http://a`&#124;`b`'],
		['<b> & *c*', String.raw`&lt;b&gt; &amp; \*c\*`],
	])('writes %j as %s', (text, expected) => {
		expect(markdownTextCell(text)).toBe(expected);
	});

	it.each(hostileTexts)('leaves no pipe in %j that would end the cell', text => {
		expect(markdownTextCell(text)).not.toContain('|');
	});
});

describe('markdownFence', () => {
	it('holds one line each', () => {
		expect(markdownFence(['curl a', 'two\nlines'], 'sh')).toBe('```sh\ncurl a\ntwo lines\n```');
	});

	it('is longer than any fence inside', () => {
		expect(markdownFence(['````'], 'sh')).toBe('`````sh\n````\n`````');
	});
});

describe('escapeJson', () => {
	it.each(hostileTexts)('writes %j so that it reads back the same and shows no control', text => {
		const json = escapeJson(JSON.stringify({text}));
		expect(JSON.parse(json)).toEqual({text});
		expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/);
	});

	it('writes C1 controls and bidi marks as escapes', () => {
		expect(escapeJson('"\u009b\u202e\u0085é"')).toBe(String.raw`"\u009b\u202e\u0085é"`);
	});
});
