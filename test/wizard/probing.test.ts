import {describe, expect, it} from 'vitest';
import {EnvironmentError} from '../../source/errors.ts';
import {keys} from '../helpers/terminal.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';
import {createPacedRun, type PacedRun} from './helpers/paced-run.ts';

/** Opens the wizard with all questions answered, and starts the check. */
async function startCheck(paced: PacedRun, window: {readonly columns: number; readonly rows: number} = windows.usual) {
	const wizard = openWizard(window, {
		runPlan: paced.runPlan,
		buildPlan: paced.buildPlan,
		initial: {region: 'eastus2', features: ['arc']},
	});
	await wizard.terminal.waitFor('Ready to check?');
	wizard.terminal.press(keys.enter);
	await wizard.terminal.waitFor('Checking');
	await paced.begun;
	return wizard;
}

describe('the probing screen', () => {
	it('shows what runs, with a spinner, and failures as they come', async () => {
		const paced = createPacedRun(10);
		const {terminal} = await startCheck(paced);
		paced.start(0, 1, 4);
		await terminal.waitFor(/host-1\.example:443 +proxy [⠁-⣿]/);
		expect(terminal.screen()).toMatch(/host-5\.example:443 +proxy [⠁-⣿]/);
		paced.finish(0, 4);
		await terminal.waitFor(/✗ host-5\.example:443 +proxy\.host-denied/);
		expect(terminal.screen()).toMatch(/✓ host-1\.example:443 +\d+ ms/);
		expect(terminal.screen()).toMatch(/[█░]+ 2 of 10 {2}\d:\d\d/);
		expect(terminal.screen()).toContain('✓ 1 reachable  ✗ 1 blocked');
		expect(terminal.screen()).toMatch(/host-2\.example:443 +proxy [⠁-⣿]/);
	});

	it.each([
		[0, 0],
		[1, 1],
		[2, 200],
		[7, 3],
		[11, 12],
		[16, 24],
		[39, 11],
		[500, 1],
		[1, 500],
	])('goes on in a window of %i columns and %i rows', async (columns, rows) => {
		const paced = createPacedRun(10);
		const {terminal} = await startCheck(paced);
		paced.start(0, 1, 4);
		await terminal.waitFor(/host-1\.example:443 +proxy/);
		// An emulator has no window without a cell; what the program is told is what counts.
		terminal.resize(Math.max(1, columns), Math.max(1, rows));
		Object.assign(terminal.stdout, {columns, rows});
		terminal.stdout.emit('resize');
		paced.finish(0, 4);
		paced.start(2);
		await new Promise(resolve => setTimeout(resolve, 40));
		terminal.resize(windows.usual.columns, windows.usual.rows);
		await terminal.waitFor(/✗ host-5\.example:443 +proxy\.host-denied/);
		expect(paced.isAborted).toBe(false);
	});

	it('turns its spinners', async () => {
		const paced = createPacedRun(3);
		const {terminal} = await startCheck(paced);
		paced.start(0);
		const first = /proxy ([⠁-⣿])/.exec(await terminal.waitFor(/proxy [⠁-⣿]/))?.[1];
		await terminal.waitFor(screen => {
			const frame = /proxy ([⠁-⣿])/.exec(screen)?.[1];
			return frame !== undefined && frame !== first;
		});
	});

	it('shows how far each feature is, where the window has room', async () => {
		const paced = createPacedRun(12, ['arc', 'arc-extensions', 'aml-training']);
		const {terminal} = await startCheck(paced);
		await terminal.waitFor(/○ Azure Arc agents +0 of 4$/m);
		paced.start(0, 1, 4);
		await terminal.waitFor(/● Azure Arc agents +0 of 4$/m);
		paced.finish(0, 1, 4, 7, 10);
		await terminal.waitFor(/● Azure Arc agents +1 of 4$/m);
		expect(terminal.screen()).toMatch(/✗ Arc extensions +4 of 4 {2}1 blocked$/m);
		expect(terminal.screen()).toMatch(/○ Training jobs +0 of 4$/m);
		terminal.resize(40, 12);
		await terminal.waitFor(screen => !screen.includes('Arc extensions') && screen.includes('5 of 12'));
	});

	it.each(['usual', 'small', 'large'] as const)('stays inside a %s window, whatever happens', async size => {
		const paced = createPacedRun(80, ['arc', 'arc-extensions', 'aml-training', 'aml-inference', 'gpu']);
		const {terminal} = await startCheck(paced, windows[size]);
		paced.start(...Array.from({length: 80}, (_, index) => index));
		await terminal.waitFor(/more endpoints? under way/);
		paced.finish(...Array.from({length: 60}, (_, index) => index));
		await terminal.waitFor('60 of 80');
		const used = terminal.rows().findLastIndex(row => row !== '');
		expect(used).toBeLessThan(windows[size].rows - 2);
		expect(terminal.rows().every(row => row.length < windows[size].columns)).toBe(true);
		expect(terminal.screen()).toContain('✗ 12 blocked');
	});

	it.each(['usual', 'small'] as const)('guesses the time left after a third, in a %s window', async size => {
		const paced = createPacedRun(30);
		const {terminal} = await startCheck(paced, windows[size]);
		paced.finish(...Array.from({length: 9}, (_, index) => index));
		await terminal.waitFor('9 of 30');
		expect(terminal.screen()).not.toContain('left');
		paced.finish(9, 10);
		await terminal.waitFor(/Checking 30 endpoints +about \d+ s left/);
	});

	it('goes on to the results when the run is over', async () => {
		const paced = createPacedRun(5);
		const {terminal} = await startCheck(paced);
		paced.complete();
		await terminal.waitFor('Results');
		expect(terminal.screen()).toContain('The proxy denies access');
	});

	it('goes back to the review with one sentence when the run can’t be made', async () => {
		const paced = createPacedRun(5);
		const {terminal} = await startCheck(paced);
		paced.fail(new EnvironmentError('The network is gone.', 'Bring it back.'));
		await terminal.waitFor('✗ The network is gone. Bring it back.');
		expect(terminal.screen()).toContain('Ready to check?');
	});
});

