import {keys, type TestTerminal} from '../../helpers/terminal.ts';

/** Opens a line of the review, by its label, to change that answer. */
export async function openAnswer(terminal: TestTerminal, label: string): Promise<void> {
	await terminal.waitFor(/❯ Check|> Check/);
	terminal.press(keys.home);
	await terminal.waitFor(/[❯>] Region/);
	while (!new RegExp(`[❯>] ${label}`).test(terminal.screen())) {
		const before = terminal.screen();
		terminal.press(keys.down);
		await terminal.waitFor(screen => screen !== before);
	}
	terminal.press(keys.enter);
}
