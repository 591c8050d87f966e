import {describe, expect, it} from 'vitest';
import {packCode, unpackCode} from '../../source/launch/cached-scripts.ts';

const scripts = new Map([
	['cli', {text: '(0)', code: Buffer.from([1, 2, 3])}],
	['source/a,source/b', {text: '(1)', code: Buffer.alloc(1000, 7)}],
]);

describe('unpackCode', () => {
	it('gives back what was packed', () => {
		expect(unpackCode(Buffer.from(packCode(scripts)))).toEqual(scripts);
		expect(unpackCode(Buffer.from(packCode(new Map())))).toEqual(new Map());
	});

	it.each([0, 5, 12, 40, 900])('refuses a file with another byte at %d', place => {
		const bytes = Buffer.from(packCode(scripts));
		bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
		expect(unpackCode(bytes)).toBeNull();
	});

	it.each([0, 7, 8, 200])('refuses a file that was cut off after %d bytes', length => {
		expect(unpackCode(Buffer.from(packCode(scripts)).subarray(0, length))).toBeNull();
	});
});
