import {expect, it} from 'vitest';
import {squeezePage} from '../../../source/probe/http/body.ts';

const style = `<style>/* Stylesheet for Squid Error pages */${'p { margin: 0 } '.repeat(1000)}</style>`;

it('brings the words behind styles and pictures into reach', () => {
	const picture = `<img src="data:image/png;base64,${'A'.repeat(9000)}">`;
	const page = `<html>${style}<svg>${'<path/>'.repeat(1000)}</svg>${picture}<p>Access to this site is blocked.</p>`;
	const squeezed = squeezePage(page, 2000);
	expect(squeezed.length).toBeLessThan(2000);
	expect(squeezed).toContain('Stylesheet for Squid Error pages');
	expect(squeezed).toContain('<p>Access to this site is blocked.</p>');
});

it.each([
	['a short page', '<style>p { margin: 0 }</style><p>x</p>'],
	['a long text', 'and so on, '.repeat(1000)],
])('leaves %s alone', (_what, text) => {
	expect(squeezePage(text, 2000)).toBe(text);
});

it('takes no longer for parts that never end', () => {
	const page = '<style'.repeat(200_000);
	expect(squeezePage(page, 2000).length).toBeLessThan(2000);
});
