import {describe, expect, it} from 'vitest';
import {keys} from '../helpers/terminal.ts';
import {openResults} from './helpers/open-results.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';

/** What a terminal without bracketed paste sends for a line that somebody pastes: its letters in one read. */
const lines = [
	'http://proxy.corp.example:3128\r',
	'cat /etc/resolv.conf\r',
	'eastus\r\r\r',
	'gbl.his.arc.azure.com\rmcr.microsoft.com\r',
	'rm -rf build && npm start\r',
] as const;

describe('a line pasted into a terminal that does not mark it', () => {
	it.each(lines)('does nothing on the review: %j', async line => {
		const ran: number[] = [];
		const {terminal} = openWizard(windows.usual, {
			initial: {region: 'eastus2', features: ['arc']},
			async runPlan() {
				ran.push(1);
				throw new Error('The check was started.');
			},
		});
		await terminal.waitFor('Ready to check?');
		const before = terminal.screen();
		terminal.press(line, keys.up);
		await terminal.waitFor(screen => screen !== before);
		expect(terminal.screen()).toContain('Ready to check?');
		expect(ran).toEqual([]);
	});

	it.each(lines)('does nothing on the results: %j', async line => {
		const {terminal} = await openResults();
		terminal.press(line, '?');
		await terminal.waitFor('Help: Results');
	});

	it('is text in a field, and the Enter behind it begins nothing on a screen that it leads to', async () => {
		const {terminal} = openWizard(windows.usual);
		await terminal.waitFor('Which Azure region');
		terminal.press('eastus2\r\r\r\r');
		await terminal.waitFor('Ready to check?');
		terminal.press('g');
		await terminal.waitFor(/❯ Region/);
	});

	it('takes the place of an address that stands in its field', async () => {
		const ownProxy = {url: 'http://10.77.0.1:3128', username: '', password: '', noProxy: '', caFile: ''};
		const {terminal} = openWizard(windows.usual, {
			initial: {region: 'eastus2', features: ['arc'], proxyChoice: 'own', ownProxy},
		});
		await terminal.waitFor('Ready to check?');
		terminal.press('gj', keys.enter);
		await terminal.waitFor('Another proxy');
		terminal.press(keys.enter);
		await terminal.waitFor(/❯ Address +http:\/\/10\.77\.0\.1:3128/);
		terminal.press('http://proxy.corp.example:8080');
		await terminal.waitFor(/❯ Address +http:\/\/proxy\.corp\.example:8080 /);
	});
});
