import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {keys, type TestTerminal} from '../helpers/terminal.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';
import {createPacedRun, type PacedRun} from './helpers/paced-run.ts';

/** The budget for a slow line at 80x24: bytes a second while sixteen endpoints a second are done, and while none is. */
const budget = {probing: 6000, stalled: 1200};

// The seconds are those of the program's own clock, which goes on when the test says so: how busy this machine is makes
// no difference. React goes on by itself.
beforeEach(() => {
	vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance']});
});
afterEach(() => {
	vi.useRealTimers();
});

/** Lets the clock go on until the window shows a text. */
async function passUntil(terminal: TestTerminal, text: string): Promise<void> {
	while (!terminal.screen().includes(text)) await vi.advanceTimersByTimeAsync(25);
}

async function startCheck(paced: PacedRun): Promise<TestTerminal> {
	const {runPlan, buildPlan} = paced;
	const given = {initial: {region: 'eastus2', features: ['arc']}, runPlan, buildPlan};
	const {terminal} = openWizard(windows.usual, given, {isPaced: true});
	terminal.press(keys.enter, keys.enter, keys.enter);
	await passUntil(terminal, 'Ready to check?');
	terminal.press(keys.enter);
	await passUntil(terminal, 'Checking');
	await paced.begun;
	paced.start(...Array.from({length: 16}, (_, index) => index));
	await passUntil(terminal, 'and 9 more under way');
	return terminal;
}

/** What is sent in so many milliseconds of the clock. */
async function sentIn(terminal: TestTerminal, milliseconds: number): Promise<string> {
	const before = terminal.sent.length;
	const end = Date.now() + milliseconds;
	while (Date.now() < end) await vi.advanceTimersByTimeAsync(25);
	return terminal.sent.slice(before);
}

describe('what is sent to the terminal', () => {
	it('while 80 endpoints are probed stays within the budget, and never clears the screen', async () => {
		const paced = createPacedRun(80);
		const terminal = await startCheck(paced);
		let sent = '';
		for (let done = 0; done < 80; done += 4) {
			const finished = [done, done + 1, done + 2, done + 3];
			paced.finish(...finished);
			paced.start(...finished.map(index => index + 16).filter(index => index < 80));
			sent += await sentIn(terminal, 250);
		}
		await passUntil(terminal, '80 of 80');
		expect(Buffer.byteLength(sent) / 5).toBeLessThan(budget.probing);
		expect(terminal.sent).not.toMatch(/\u001b\[[23]J/);
		expect(sent).not.toContain('\u001b[H');
	});

	it('while the network is silent is only the clock and the spinners', async () => {
		const terminal = await startCheck(createPacedRun(80));
		await sentIn(terminal, 1000);
		const rows = terminal.rows();
		const sent = await sentIn(terminal, 10_000);
		expect(Buffer.byteLength(sent) / 10).toBeLessThan(budget.stalled);
		const still = (lines: readonly string[]) => lines.map(row => row.replace(/[⠀-⣿]$|\d:\d\d$/, ''));
		expect(still(terminal.rows())).toEqual(still(rows));
	});
});
