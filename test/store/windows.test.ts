// What differs on Windows, told by its name alone: nothing here needs one.
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {reservedOnWindows} from '../../source/cli/write-output.ts';
import {locateHome} from '../../source/store/home.ts';
import {putInPlace} from '../../source/store/write-file.ts';

describe('on Windows', () => {
	it.each([
		['nul', 'is a device'],
		['NUL.txt', 'is a device'],
		['C:\\reports\\con.json', 'is a device'],
		['lpt1 ', 'is a device'],
		['C:\\a:b.txt', 'is a stream of another file'],
		['report.html:zone', 'is a stream of another file'],
		['C:\\reports\\a.html', null],
		['\\\\?\\C:\\a.html', null],
		['null.html', null],
		['a.nul', null],
	])('--output %s %s', (file, expected) => {
		expect(reservedOnWindows(file, 'win32')).toBe(expected);
		expect(reservedOnWindows(file, 'linux')).toBeNull();
	});

	it.each([
		['win32', {APPDATA: '/roaming', LOCALAPPDATA: '/local'}, '/roaming', '/local'],
		['win32', {APPDATA: '/roaming', LOCALAPPDATA: '/local', XDG_CONFIG_HOME: '/own'}, '/own', '/local'],
		['linux', {APPDATA: '/roaming', LOCALAPPDATA: '/local', XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s'}, '/c', '/s'],
	] as const)('files of %s with %j are kept in %s and %s', (platform, environment, configuration, state) => {
		expect(locateHome(environment, platform)).toEqual({
			configuration: path.join(configuration, 'arc-netcheck'),
			runs: path.join(state, 'arc-netcheck', 'runs'),
		});
	});

	const system = (platform: NodeJS.Platform, codes: readonly string[]) => {
		const waits: number[] = [];
		const left = [...codes];
		return {
			waits,
			platform,
			wait: (milliseconds: number) => void waits.push(milliseconds),
			rename() {
				const code = left.shift();
				if (code !== undefined) throw Object.assign(new Error(code), {code});
			},
		};
	};

	it.each([
		[['EPERM'], [10]],
		[
			['EBUSY', 'EACCES', 'EPERM'],
			[10, 20, 40],
		],
		[[], []],
	])('a file that a scanner holds (%j) is replaced later', (codes, waits) => {
		const windows = system('win32', codes);
		putInPlace('a', 'b', windows);
		expect(windows.waits).toEqual(waits);
	});

	it('a file that is held for good, or has another fault, is left', () => {
		const held = system(
			'win32',
			Array.from({length: 20}, () => 'EPERM'),
		);
		expect(() => putInPlace('a', 'b', held)).toThrow('EPERM');
		expect(held.waits.reduce((sum, wait) => sum + wait)).toBeLessThan(1100);
		expect(() => putInPlace('a', 'b', system('win32', ['ENOENT']))).toThrow('ENOENT');
		const linux = system('linux', ['EPERM']);
		expect(() => putInPlace('a', 'b', linux)).toThrow('EPERM');
		expect(linux.waits).toEqual([]);
	});
});
