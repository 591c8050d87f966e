import {describe, expect, it} from 'vitest';
import {nameCache} from '../../source/launch/cached-scripts.ts';

const name = (...commandLine: string[]) =>
	nameCache('0a1b', {version: 'v24.1.0', arch: 'x64', argv: ['node', 'file', ...commandLine]});

describe('nameCache', () => {
	it.each([
		[['check', '--region', 'eastus'], 'check'],
		[['--help'], 'help'],
		[['--region', 'eastus'], 'wizard'],
		[[], 'wizard'],
		[['../../etc/passwd'], 'wizard'],
	])('%j is of one kind with others', (commandLine, command) => {
		expect(name(...commandLine)).toBe(`0a1b.v24.1.0-x64-${command}`);
	});
});
