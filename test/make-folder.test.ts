import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {closeToOthers, makeFolder} from '../source/make-folder.ts';

let root: string;
beforeAll(() => {
	root = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-folder-'));
});
afterAll(() => fs.rmSync(root, {recursive: true, force: true}));

describe('makeFolder', () => {
	it('makes all that is missing, for this user alone, and is content with what is there', () => {
		const folder = path.join(root, 'one', 'two', 'three');
		makeFolder(folder);
		makeFolder(folder);
		for (const part of ['one', 'one/two', 'one/two/three']) {
			expect(fs.statSync(path.join(root, part)).mode & 0o777).toBe(0o700);
		}
	});

	it('follows a link to a folder', () => {
		fs.mkdirSync(path.join(root, 'elsewhere'));
		fs.symlinkSync('elsewhere', path.join(root, 'link'));
		makeFolder(path.join(root, 'link', 'inner'));
		expect(fs.statSync(path.join(root, 'elsewhere', 'inner')).isDirectory()).toBe(true);
	});

	it('gives up where something else stands in the way', () => {
		fs.writeFileSync(path.join(root, 'file'), '');
		fs.symlinkSync('nowhere', path.join(root, 'dangling'));
		for (const name of ['file', 'file/inner', 'dangling', 'dangling/inner']) {
			expect(() => makeFolder(path.join(root, name)), name).toThrow(/EEXIST|ENOTDIR/);
		}
	});

	it.runIf(process.platform === 'linux')('ends where the system makes no folders (on Linux alone)', () => {
		expect(() => makeFolder('/proc/nope')).toThrow(/ENOENT/);
		expect(() => makeFolder('/proc/nope/one/two')).toThrow(/ENOENT/);
	});
});

describe('closeToOthers', () => {
	it.each([0o777, 0o1777, 0o2775, 0o775, 0o755, 0o750, 0o711, 0o701])('closes a folder of the mode %o', mode => {
		const folder = path.join(root, `open-${mode}`);
		fs.mkdirSync(folder);
		fs.chmodSync(folder, mode);
		closeToOthers(folder);
		expect(fs.statSync(folder).mode & 0o7777).toBe(0o700);
	});

	it.each([0o700, 0o500, 0o1700])('leaves one of the mode %o as it is', mode => {
		const folder = path.join(root, `closed-${mode}`);
		fs.mkdirSync(folder);
		fs.chmodSync(folder, mode);
		closeToOthers(folder);
		expect(fs.statSync(folder).mode & 0o7777).toBe(mode);
	});
});
