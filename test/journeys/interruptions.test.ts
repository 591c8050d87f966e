import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {readKeptRuns} from '../helpers/kept-runs.ts';
import {type Office, startOffice} from '../helpers/office.ts';
import {until} from '../helpers/pty.ts';
import {isAlive, openShell, type Shell} from '../helpers/shell.ts';

const ctrlC = '\u0003';

/** Ends the program in one way; the exit code that the shell then sees. */
const ways: ReadonlyArray<readonly [way: string, end: (shell: Shell) => void, code: number]> = [
	['Ctrl-C', shell => shell.type(ctrlC), 130],
	['SIGINT', shell => process.kill(shell.pid(), 'SIGINT'), 130],
	['SIGTERM', shell => process.kill(shell.pid(), 'SIGTERM'), 143],
	['SIGHUP', shell => process.kill(shell.pid(), 'SIGHUP'), 129],
];

/** One where a check is soon over, and one where none ever is. */
let office: Office;
let endless: Office;
let officeFolder: string;
beforeAll(async () => {
	officeFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'office-'));
	office = await startOffice(officeFolder);
	endless = await startOffice(officeFolder, {silent: 'mcr.microsoft.com'});
});
afterAll(async () => {
	await office.close();
	await endless.close();
	fs.rmSync(officeFolder, {recursive: true, force: true});
});

let folder: string;
let shell: Shell;
let modes: string;
beforeEach(async () => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'interruptions-'));
	shell = await openShell(folder);
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

/** Goes by the proxy of an office from the first question to the check. */
async function startCheckIn({flags, proxyUrl}: Office): Promise<void> {
	shell.enter(`export https_proxy=${proxyUrl} http_proxy=${proxyUrl}; clear`);
	await shell.seePrompt();
	shell.start(['--region', 'westeurope', ...flags]);
	await shell.see('Ready to check?');
	shell.type('\r');
}

/** Starts a check that is never over, and waits until something is found. */
async function startCheck(): Promise<void> {
	await startCheckIn(endless);
	await shell.see(/[1-9]\d* reachable/);
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
		await shell.see('Ready to check?');
		shell.type('gj\r');
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
		await startCheckIn(office);
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
		await shell.see('Ready to check?');
		const pid = shell.pid();
		await until('its end', () => {
			shell.type(ctrlC);
			return !isAlive(pid);
		});
		await shell.seePrompt();
		expect(shell.isRestored()).toBe(true);
		expect(await shell.modes()).toBe(modes);
	});

	it('a line that drops while endpoints are probed ends the program, and what was found is kept', async () => {
		await startCheck();
		const pid = shell.pid();
		shell.hangUp();
		await until('its end', () => !isAlive(pid));
		const [run] = readKeptRuns(folder);
		expect(run?.complete).toBe(false);
		expect(run?.summary.reachable).toBeGreaterThan(0);
	});
});
