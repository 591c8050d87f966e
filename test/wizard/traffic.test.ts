import {describe, expect, it} from 'vitest';
import {keys, type TestTerminal} from '../helpers/terminal.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';
import {type OwnClock, useOwnClock} from './helpers/own-clock.ts';
import {createPacedRun, type PacedRun} from './helpers/paced-run.ts';

/** The budget for a slow line at 80x24: bytes a second while sixteen endpoints a second are done, and while none is. */
const budget = {probing: 6000, stalled: 1200};

async function startCheck(paced: PacedRun, {passUntil}: OwnClock): Promise<TestTerminal> {
	const {runPlan, buildPlan} = paced;
	const given = {initial: {region: 'eastus2', features: ['arc']}, runPlan, buildPlan};
	const {terminal} = openWizard(windows.usual, given, {isPaced: true});
	await passUntil(terminal, 'Ready to check?');
	terminal.press(keys.enter);
	await passUntil(terminal, 'Checking');
	await paced.begun;
	paced.start(...Array.from({length: 16}, (_, index) => index));
	await passUntil(terminal, 'and 9 more endpoints under way');
	return terminal;
}

/** What is sent while the clock goes on. */
async function sentIn(terminal: TestTerminal, clock: OwnClock, milliseconds: number): Promise<string> {
	const before = terminal.sent.length;
	await clock.pass(milliseconds);
	return terminal.sent.slice(before);
}

describe('what is sent to the terminal', () => {
	it('while 80 endpoints are probed stays within the budget, and never clears the screen', async () => {
		const clock = useOwnClock();
		const paced = createPacedRun(80);
		const terminal = await startCheck(paced, clock);
		let sent = '';
		for (let done = 0; done < 80; done += 4) {
			const finished = [done, done + 1, done + 2, done + 3];
			paced.finish(...finished);
			paced.start(...finished.map(index => index + 16).filter(index => index < 80));
			sent += await sentIn(terminal, clock, 250);
		}
		await clock.passUntil(terminal, '80 of 80');
		expect(Buffer.byteLength(sent) / 5).toBeLessThan(budget.probing);
		expect(terminal.sent).not.toMatch(/\u001b\[[23]J/);
		expect(sent).not.toContain('\u001b[H');
	});

	it('tells what a key did at once, however lately a frame was drawn', async () => {
		const clock = useOwnClock();
		const terminal = await startCheck(createPacedRun(80), clock);
		// A spinner turns.
		while ((await sentIn(terminal, clock, 1)) === '');
		terminal.press('?');
		await clock.pass(20);
		expect(terminal.screen()).toContain('stop and show what was found');
	});

	it('while the network is silent is only the clock and the spinners', async () => {
		const clock = useOwnClock();
		const terminal = await startCheck(createPacedRun(80), clock);
		await sentIn(terminal, clock, 1000);
		const rows = terminal.rows();
		const sent = await sentIn(terminal, clock, 10_000);
		expect(Buffer.byteLength(sent) / 10).toBeLessThan(budget.stalled);
		const still = (lines: readonly string[]) => lines.map(row => row.replace(/[⠀-⣿]$|\d:\d\d$/, ''));
		expect(still(terminal.rows())).toEqual(still(rows));
	});
});
