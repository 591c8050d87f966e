import {describe, expect, it} from 'vitest';
import {keys} from '../helpers/terminal.ts';
import {openAnswer} from './helpers/open-answer.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';

const environment = {HTTPS_PROXY: 'http://proxy.example:3128', NO_PROXY: '.svc'};

describe.each(['usual', 'small', 'large'] as const)('in a %s window', size => {
	it('leads from the first question to the written report', async () => {
		const {terminal, journal, outcome} = openWizard(windows[size], {environment});

		await terminal.waitFor('Which Azure region');
		terminal.press('eastus2', keys.enter);
		await openAnswer(terminal, 'Proxy');
		await terminal.waitFor('How does the cluster reach out?');
		expect(terminal.screen()).toContain('From the environment');
		terminal.press(keys.enter);
		await openAnswer(terminal, 'Features');
		await terminal.waitFor('What will run on the cluster?');
		terminal.press(keys.enter);
		await openAnswer(terminal, 'Not named');
		await terminal.waitFor('Your own resources');
		terminal.press('myregistry', keys.ctrlS);
		await terminal.waitFor('Ready to check?');
		expect(terminal.screen()).toMatch(/Registry +myregistry/);
		terminal.press(keys.home);
		await terminal.waitFor(/❯ Region +eastus2 \(East US 2\)/);
		expect(terminal.screen()).toMatch(/Proxy +http:\/\/proxy\.exam/);
		terminal.press(keys.end);
		await terminal.waitFor('❯ Check');
		terminal.press(keys.enter);
		await terminal.waitFor('Results');
		expect(terminal.screen()).toContain('4 reachable');
		expect(terminal.screen()).toContain('3 blocked');
		terminal.press('e');
		await terminal.waitFor('3 of 21 ticked');
		terminal.press(keys.enter);
		await terminal.waitFor('3 files written');
		expect(terminal.screen()).toContain('/reports/arc-netcheck-eastus');
		expect(terminal.screen()).toContain('report.html');
		terminal.press(keys.enter);

		const {kind, run, files, answers} = await outcome;
		expect(kind).toBe('finished');
		expect(run?.results).toHaveLength(8);
		expect(files.map(({file}) => file)).toEqual([
			'/reports/arc-netcheck-eastus/report.md',
			'/reports/arc-netcheck-eastus/report.html',
			'/reports/arc-netcheck-eastus/change-request.txt',
		]);
		expect(answers.region).toBe('eastus2');
		expect(journal.plans[0]?.settings).toMatchObject({region: 'eastus2', resources: {acr: ['myregistry']}});
		await expect.poll(() => terminal.isRestored()).toBe(true);
	});
});

describe.each(['usual', 'small', 'large'] as const)('in the practice network, in a %s window', size => {
	it('every screen says so', async () => {
		const {terminal} = openWizard(windows[size], {environment, isPractice: true, glyphs: {unicode: false}});
		const seen = async (question: string, ...next: readonly string[]) => {
			await terminal.waitFor(question);
			expect(terminal.rows().slice(0, 2).join('\n')).toContain(' practice network');
			expect(terminal.rows().every(row => row.length < windows[size].columns)).toBe(true);
			terminal.press(...next);
		};
		await seen('Which Azure region', 'eastus2', keys.enter);
		await openAnswer(terminal, 'Proxy');
		await seen('How does the cluster reach out?', 'G', keys.enter);
		await seen('Which proxy?', '?');
		await seen('Help: Which proxy?', keys.escape, keys.escape);
		await seen('Another proxy', 'g', keys.enter);
		await openAnswer(terminal, 'Features');
		await seen('What will run on the cluster?', keys.enter);
		await openAnswer(terminal, 'Not named');
		await seen('Your own resources', keys.ctrlS);
		await seen('Ready to check?', keys.end, keys.enter);
		await seen('Results', 'e');
		await seen('Export the report', keys.enter);
		await seen('3 files written');
	});
});
