import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {writeNewFolder} from '../../source/store/write-file.ts';

const texts = new Map([['report.md', '# Report\n']]);

let root: string;
beforeAll(() => {
	root = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-new-folder-'));
});
afterAll(() => fs.rmSync(root, {recursive: true, force: true}));

describe('writeNewFolder', () => {
	it('makes the folders above, and leaves nothing else beside the new one', () => {
		writeNewFolder(path.join(root, 'reports', 'today'), texts);
		expect(fs.readdirSync(path.join(root, 'reports'))).toEqual(['today']);
		expect(fs.readFileSync(path.join(root, 'reports', 'today', 'report.md'), 'utf8')).toBe('# Report\n');
	});

	it('leaves nothing behind where a file stands in the way', () => {
		fs.writeFileSync(path.join(root, 'taken'), '');
		expect(() => writeNewFolder(path.join(root, 'taken'), texts)).toThrow(/ENOTDIR/);
		expect(fs.readdirSync(root).filter(name => name.startsWith('.'))).toEqual([]);
	});

	it.runIf(process.platform === 'linux')('ends where the system makes no folders (on Linux alone)', () => {
		expect(() => writeNewFolder('/proc/nope/reports', texts)).toThrow(/ENOENT/);
	});
});
