import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, expect, it} from 'vitest';
import {openUserFiles} from '../../../source/session/files/user-files.ts';
import {readPassword} from '../../../source/session/profiles/load-profile.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-files-'));
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

function write(name: string, size: number): string {
	const file = path.join(folder, name);
	fs.writeFileSync(file, 'x'.repeat(size));
	return file;
}

it('is read up to its bound, and no further', async () => {
	const files = openUserFiles();
	expect(await files.read(write('whole', 1000), '--ca-file', 1000)).toHaveLength(1000);
	await expect(files.read(write('larger', 16_000_001), '--ca-file')).rejects.toThrow(
		/^--ca-file .*larger is larger than 16 MB: give another file\.$/,
	);
});

it('may have changed when it is asked for again, but for what a shell pipes in', async () => {
	const files = openUserFiles();
	const file = write('changing', 1);
	expect(await files.read(file, '--ca-file')).toBe('x');
	write('changing', 2);
	expect(await files.read(file, '--ca-file')).toBe('xx');
});

it('holds no password that is as large as a film', async () => {
	const file = write('password', 64_001);
	expect(await readPassword({file}, {environment: {}})).toEqual({
		value: null,
		problem: `the file ${file} is larger than 64 kB, so name another`,
	});
});
