import {setImmediate} from 'node:timers/promises';
import {describe, expect, it, vi} from 'vitest';
import {runWizard} from '../../source/wizard/run-wizard.tsx';
import {createTerminal, keys} from '../helpers/terminal.ts';
import {openAnswer} from './helpers/open-answer.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';
import {createPacedRun} from './helpers/paced-run.ts';
import {fakeServices} from './helpers/services.ts';

const initial = {region: 'eastus2', features: ['arc']};

describe('a window', () => {
	it('that is made smaller and larger again shows the same, without a trace in between', async () => {
		const {terminal} = openWizard(windows.usual);
		const before = await terminal.waitFor('1-10 of 65');
		terminal.resize(40, 12);
		await terminal.waitFor('1-4 of 65');
		expect(terminal.rows().filter(row => row.includes('●'))).toHaveLength(1);
		terminal.resize(60, 16);
		await terminal.waitFor(/1-\d of 65/);
		terminal.resize(80, 24);
		await terminal.waitFor(screen => screen === before);
	});

	it('resized while probing shows one frame', async () => {
		const paced = createPacedRun(20);
		const {terminal} = openWizard(windows.usual, {initial, runPlan: paced.runPlan, buildPlan: paced.buildPlan});
		await terminal.waitFor('Ready to check?');
		terminal.press(keys.enter);
		await terminal.waitFor('Checking');
		await paced.begun;
		paced.start(0, 1, 2, 3);
		await terminal.waitFor('host-4.example');
		for (const [columns, rows] of [
			[50, 20],
			[40, 12],
			[100, 40],
			[80, 24],
		] as const) {
			terminal.resize(columns, rows);
			await terminal.waitFor(/host-1\.example/);
		}
		paced.finish(0);
		await terminal.waitFor(/✓ host-1\.example:443/);
		expect(terminal.rows().filter(row => row.includes('Checking'))).toHaveLength(1);
		expect(terminal.rows().filter(row => row.includes('host-2.example'))).toHaveLength(1);
	});

	it.each([
		[39, 24],
		[80, 11],
	])('of %ix%i is too small, which is said in one line; larger again it goes on', async (columns, rows) => {
		const {terminal} = openWizard(windows.usual);
		terminal.press('east');
		await terminal.waitFor('Filter east');
		const before = terminal.screen();
		terminal.resize(columns, rows);
		await terminal.waitFor(`${columns}x${rows} is too small, make it 40x12`);
		expect(terminal.rows().filter(row => row !== '')).toHaveLength(1);
		terminal.resize(80, 24);
		await terminal.waitFor(screen => screen === before);
	});

	it.each([
		[0, 0],
		[1, 200],
		[16, 24],
		[500, 1],
	])('of %ix%i does no harm, while asking and while probing', async (columns, rows) => {
		const paced = createPacedRun(20);
		const {terminal} = openWizard(windows.usual, {initial, runPlan: paced.runPlan, buildPlan: paced.buildPlan});
		const shrink = async () => {
			for (const [width, height] of [
				[columns, rows],
				[rows, columns],
				[80, 24],
			] as const) {
				terminal.resize(width, height);
				await setImmediate();
			}
		};
		const before = await terminal.waitFor('Ready to check?');
		await shrink();
		await terminal.waitFor(screen => screen === before);
		terminal.press(keys.enter);
		await paced.begun;
		paced.start(0, 1);
		await terminal.waitFor('host-2.example');
		await shrink();
		paced.finish(0);
		await terminal.waitFor(/✓ host-1\.example:443/);
	});

	it('too small still closes with Ctrl-C', async () => {
		const {terminal, outcome} = openWizard({columns: 30, rows: 5});
		await terminal.waitFor('too small');
		terminal.press(keys.ctrlC);
		expect((await outcome).kind).toBe('cancelled');
	});
});

describe('a terminal without Unicode', () => {
	it('gets ASCII alone, on every screen', async () => {
		const {terminal, outcome} = openWizard(windows.usual, {glyphs: {unicode: false}, initial});
		await openAnswer(terminal, 'Region');
		await terminal.waitFor('> eastus2');
		terminal.press(keys.enter);
		await openAnswer(terminal, 'Features');
		await terminal.waitFor('[x] Azure Arc agents');
		terminal.press(keys.enter);
		await terminal.waitFor('> Check');
		terminal.press(keys.enter);
		await terminal.waitFor('x The proxy denies access');
		terminal.press(keys.enter);
		await terminal.waitFor('Fix, for the proxy team');
		terminal.press(keys.escape, 'e');
		await terminal.waitFor('21 ticked');
		terminal.press(keys.enter);
		await terminal.waitFor('3 files written');
		terminal.press(keys.enter);
		await outcome;
		expect(terminal.sent).not.toMatch(/[^\u0000-\u007f]/);
	});
});

describe('what stood in the terminal before', () => {
	it('stands there again afterwards', async () => {
		const {terminal, outcome} = openWizard(windows.usual);
		await terminal.waitFor('Which Azure region');
		terminal.press(keys.ctrlC);
		await outcome;
		expect(terminal.scrollback()).toBe('');
		expect(terminal.sent).not.toMatch(/\u001b\[[23]J/);
	});

	it('is given back by a stop as early as the first frame', async () => {
		const terminal = createTerminal(windows.usual);
		const {stdin, stdout} = terminal;
		const write = vi.spyOn(stdout, 'write');
		let drawnBefore: string | null = null;
		const job = {
			stopJob: async () => {},
			stopProcess: async () => {},
			watch() {
				drawnBefore ??= write.mock.calls.join();
				return () => {};
			},
		};
		const outcome = runWizard(fakeServices().services, {stdin, stdout, job});
		await terminal.waitFor('Which Azure region');
		expect(drawnBefore).not.toContain('Which Azure region');
		terminal.press(keys.ctrlC);
		await outcome;
	});
});
