import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {locateCacheFolder} from '../../source/launch/cache-folder.ts';
import {nameCache, openCachedScripts, packCode, unpackCode} from '../../source/launch/cached-scripts.ts';

const text = '(() => { function inner() { return [1, 2, 3]; } return inner(); })()';

describe('openCachedScripts', () => {
	let home: string;
	let file: string;
	beforeEach(() => {
		home = fs.mkdtempSync(path.join(os.tmpdir(), 'cached-scripts-'));
		file = path.join(home, '.cache', 'arc-netcheck', 'build.check');
	});
	afterEach(() => fs.rmSync(home, {recursive: true, force: true}));
	const open = () => openCachedScripts(locateCacheFolder({HOME: home}, process.getuid?.()), 'build.check');

	/** One start: what it evaluates, and what it keeps. */
	const start = () => {
		const scripts = open();
		const value = scripts.evaluate(() => text, 'other,entry');
		scripts.save();
		return value;
	};

	it('keeps compiled code for the next start, for nobody else to read', () => {
		expect(start()).toEqual([1, 2, 3]);
		expect(fs.statSync(file).mode & 0o777).toBe(0o600);
		const {ino} = fs.statSync(file);
		expect(start()).toEqual([1, 2, 3]);
		// V8 took it: nothing was new, so the file is the same.
		expect(fs.statSync(file).ino).toBe(ino);
		expect(fs.readdirSync(path.dirname(file))).toEqual(['build.check']);
	});

	it.each([
		['damaged', (bytes: Buffer) => bytes.fill(0, 100, 120)],
		['cut off', (bytes: Buffer) => bytes.subarray(0, 50)],
		['empty', () => Buffer.alloc(0)],
	])('compiles again where the file is %s', (_how, spoil) => {
		start();
		fs.writeFileSync(file, spoil(fs.readFileSync(file)));
		expect(start()).toEqual([1, 2, 3]);
		expect(fs.statSync(file).size).toBeGreaterThan(200);
	});

	it('works where nothing can be kept', () => {
		fs.writeFileSync(path.join(home, '.cache'), 'a file in the way');
		expect(start()).toEqual([1, 2, 3]);
	});

	it('leaves alone what others could have written', () => {
		start();
		const before = fs.readFileSync(file);
		fs.chmodSync(path.dirname(file), 0o777);
		fs.writeFileSync(file, 'not ours');
		expect(start()).toEqual([1, 2, 3]);
		expect(fs.readFileSync(file, 'utf8')).toBe('not ours');
		expect(before.length).toBeGreaterThan(8);
	});

	it('removes what an older version kept, once it is a month old', () => {
		start();
		const [old, recent] = ['older.check', 'newer.check'].map(name => path.join(path.dirname(file), name));
		for (const other of [old, recent]) fs.writeFileSync(other ?? '', '');
		fs.utimesSync(old ?? '', new Date('2020-01-01'), new Date('2020-01-01'));
		fs.rmSync(file);
		start();
		expect(fs.readdirSync(path.dirname(file)).toSorted()).toEqual(['build.check', 'newer.check']);
	});
});

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
