import dgram from 'node:dgram';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {readKeptRuns} from '../helpers/kept-runs.ts';
import {startOffice} from '../helpers/office.ts';
import {openShell, type Shell} from '../helpers/shell.ts';

let folder: string;
let shell: Shell;
let modes: string;
beforeEach(async () => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'jobs-'));
	shell = await openShell(folder);
	modes = await shell.modes();
});
afterEach(async () => {
	shell.kill('SIGKILL');
	await shell.exit;
	fs.rmSync(folder, {recursive: true, force: true});
});

describe('Ctrl-Z', () => {
	it('gives the terminal back, and fg draws all of it again with what was typed', async () => {
		shell.start(['demo']);
		await shell.see('Which Azure region');
		shell.type('weste');
		await shell.see(/1 of \d\d/);
		const before = shell.rows().join('\n');
		shell.type('\u001a');
		await shell.see(/Stopped.*\n.*shell>/s);
		expect(shell.isRestored()).toBe(true);
		expect(await shell.modes()).toBe(modes);
		shell.enter('echo something of mine; fg');
		await shell.see(screen => screen === before);
		shell.type('\r');
		await shell.see('How does the cluster reach out?');
		shell.type('\u0003');
		await shell.seePrompt();
		expect(await shell.modes()).toBe(modes);
	});

	it('draws for the size that the window has by then', async () => {
		shell.start(['demo']);
		await shell.see('Which Azure region');
		shell.type('\u001a');
		await shell.see('Stopped');
		shell.resize(40, 12);
		await shell.seePrompt();
		shell.enter('clear; fg');
		// The first row is the wizard's own, and the question stands there once.
		await shell.see(screen => {
			const [first = '', ...rows] = screen.split('\n');
			const questions = rows.filter(row => row.includes('Which Azure'));
			return first.includes('Region  1 of 7') && questions.length === 1 && screen.includes('? help');
		});
		shell.type('\u0003');
		await shell.seePrompt();
	});

	it('while endpoints are probed blocks none of them, however long it lasts', async () => {
		const timeoutSeconds = 8;
		const office = await startOffice(folder, {answerMs: 300, timeoutSeconds});
		try {
			shell.enter(`export https_proxy=${office.proxyUrl} http_proxy=${office.proxyUrl}`);
			shell.start([...['--region', 'westeurope', ...office.flags], ...['--retries', '0', '--concurrency', '2']]);
			await shell.see('Ready to check?');
			shell.type('\r');
			await shell.see(/[1-9] of \d\d /);
			shell.type('\u001a');
			await shell.see('Stopped');
			// What matters is time itself: the limit of whatever was under way is over by then, however fast this machine is.
			await sleep(timeoutSeconds * 1000 + 500);
			shell.enter('fg');
			await shell.see('Checking');
			await shell.see('Results');
			shell.type('\u0003');
			await shell.seePrompt();
			const results = readKeptRuns(folder).flatMap(run => run.results);
			expect(results.length).toBeGreaterThan(30);
			expect(results.filter(({status}) => status === 'blocked' || status === 'unstable')).toEqual([]);
		} finally {
			await office.close();
		}
	});

	it('is heard while ten thousand endpoints wait for a name server, and so is Ctrl-C after fg', async () => {
		const silent = dgram.createSocket('udp4');
		await new Promise<void>(resolve => silent.bind(0, '127.0.0.1', resolve));
		const file = path.join(folder, 'own.json');
		const requirements = Array.from({length: 10_000}, (_, index) => ({host: `h${index}.team.example`}));
		fs.writeFileSync(file, JSON.stringify({requirements}));
		try {
			// Nothing comes to its end before the test does.
			const patience = ['--timeout', '120', '--retries', '0', '--proxy', 'none'];
			const world = ['--dns', `127.0.0.1:${silent.address().port}`, '--requirements', file];
			shell.start(['--region', 'westeurope', ...world, ...patience]);
			await shell.see('Ready to check?');
			shell.type('\r');
			await shell.see('endpoints under way');
			for (let round = 0; round < 2; round++) {
				shell.type('\u001a');
				await shell.see(/Stopped.*\n.*shell>/s);
				expect(shell.isRestored()).toBe(true);
				expect(await shell.modes()).toBe(modes);
				shell.enter('fg');
				await shell.see('endpoints under way');
			}
			shell.type('\u0003');
			await shell.seePrompt();
			expect(await shell.exitCode()).toBe(130);
			expect(shell.isRestored()).toBe(true);
			expect(await shell.modes()).toBe(modes);
		} finally {
			silent.close();
		}
	});
});

describe('a stopped program', () => {
	it('that is killed goes at once, and leaves the shell its terminal', async () => {
		shell.start(['demo']);
		await shell.see('Which Azure region');
		shell.type('\u001a');
		await shell.see('Stopped');
		expect(await shell.ask('kill %1; while kill -0 $(cat pid); do sleep 0.05; done; echo gone')).toBe('gone');
		expect(shell.isRestored()).toBe(true);
		expect(await shell.modes()).toBe(modes);
	});

	it('goes on after a stop that it was not told of', async () => {
		shell.start(['demo']);
		await shell.see('Which Azure region');
		await shell.see('? help');
		const before = shell.rows().join('\n');
		process.kill(shell.pid(), 'SIGSTOP');
		await shell.see('Stopped');
		shell.enter('clear; fg');
		await shell.see(screen => screen === before);
		shell.type('weste');
		await shell.see('Filter weste');
		shell.type('\u0003');
		await shell.seePrompt();
		expect(await shell.modes()).toBe(modes);
	});

	it('gives the terminal back when another process asks for the stop', async () => {
		shell.start(['demo']);
		await shell.see('Which Azure region');
		process.kill(shell.pid(), 'SIGTSTP');
		await shell.see('Stopped');
		expect(shell.isRestored()).toBe(true);
		expect(await shell.modes()).toBe(modes);
		shell.enter('fg');
		await shell.see('Which Azure region');
		shell.type('\u0003');
		await shell.seePrompt();
	});
});
