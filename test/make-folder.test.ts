import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {makeFolder} from '../source/make-folder.ts';

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
