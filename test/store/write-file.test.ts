import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {atOnce} from '../../source/chunks.ts';
import {writeFileAtomically, writeNewFolderInSteps} from '../../source/store/write-file.ts';

let folder: string;
beforeAll(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-write-file-'));
});
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

const forced = {isExclusive: false, mode: 0o600};

/** A file with two names, which is written into. */
function makeLinked(name: string, bytes: Buffer): {readonly file: string; readonly other: string} {
	const [file, other] = [path.join(folder, name), path.join(folder, `${name}.other`)];
	fs.writeFileSync(file, bytes, {mode: 0o644});
	fs.linkSync(file, other);
	return {file, other};
}

describe.skipIf(process.platform === 'win32')('a file with another name', () => {
	const befores: readonly (readonly [string, Buffer])[] = [
		['empty', Buffer.alloc(0)],
		['shorter', Buffer.from('old\n')],
		['longer', Buffer.alloc(600_000, 'old ')],
		['no text', Buffer.from([0xff, 0xfe, 0, 0x80, 10])],
		['as long', Buffer.alloc(300_000, 'x')],
	];

	it.each(befores)('is as it was when the disk does not take all of the new: it was %s', (name, before) => {
		const {file, other} = makeLinked(`full-${name}`, before);
		function* half() {
			yield 'n'.repeat(300_000);
			throw Object.assign(new Error('no room'), {code: 'ENOSPC'});
		}
		expect(() => writeFileAtomically(file, half(), forced)).toThrow('no room');
		expect(fs.readFileSync(other).equals(before)).toBe(true);
	});

	it.each(befores)('holds the new and no more, by both names: it was %s', (name, before) => {
		const {file, other} = makeLinked(`written-${name}`, before);
		writeFileAtomically(file, ['n'.repeat(299_999), 'é\n'], forced);
		expect(fs.readFileSync(file, 'utf8')).toBe(`${'n'.repeat(299_999)}é\n`);
		expect(fs.statSync(other).ino).toBe(fs.statSync(file).ino);
	});

	it('is replaced where it is somebody else’s, who may read it', () => {
		const {file, other} = makeLinked('foreign', Buffer.from('theirs\n'));
		const spy = vi.spyOn(process as {getuid: () => number}, 'getuid').mockReturnValue(fs.statSync(file).uid + 1);
		try {
			writeFileAtomically(file, 'ours\n', forced);
		} finally {
			spy.mockRestore();
		}
		expect(fs.readFileSync(other, 'utf8')).toBe('theirs\n');
		expect(fs.readFileSync(file, 'utf8')).toBe('ours\n');
		expect(fs.statSync(file).mode & 0o777).toBe(0o600);
	});
});

const texts = new Map([['report.md', '# Report\n']]);

let root: string;
beforeAll(() => {
	root = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-new-folder-'));
});
afterAll(() => fs.rmSync(root, {recursive: true, force: true}));

describe('writeNewFolderInSteps', () => {
	it('makes the folders above, and leaves nothing else beside the new one', () => {
		atOnce(writeNewFolderInSteps(path.join(root, 'reports', 'today'), texts));
		expect(fs.readdirSync(path.join(root, 'reports'))).toEqual(['today']);
		expect(fs.readFileSync(path.join(root, 'reports', 'today', 'report.md'), 'utf8')).toBe('# Report\n');
	});

	it('leaves nothing behind where a file stands in the way', () => {
		fs.writeFileSync(path.join(root, 'taken'), '');
		expect(() => atOnce(writeNewFolderInSteps(path.join(root, 'taken'), texts))).toThrow(/ENOTDIR/);
		expect(fs.readdirSync(root).filter(name => name.startsWith('.'))).toEqual([]);
	});

	it.runIf(process.platform === 'linux')('ends where the system makes no folders (on Linux alone)', () => {
		expect(() => atOnce(writeNewFolderInSteps('/proc/nope/reports', texts))).toThrow(/ENOENT/);
	});
});
