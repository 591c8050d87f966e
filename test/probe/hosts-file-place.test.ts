import {describe, expect, it} from 'vitest';
import {hostsFile} from '../../source/probe/lookup.ts';

describe('where the hosts file is', () => {
	it.each([
		['win32', {SystemRoot: 'D:\\Windows'}, 'D:\\Windows\\System32\\drivers\\etc\\hosts'],
		['win32', {}, 'C:\\Windows\\System32\\drivers\\etc\\hosts'],
		['linux', {SystemRoot: 'D:\\Windows'}, '/etc/hosts'],
	] as const)('the hosts file of %s with %j is %s', (platform, environment, expected) => {
		expect(hostsFile(platform, environment)).toBe(expected);
	});
});