describe('stopping', () => {
	it.each([
		['s', 's'],
		['Escape', keys.escape],
	])('with %s keeps what is there, marked as incomplete', async (_name, key) => {
		const paced = createPacedRun(10);
		const {terminal, outcome} = await startCheck(paced);
		paced.start(0, 1, 2, 3, 4);
		paced.finish(0, 4);
		await terminal.waitFor('2 of 10');
		terminal.press(key);
		await terminal.waitFor('Results so far');
		expect(terminal.screen()).toContain('Stopped: ');
		expect(terminal.screen()).toContain('host-5.example:443');
		terminal.press('q', 'q');
		expect(await outcome).toMatchObject({kind: 'finished', run: {complete: false, summary: {targets: 2}}});
	});

	it('with Ctrl-C leaves with what was found', async () => {
		const paced = createPacedRun(10);
		const {terminal, outcome} = await startCheck(paced);
		paced.start(0);
		paced.finish(0);
		await terminal.waitFor('1 of 10');
		terminal.press(keys.ctrlC);
		expect(await outcome).toMatchObject({kind: 'cancelled', run: {complete: false, summary: {targets: 1}}});
		await expect.poll(() => terminal.isRestored()).toBe(true);
	});

	it('with a second Ctrl-C does not wait for the run', async () => {
		const paced = createPacedRun(10);
		paced.hold();
		const {terminal, outcome} = await startCheck(paced);
		terminal.press(keys.ctrlC);
		await terminal.waitFor('Leaving (Ctrl-C again: at once)');
		// The screen says it a moment before the run is told.
		await expect.poll(() => paced.isAborted).toBe(true);
		terminal.press(keys.ctrlC);
		expect(await outcome).toMatchObject({kind: 'cancelled', run: null});
		await expect.poll(() => terminal.isRestored()).toBe(true);
	});

	it('when the process is asked to end leaves with what was found', async () => {
		const paced = createPacedRun(10);
		const {terminal, outcome, end} = await startCheck(paced);
		paced.start(0);
		paced.finish(0);
		await terminal.waitFor('1 of 10');
		end();
		expect(await outcome).toMatchObject({kind: 'cancelled', run: {summary: {targets: 1}}});
		await expect.poll(() => terminal.isRestored()).toBe(true);
	});
});

describe('Ctrl-C', () => {
	it('at a question leaves at once, and nothing was probed', async () => {
		const {terminal, journal, outcome} = openWizard(windows.usual);
		await terminal.waitFor('Which Azure region');
		terminal.press(keys.ctrlC);
		expect(await outcome).toMatchObject({kind: 'cancelled', run: null, files: []});
		expect(journal.plans).toEqual([]);
		await expect.poll(() => terminal.isRestored()).toBe(true);
	});
});

describe('a fault of ours', () => {
	it('rejects, with the terminal as it was', async () => {
		const paced = createPacedRun(5);
		const {terminal, outcome} = await startCheck(paced);
		paced.fail(new TypeError('x is not a function'));
		await expect(outcome).rejects.toThrow('x is not a function');
		await expect.poll(() => terminal.isRestored()).toBe(true);
	});
});
