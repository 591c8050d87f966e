import {describe, expect, it} from 'vitest';
import {keys} from '../helpers/terminal.ts';
import {openAnswer} from './helpers/open-answer.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';

/** Checks once, and goes from the results to the review of the answers. */
async function openReviewOfResults() {
	const opened = openWizard(windows.usual, {initial: {region: 'eastus2', features: ['arc']}});
	const {terminal} = opened;
	await terminal.waitFor('❯ Check');
	terminal.press(keys.enter);
	await terminal.waitFor('Results');
	terminal.press(keys.escape);
	await terminal.waitFor('What next?');
	terminal.press('jjj', keys.enter);
	await terminal.waitFor('Check again?');
	return opened;
}

describe('back and forth', () => {
	it('keeps every answer', async () => {
		const {terminal} = openWizard(windows.usual);
		terminal.press('eastus2', keys.enter);
		await openAnswer(terminal, 'Proxy');
		await terminal.waitFor('How does the cluster');
		terminal.press('G', keys.enter);
		await terminal.waitFor('Which proxy?');
		terminal.press('http://half-typed');
		await terminal.waitFor('half-typed');
		terminal.press(keys.escape);
		await terminal.waitFor('❯ Another proxy');
		terminal.press(keys.enter);
		await terminal.waitFor(/Address +http:\/\/half-typed/);
		terminal.press(keys.escape, keys.escape);
		await terminal.waitFor(/Proxy +! http:\/\/half-typed:80/);
		terminal.press(keys.escape);
		await terminal.waitFor('❯ eastus2');
	});

	it('leads from the review to any answer and straight back', async () => {
		const {terminal} = openWizard(windows.usual, {initial: {region: 'eastus2', features: ['arc']}});
		await terminal.waitFor('❯ Check');
		terminal.press('g', keys.enter);
		await terminal.waitFor('❯ eastus2');
		terminal.press('weu', keys.enter);
		await terminal.waitFor(/Region +westeurope \(West Europe\)/);
		terminal.press('gj', keys.enter);
		await terminal.waitFor('How does the cluster');
		terminal.press(keys.escape);
		await terminal.waitFor('Ready to check?');
	});

	it('asks for what a changed answer opens', async () => {
		const {terminal} = openWizard(windows.usual, {initial: {region: 'eastus2', features: ['arc']}});
		await terminal.waitFor('❯ Check');
		terminal.press('gj', keys.enter);
		await terminal.waitFor('How does the cluster');
		terminal.press('G', keys.enter);
		await terminal.waitFor('Which proxy?');
		terminal.press('proxy.example:3128', keys.enter, keys.enter, keys.enter, keys.enter, keys.enter);
		await terminal.waitFor(/Proxy +http:\/\/proxy\.example:3128/);
	});

	it('leads from the results to the review and back, and the check can run again', async () => {
		const {terminal, journal} = await openReviewOfResults();
		expect(terminal.screen()).not.toContain('Nothing has been sent');
		terminal.press('G');
		await terminal.waitFor('❯ Back to the results');
		terminal.press('k', keys.enter);
		await terminal.waitFor('Results');
		expect(journal.plans).toHaveLength(2);
	});

	it('takes up the answers of the results again on the way back to them', async () => {
		const {terminal} = await openReviewOfResults();
		terminal.press('g', keys.enter);
		await terminal.waitFor('Which Azure region');
		terminal.press(keys.ctrlU, 'westeurope', keys.enter);
		await terminal.waitFor('Check again?');
		terminal.press('G');
		await terminal.waitFor('Drops your changes');
		terminal.press(keys.enter);
		await terminal.waitFor(screen => screen.includes('Results') && screen.includes('eastus2'));
	});

	it('asks for the names that a changed choice of features can use, on the way back to the review', async () => {
		const {terminal} = openWizard(windows.usual, {initial: {region: 'eastus2', features: ['arc']}});
		await terminal.waitFor('❯ Check');
		terminal.press('gjj', keys.enter);
		await terminal.waitFor('❯ [✓] Azure Arc agents');
		for (let line = 0; line < 10; line++) terminal.press(keys.down);
		await terminal.waitFor('❯ [ ] Key Vault');
		terminal.press(' ', keys.enter);
		await terminal.waitFor('❯ Key vault');
		terminal.press('my-vault', keys.enter);
		await terminal.waitFor('❯ Check');
		expect(terminal.screen()).toMatch(/Key vault +my-vault/);
	});

	it('leads from a line of the review to that line of the form', async () => {
		const ownProxy = {url: 'proxy:3128', username: 'jo', password: 'pw', noProxy: '.svc', caFile: ''};
		const {terminal} = openWizard(windows.usual, {
			initial: {region: 'eastus2', features: ['arc'], proxyChoice: 'own', ownProxy},
		});
		await terminal.waitFor(/User +jo, password set/);
		terminal.press('gjjj', keys.enter);
		await terminal.waitFor(/❯ Exceptions +\.svc/);
		terminal.press(',.example', keys.escape);
		await terminal.waitFor(/Exceptions +\.svc,\.example/);
	});
});

