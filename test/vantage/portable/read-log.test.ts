import {describe, expect, it} from 'vitest';
import {checksum, factOf, readLogs} from '../../../source/vantage/portable/read-log.ts';

const nonce = '0123456789abcdef';
const head = `-|proto|arc-netcheck/evidence@1 ${nonce}`;
const body = ['-|host|node-1', 't0|try|1 2026-11-29T18:00:00Z', 't0|a.rc|0', 't0|end|1'];

/** A log as the script ends it. */
function logOf(
	lines: readonly string[],
	{count = lines.length, sum = checksum(lines.map(line => `${line}\n`).join(''))} = {},
) {
	return [...lines, `-|sum|${count} ${sum} ${nonce}`].join('\n');
}

describe('a log of the portable probe', () => {
	it('is whole when its checksum holds', () => {
		const [log] = readLogs(logOf([head, ...body]));
		expect(log).toMatchObject({nonce, isComplete: true});
		expect(log?.targets.get('t0')?.map(({key}) => key)).toEqual(['try', 'a.rc', 'end']);
	});

	it('has the checksum of cksum(1)', () => {
		expect(checksum('hello\n')).toBe(3015617425);
		expect(checksum('')).toBe(4294967295);
	});

	it.each<[string, string]>([
		['a line was lost', logOf([head, ...body]).replace('t0|a.rc|0\n', '')],
		['a line was changed', logOf([head, ...body]).replace('a.rc|0', 'a.rc|7')],
		['a line was added', logOf([head, ...body]).replace('t0|end', 't0|a.v|more\nt0|end')],
		['its end is missing', [head, ...body].join('\n')],
		['its end is of another log', logOf([head, ...body]).replace(/.{16}$/, 'fedcba9876543210')],
	])('is torn when %s', (_title, text) => {
		expect(readLogs(text)[0]?.isComplete).toBe(false);
	});

	it('holds when a machine can make no checksum', () => {
		const text = [head, ...body, `-|sum|${body.length + 1}  ${nonce}`].join('\n');
		expect(readLogs(text)[0]?.isComplete).toBe(true);
	});

	it('leaves out a target that was cut off', () => {
		const [log] = readLogs([head, ...body.slice(0, -1)].join('\n'));
		expect(log?.targets.size).toBe(0);
	});

	it('passes over foreign lines, also in the middle', () => {
		const lines = logOf([head, ...body]).split('\n');
		const mixed = ['Welcome to node-1', ...lines.flatMap(line => [line, '2026 kernel: eth0 up', '']), 'logout'].join(
			'\r\n',
		);
		expect(readLogs(mixed)[0]?.isComplete).toBe(true);
	});

	it('is taken apart by pod where kubectl mixed several', () => {
		const lines = logOf([head, ...body]).split('\n');
		const mixed = lines.flatMap(line =>
			['a', 'b', 'c'].map(pod => `[pod/net-${pod}/probe] 2026-11-29T18:00:00.1Z ${line}`),
		);
		const logs = readLogs(mixed.join('\n'));
		expect(logs.map(({isComplete}) => isComplete)).toEqual([true, true, true]);
	});

	it('is one of several in one file', () => {
		expect(readLogs(`${logOf([head, ...body])}\n${logOf([head, ...body])}`)).toHaveLength(2);
	});

	it('bounds what a stranger writes, and strips it', () => {
		const title = '\u001b]0;owned\u0007';
		const lines = [
			head,
			`-|host|${title}node`,
			`t0|a.v|${'x'.repeat(5000)}`,
			`t0|__proto__|1`,
			't999999|end|1',
			't0|end|1',
		];
		const [log] = readLogs(lines.join('\n'));
		expect(factOf(log ?? {facts: new Map()}, 'host')).toBe(']0;owned node');
		expect(log?.targets.get('t0')).toEqual([{key: 'end', text: '1'}]);
		expect([...(log?.targets.keys() ?? [])]).toEqual(['t0']);
	});

	it('carries no plan that is not packed as one, and none without bounds', () => {
		expect(readLogs([head, '-|plan|AAAA', ...body].join('\n'))[0]?.planText).toBeNull();
	});

	it('is read up to so many characters, by itself', () => {
		const long = Array.from({length: 10_000}, () => `-|resolv|${'x'.repeat(1900)}`);
		const [cut, whole] = readLogs([head, ...long, ...body, logOf([head, ...body])].join('\n'));
		expect(cut?.targets.size).toBe(0);
		expect(whole?.isComplete).toBe(true);
	});

	it('is none without its first line', () => {
		expect(readLogs(body.join('\n'))).toEqual([]);
		expect(readLogs(`-|proto|arc-netcheck/evidence@2 ${nonce}\n${body.join('\n')}`)).toEqual([]);
	});
});
