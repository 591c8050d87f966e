import {describe, expect, it} from 'vitest';
import type {Clipboard} from '../../source/wizard/services.ts';
import {sampleRun} from '../helpers/sample-run.ts';
import {keys} from '../helpers/terminal.ts';
import {openResults} from './helpers/open-results.ts';
import {windows} from './helpers/open-wizard.ts';
import {startConversation} from './plain/helpers/conversation.ts';

describe.each(['usual', 'small'] as const)('in a %s window', size => {
	it('c copies the report, the change request or rules', async () => {
		const {terminal, journal} = await openResults(windows[size]);
		terminal.press('c');
		await terminal.waitFor('Copy to the clipboard');
		terminal.press(keys.enter);
		await terminal.waitFor(/✓ Sent .+ kB to the terminal's/);
		terminal.press('j', keys.enter, 'jjjj', keys.enter);
		await expect.poll(() => journal.copies).toHaveLength(3);
		expect(journal.copies[0]).toMatch(/^# /);
		expect(journal.copies[1]).toMatch(/^Change request: /);
		expect(journal.copies[2]).toContain('acl ');
		expect(journal.copies[2]).toContain('denied-1.example');
		expect(journal.copies[2]).not.toContain('good-1.example');
		terminal.press(keys.escape);
		await terminal.waitFor('Results');
	});

	it('c in details copies the command, whole', async () => {
		const {terminal, journal} = await openResults(windows[size]);
		terminal.press(keys.right, 'j', keys.enter);
		await terminal.waitFor('denied-1.example:443');
		terminal.press('c');
		await terminal.waitFor(/✓ Sent \d+ bytes to the/);
		expect(journal.copies).toEqual([expect.stringMatching(/^curl --verbose [^\n\\]* https:\/\/denied-1\.example\/$/)]);
		terminal.press(keys.down);
		await terminal.waitFor(screen => !screen.includes('Sent'));
	});

	it('says plainly when a text is too large', async () => {
		const clipboard: Clipboard = {copy: async () => ({kind: 'too-large', bytes: 123_456})};
		const {terminal} = await openResults(windows[size], {clipboard});
		terminal.press('c');
		await terminal.waitFor('Copy to the clipboard');
		terminal.press(keys.enter);
		await terminal.waitFor('✗ Nothing was copied: 123 kB');
	});
});

describe('where all is ready', () => {
	const ready = sampleRun({rows: [{host: 'good-1.example'}, {host: 'good-2.example'}]});

	it.each(['usual', 'small'] as const)('c copies the command that comes next, and C the rest (%s)', async size => {
		const {terminal, journal} = await openResults(windows[size], {runPlan: async () => ready});
		// As a shell reads it, so that what is selected by hand works too.
		if (size === 'usual') await terminal.waitFor(/Connect it:\s+az connectedk8s connect [^\n]* \\\n/);
		terminal.press('c');
		await terminal.waitFor(/✓ Sent \d+ bytes to the/);
		expect(journal.copies).toEqual([expect.stringMatching(/^az connectedk8s connect [^\n]+$/)]);
		terminal.press(keys.down);
		await terminal.waitFor(screen => !screen.includes('Sent'));
		terminal.press('C');
		await terminal.waitFor('Copy to the clipboard');
	});

	it('lines say the command', async () => {
		const {type, hear} = startConversation({
			initial: {region: 'eastus2', features: ['arc']},
			runPlan: async () => ready,
		});
		await hear('[start]:');
		type('');
		await hear('Connect it:');
		await hear('az connectedk8s connect');
	});
});

it('is not offered where there is no clipboard', async () => {
	const {terminal} = await openResults(windows.large, {clipboard: null});
	expect(terminal.screen()).not.toMatch(/\bcopy\b/);
	terminal.press('c', 'j');
	await terminal.waitFor('❯     denied-1.example');
	terminal.press(keys.enter);
	await terminal.waitFor('Status');
	expect(terminal.screen()).not.toMatch(/\bcopy\b/);
});

it('says so where there is no command', async () => {
	const {terminal, journal} = await openResults();
	terminal.press('/', '*.unknown', keys.enter, 'j', keys.enter);
	await terminal.waitFor('Status');
	terminal.press('c');
	await terminal.waitFor('✗ There is no command here to copy.');
	expect(journal.copies).toEqual([]);
});
