import zlib from 'node:zlib';
import {describe, expect, it} from 'vitest';
import {decodeBody, squeezePage} from '../../../source/probe/http/body.ts';

describe('decode body', () => {
	const text = 'Access to this site is blocked. '.repeat(100);
	const decode = (coding: string, body: Buffer) => decodeBody(body, {'content-encoding': coding}).toString();

	it.each([
		['gzip', zlib.gzipSync(text)],
		['GZIP', zlib.gzipSync(text)],
		['x-gzip', zlib.gzipSync(text)],
		['deflate', zlib.deflateSync(text)],
		['identity', Buffer.from(text)],
		['unheard-of', Buffer.from(text)],
		['gzip', Buffer.from(text)],
	])('unpacks %s', (coding, body) => {
		expect(decode(coding, body)).toBe(text);
	});

	it('unpacks what came of a body that was cut short', () => {
		const random = Buffer.from(Array.from({length: 4000}, (_, index) => 97 + ((index * index * 31) % 26))).toString();
		const packed = zlib.gzipSync(text + random);
		expect(decode('gzip', packed.subarray(0, packed.length - 40))).toContain('Access to this site is blocked.');
	});

	it('does not unpack a bomb', () => {
		const bomb = zlib.gzipSync(Buffer.alloc(50_000_000));
		expect(decodeBody(bomb, {'content-encoding': 'gzip'}).length).toBe(bomb.length);
	});

	it.each([
		['br', zlib.brotliCompressSync(text)],
		['BR', zlib.brotliCompressSync(text)],
		['br, gzip', zlib.gzipSync(zlib.brotliCompressSync(text))],
		['gzip, br', zlib.brotliCompressSync(zlib.gzipSync(text))],
		['x-br', zlib.brotliCompressSync(text)],
		['dcb', zlib.brotliCompressSync(text)],
		['br;q=1', zlib.brotliCompressSync(text)],
		['compress', Buffer.from('1f9d90', 'hex')],
		['zstd', zlib.zstdCompressSync(text)],
		['gzip, gzip', zlib.gzipSync(zlib.gzipSync(text))],
	])('leaves %s as it came', (coding, body) => {
		expect(decodeBody(body, {'content-encoding': coding})).toBe(body);
	});
});

describe('squeeze page', () => {
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
});
