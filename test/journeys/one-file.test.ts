import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {runProgram} from '../helpers/program.ts';
import {startInPty} from '../helpers/pty.ts';

/** The built file by itself, in a folder where no package can be found. */
describe('the one file', () => {
	let folder: string;
	let file: string;
	beforeAll(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'one-file-'));
		file = path.join(folder, 'arc-netcheck.mjs');
		fs.copyFileSync('dist/arc-netcheck.mjs', file);
	});
	afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

	it('says its version', async () => {
		expect(await runProgram(['--version'], {file})).toMatchObject({
			code: 0,
			stdout: expect.stringMatching(/^arc-netcheck \d/),
		});
	});

	it('checks', async () => {
		// Nobody listens on the discard port of loopback, so every name is refused at once.
		const outcome = await runProgram(['check', '--region', 'eastus', '--dns', '127.0.0.1:9', '--timeout', '1'], {file});
		expect(outcome.code).toBe(1);
		expect(outcome.stdout).toContain('name resolution is what fails');
	});

	it('opens the wizard, and leaves the terminal as it was', async () => {
		const program = startInPty([file], {cwd: folder, environment: {HOME: folder}});
		await program.see('Which Azure region');
		program.type('\u0003');
		expect(await program.exit).toMatchObject({exitCode: 130});
		expect(program.sent()).toMatch(/\u001b\[\?25h/);
		expect(program.sent()).toContain('\u001b[?1049l');
	});

	it('says what to use instead where there is no terminal', async () => {
		const outcome = await runProgram([], {file});
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(/needs a terminal.*arc-netcheck check --region/);
	});
});
