import {expect, it, vi} from 'vitest';
import {keys} from '../helpers/terminal.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';
import {createPacedRun} from './helpers/paced-run.ts';

// Colours cost bytes too. They are settled when Ink is loaded.
vi.hoisted(() => {
	process.env.FORCE_COLOR = '1';
});

/** The budget for a slow line: bytes a second at 80x24 while 80 endpoints are probed. */
const bytesPerSecond = 6000;

it('a check of 80 endpoints stays within the budget, and never clears the screen', async () => {
	const paced = createPacedRun(80);
	const {terminal} = openWizard(windows.usual, {
		initial: {region: 'eastus2', features: ['arc']},
		runPlan: paced.runPlan,
		buildPlan: paced.buildPlan,
	});
	terminal.press(keys.enter, keys.enter, keys.enter);
	await terminal.waitFor('Ready to check?');
	terminal.press(keys.enter);
	await terminal.waitFor('Checking');

	const before = terminal.sent.length;
	const started = performance.now();
	// Sixteen at a time, and some sixteen a second: what is shown paces the run.
	paced.start(...Array.from({length: 16}, (_, index) => index));
	await terminal.waitFor('and 9 more under way');
	for (let done = 0; done < 80; done += 4) {
		const finished = [done, done + 1, done + 2, done + 3];
		paced.finish(...finished);
		paced.start(...finished.map(index => index + 16).filter(index => index < 80));
		await terminal.waitFor(`${done + 4} of 80`);
	}
	const seconds = (performance.now() - started) / 1000;
	const sent = terminal.sent.slice(before);

	expect(Buffer.byteLength(sent) / seconds).toBeLessThan(bytesPerSecond);
	expect(terminal.sent).not.toMatch(/\u001b\[[23]J/);
	expect(sent).not.toContain('\u001b[H');
});
