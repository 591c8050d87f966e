import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {readKeptRuns} from '../helpers/kept-runs.ts';
import {type Office, startOffice} from '../helpers/office.ts';
import {isAlive, openShell, type Shell} from '../helpers/shell.ts';

const ctrlC = '\u0003';

/** Ends the program in one way; the exit code that the shell then sees. */
const ways: ReadonlyArray<readonly [way: string, end: (shell: Shell) => void, code: number]> = [
	['Ctrl-C', shell => shell.type(ctrlC), 130],
	['SIGINT', shell => process.kill(shell.pid(), 'SIGINT'), 130],
	['SIGTERM', shell => process.kill(shell.pid(), 'SIGTERM'), 143],
	['SIGHUP', shell => process.kill(shell.pid(), 'SIGHUP'), 129],
];

let office: Office;
let officeFolder: string;
beforeAll(async () => {
	officeFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'office-'));
	office = await startOffice(officeFolder, {answerMs: 500});
});
afterAll(async () => {
	await office.close();
	fs.rmSync(officeFolder, {recursive: true, force: true});
});

let folder: string;
let shell: Shell;
let modes: string;
beforeEach(async () => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'interruptions-'));
	shell = await openShell(folder, {
		environment: {https_proxy: office.proxyUrl, http_proxy: office.proxyUrl, no_proxy: ''},
	});
	modes = await shell.modes();
});
afterEach(async () => {
	shell.kill('SIGKILL');
	await shell.exit;
	fs.rmSync(folder, {recursive: true, force: true});
});

/** The terminal has to be as it was, whatever happened. */
async function expectRestored(code: number): Promise<void> {
	await shell.seePrompt();
	expect(shell.isRestored()).toBe(true);
	expect(await shell.exitCode()).toBe(code);
	expect(await shell.modes()).toBe(modes);
}

/** Four endpoints at a time, each of which takes half a second: it is not over soon. */
async function startCheck(): Promise<void> {
	shell.start(['--region', 'westeurope', ...office.flags, '--concurrency', '4']);
	await shell.see('Which Azure region');
	shell.type('\r\r\r\r\r\r\r');
	await shell.see(/[1-9] of 3\d /);
}

describe.each(ways)('%s', (_way, end, code) => {
	it('before the first frame', async () => {
		shell.start(['--region', 'westeurope']);
		await shell.see(() => fs.existsSync(path.join(folder, 'pid')));
		end(shell);
		await shell.seePrompt();
		// The shell itself tells of a program that a signal ended before it could listen.
		expect(shell.isRestored()).toBe(true);
		expect(await shell.modes()).toBe(modes);
	});

	it('while a password is typed', async () => {
		shell.start(['--region', 'westeurope']);
		await shell.see('Which Azure region');
		shell.type('\r');
		await shell.see('How does the cluster reach out?');
		shell.type('\u001b[B\u001b[B\r');
		await shell.see('Password');
		shell.type('http://me@proxy.example:3128\r\rhunt');
		await shell.see('••••');
		end(shell);
		await expectRestored(code);
		expect(shell.sent()).not.toContain('hunt');
	});

	it('while endpoints are probed keeps what was found, and names the file', async () => {
		await startCheck();
		end(shell);
		await shell.see(/Kept as\s+~\/runs\/\S+\.json/);
		await expectRestored(code);
		const [run] = readKeptRuns(folder);
		expect(run?.complete).toBe(false);
		expect(run?.summary.reachable).toBeGreaterThan(0);
	});
});

describe.each(ways.filter(([way]) => way === 'Ctrl-C' || way === 'SIGTERM'))('%s', (_way, end, code) => {
	it('while the export is asked for', async () => {
		shell.start(['--region', 'westeurope', ...office.flags]);
		await shell.see('Which Azure region');
		shell.type('\r\r\r\r\r\r\r');
		await shell.see('Results');
		shell.type('e');
		await shell.see('Export the report');
		end(shell);
		await shell.see('Kept as');
		await expectRestored(code);
		expect(readKeptRuns(folder)).toMatchObject([{complete: true}]);
	});
});

describe('at its worst', () => {
	it('Ctrl-C twice while endpoints are probed does not wait, and loses nothing', async () => {
		await startCheck();
		shell.type(`${ctrlC}${ctrlC}`);
		await expectRestored(130);
		const kept = fs.globSync(path.join(folder, 'runs', '**', '*.{json,ndjson}'));
		expect(kept).toHaveLength(1);
	});

	it('SIGTERM twice does not wait either', async () => {
		await startCheck();
		process.kill(shell.pid(), 'SIGTERM');
		process.kill(shell.pid(), 'SIGTERM');
		await expectRestored(143);
	});

	it('Ctrl-C again and again, into the exit', async () => {
		shell.start(['--region', 'westeurope']);
		await shell.see('Which Azure region');
		for (let time = 0; time < 20; time++) {
			shell.type(ctrlC);
			await new Promise(resolve => setTimeout(resolve, 5));
		}
		await shell.seePrompt();
		expect(shell.isRestored()).toBe(true);
		expect(await shell.modes()).toBe(modes);
	});

	it('a line that drops while endpoints are probed ends the program, and what was found is kept', async () => {
		await startCheck();
		const pid = shell.pid();
		shell.hangUp();
		for (let attempt = 0; isAlive(pid); attempt++) {
			expect(attempt).toBeLessThan(500);
			await new Promise(resolve => setTimeout(resolve, 20));
		}
		const [run] = readKeptRuns(folder);
		expect(run?.complete).toBe(false);
		expect(run?.summary.reachable).toBeGreaterThan(0);
	});
});