describe('keys', () => {
	it('typed ahead of the questions answer one after the other, in a single read', async () => {
		const {terminal, outcome} = openWizard(windows.usual);
		await terminal.waitFor('Which Azure region');
		terminal.press('eastus2\rGk\rmyregistry\u0013G\r');
		await terminal.waitFor('Results');
		terminal.press('e\r\r');
		const {kind, files, answers} = await outcome;
		expect(kind).toBe('finished');
		expect(answers.resources.acr).toBe('myregistry');
		expect(files).toHaveLength(3);
	});

	it('that come in pieces are put together', async () => {
		const {terminal} = openWizard(windows.usual);
		await terminal.waitFor('❯ eastus ');
		terminal.press('\u001b', '[', 'B');
		await terminal.waitFor('❯ westeurope ');
		terminal.press('\u001b[', 'B');
		await terminal.waitFor('❯ australiacentral ');
	});

	it('that come in pieces too far apart leave no letters behind', async () => {
		const {terminal} = openWizard(windows.usual);
		terminal.press('east');
		await terminal.waitFor('Filter east');
		terminal.press(keys.escape);
		await terminal.waitFor('1-10 of 65');
		terminal.press('[B', 'x');
		await terminal.waitFor(/Filter x /);
	});

	it('with an Escape glued to the next one still go back first', async () => {
		const {terminal} = openWizard(windows.usual);
		terminal.press('eastus2', keys.enter);
		await terminal.waitFor('Ready to check?');
		terminal.press('\u001bw');
		await terminal.waitFor(/Filter w /);
	});

	it('move the pointer by lines, pages and to the ends', async () => {
		const {terminal} = openWizard(windows.usual);
		terminal.press(keys.pageDown);
		await terminal.waitFor('10-19 of 65');
		terminal.press(keys.end);
		await terminal.waitFor('56-65 of 65');
		terminal.press(keys.home);
		await terminal.waitFor('1-10 of 65');
	});

	it('show help for the question, and it goes away without a trace', async () => {
		const {terminal} = openWizard(windows.usual);
		terminal.press('east');
		await terminal.waitFor('Filter east');
		const before = terminal.screen();
		terminal.press('?');
		await terminal.waitFor('Help: Which Azure region');
		terminal.press(keys.escape);
		await terminal.waitFor(screen => screen === before);
	});

	it('scroll the help by pages where the window is small', async () => {
		const {terminal} = openWizard(windows.small);
		terminal.press('?');
		await terminal.waitFor('Help:');
		const lines = terminal.rows().slice(3, 6);
		terminal.press(keys.pageDown);
		await terminal.waitFor(screen => !lines.some(line => screen.includes(line)));
		terminal.press(keys.home);
		await terminal.waitFor(screen => lines.every(line => screen.includes(line)));
	});
});

describe('the cursor', () => {
	it('stands where one types', async () => {
		const {terminal} = openWizard(windows.usual);
		await terminal.waitFor('Filter');
		terminal.press('east', keys.left);
		await terminal.waitFor(() => terminal.cursor()?.x === 11);
		const {y = -1} = terminal.cursor() ?? {};
		expect(terminal.rows()[y]).toMatch(/^ Filter east/);
	});

	it('is hidden where nothing is typed', async () => {
		const {terminal} = openWizard(windows.usual);
		terminal.press('eastus2', keys.enter);
		await terminal.waitFor('Ready to check?');
		expect(terminal.cursor()).toBeNull();
	});
});
