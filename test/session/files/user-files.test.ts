import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {setImmediate} from 'node:timers/promises';
import {afterAll, expect, it, onTestFinished} from 'vitest';
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

it('may have changed when it is asked for again', async () => {
	const files = openUserFiles();
	const file = write('changing', 1);
	expect(await files.read(file, '--ca-file')).toBe('x');
	write('changing', 2);
	expect(await files.read(file, '--ca-file')).toBe('xx');
});

it('can be what a shell pipes in, which is kept for whoever asks again', async () => {
	const fifo = path.join(folder, 'pipe');
	spawnSync('mkfifo', [fifo]);
	const reader = fs.openSync(fifo, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
	const writer = fs.openSync(fifo, 'w');
	onTestFinished(() => fs.closeSync(reader));
	fs.writeSync(writer, 'piped');
	fs.closeSync(writer);
	const files = openUserFiles();
	/** Who opens a pipe to read it waits for a writer, and then for its end. */
	async function readPiped(): Promise<string> {
		let isRead = false;
		const reading = files.read(`/dev/fd/${reader}`, '--ca-file').finally(() => {
			isRead = true;
		});
		while (!isRead) {
			fs.closeSync(fs.openSync(fifo, 'r+'));
			await setImmediate();
		}
		return reading;
	}
	expect(await readPiped()).toBe('piped');
	expect(await readPiped()).toBe('piped');
});

it('holds no password that is as large as a film', async () => {
	const file = write('password', 64_001);
	expect(await readPassword({file}, {environment: {}})).toEqual({
		value: null,
		problem: `the file ${file} is larger than 64 kB, so name another`,
	});
});
