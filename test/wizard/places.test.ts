import {describe, expect, it} from 'vitest';
import {keys} from '../helpers/terminal.ts';
import {openAnswer} from './helpers/open-answer.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';
import {fakePlaces, sampleSurvey} from './helpers/places.ts';
import {fakeProfiles, openedProfile} from './helpers/profiles.ts';
import type {GivenServices} from './helpers/services.ts';

const initial = {region: 'eastus2', features: ['arc']};

/** Opens the wizard on its review. */
async function openReview(window: (typeof windows)[keyof typeof windows], given: GivenServices = {}) {
	const elsewhere = fakePlaces();
	const wizard = openWizard(window, {initial, elsewhere, ...given});
	await wizard.terminal.waitFor('Ready to check?');
	return {...wizard, elsewhere};
}

/** Goes on to the results of a survey. */
async function openSurvey(window: (typeof windows)[keyof typeof windows], given: GivenServices = {}) {
	const wizard = await openReview(window, {...given, initial: {...initial, from: ['here', 'nodes', 'ssh:stranger']}});
	wizard.terminal.press(keys.enter);
	await wizard.terminal.waitFor('of 6 places');
	wizard.elsewhere.finish();
	await wizard.terminal.waitFor('Results from 5 of 6 places');
	return wizard;
}

describe('the question From where?', () => {
	it('is not asked of who comes first, and looks from here', async () => {
		const {terminal, journal} = await openReview(windows.usual);
		expect(terminal.screen()).toMatch(/From +this machine/);
		terminal.press(keys.enter);
		await terminal.waitFor('Results');
		await expect.poll(() => journal.plans).toHaveLength(1);
	});

	it.each(['usual', 'small', 'large'] as const)(
		'takes places in a %s window, and says what each creates',
		async size => {
			const {terminal, elsewhere} = await openReview(windows[size]);
			await openAnswer(terminal, 'From');
			await terminal.waitFor('From where?');
			terminal.press(keys.down);
			await terminal.waitFor(/❯ \[ \] Hosts over SSH/);
			expect(terminal.screen()).toMatch(/Creates +nothing that stays/);
			terminal.press(' ', 'node-1, node-2', keys.enter);
			await terminal.waitFor(/❯ \[✓\] Hosts over SSH +node-1/);
			terminal.press(keys.down);
			await terminal.waitFor(/❯ \[ \] Cluster nodes/);
			expect(terminal.screen()).toMatch(/Creates +1 Job and 1 ConfigMap/);
			terminal.press(' ');
			await terminal.waitFor(/❯ \[✓\] Cluster nodes/);
			terminal.press('e', 'agentpool=gpu', keys.enter);
			await terminal.waitFor(/Cluster nodes +agentpool/);
			terminal.press(keys.enter);
			await terminal.waitFor('Ready to check?');
			terminal.press(keys.enter);
			await terminal.waitFor(/of \d places/);
			await expect.poll(() => elsewhere.asked).toEqual(['survey here ssh:node-1,node-2 nodes:agentpool=gpu']);
		},
	);

	it('keeps no place that has no name, and none that is none', async () => {
		const {terminal} = await openReview(windows.usual, {initial: {...initial, from: ['ssh:n1']}});
		await openAnswer(terminal, 'From');
		await terminal.waitFor('From where?');
		terminal.press(keys.down, 'e', keys.ctrlU, '-oProxyCommand=x', keys.enter);
		await terminal.waitFor(/\[✓\] Hosts over SSH +-oProxy/);
		terminal.press(keys.enter);
		await terminal.waitFor(/none for ssh/);
		terminal.press('e', keys.ctrlU, keys.enter);
		await terminal.waitFor(/\[ \] Hosts over SSH/);
		terminal.press(keys.enter);
		await terminal.waitFor('Choose at least one place');
		terminal.press(keys.up, ' ', keys.enter);
		await terminal.waitFor('Ready to check?');
	});

	it('asks the cluster what it would take, and prints what others can run', async () => {
		const {terminal, elsewhere, journal} = await openReview(windows.usual, {initial: {...initial, from: ['nodes']}});
		await openAnswer(terminal, 'From');
		await terminal.waitFor('From where?');
		terminal.press('w');
		await terminal.waitFor('create, delete jobs: look from nodes and pods');
		expect(terminal.screen()).toContain('Nothing has been created.');
		terminal.press(keys.escape);
		await terminal.waitFor('From where?');
		terminal.press('p');
		await terminal.waitFor('echo probe');
		expect(terminal.screen()).toContain('1. sh probe.sh > LOG'.slice(3));
		terminal.press('c');
		await terminal.waitFor(/clipboard|copied/i);
		terminal.press(keys.enter);
		await terminal.waitFor('Written: /reports/probe.sh');
		terminal.press(keys.escape);
		await terminal.waitFor('From where?');
		terminal.press(keys.escape);
		await terminal.waitFor('Ready to check?');
		expect(elsewhere.asked).toEqual(['outline nodes', 'print nodes', 'write probe.sh']);
		expect(journal.copies).toEqual(['#!/bin/sh\necho probe\n']);
	});

	it('is not there in the practice network', async () => {
		const {terminal} = await openReview(windows.usual, {isPractice: true, elsewhere: null});
		expect(terminal.screen()).not.toMatch(/From +this machine/);
	});

	it('is answered by a profile, which keeps it', async () => {
		const profile = openedProfile('weekly');
		const opened = {
			...profile,
			profile: {...profile.profile, from: ['nodes']},
			answers: {...profile.answers, from: ['nodes']},
		};
		const profiles = fakeProfiles({weekly: opened});
		const {terminal} = openWizard(windows.usual, {
			profiles,
			opening: {kind: 'profile', opened},
			elsewhere: fakePlaces(),
		});
		await terminal.waitFor('Check all again');
		terminal.press(keys.enter);
		await terminal.waitFor('of 6 places');
	});
});

describe('a survey under way', () => {
	it.each(['usual', 'small', 'large'] as const)('has a line for each class, in a %s window', async size => {
		const {terminal, elsewhere} = await openReview(windows[size], {initial: {...initial, from: ['here', 'nodes']}});
		terminal.press(keys.enter);
		await terminal.waitFor(/2 of 6 places/);
		await terminal.waitFor(/3 nodes: a-1/);
		await terminal.waitFor('round 1');
		await terminal.waitFor(/✓ node:a-0 +3 reach/);
		await terminal.waitFor(/! ssh:stranger\n +The host key of stranger/);
		terminal.press('s');
		await terminal.waitFor('Results from');
		await expect.poll(() => elsewhere.isStopped()).toBe(true);
	});

	it('is stopped by Ctrl-C, which leaves with what was seen', async () => {
		const {terminal, elsewhere, outcome} = await openReview(windows.usual, {initial: {...initial, from: ['nodes']}});
		terminal.press(keys.enter);
		await terminal.waitFor('of 6 places');
		terminal.press(keys.ctrlC);
		const {kind, survey, notes} = await outcome;
		await expect.poll(() => elsewhere.isStopped()).toBe(true);
		expect(kind).toBe('cancelled');
		expect(survey?.summary.seen).toBe(5);
		expect(notes).toEqual(['Not kept.']);
	});
});

describe.each(['usual', 'small', 'large'] as const)('the results of a survey, in a %s window', size => {
	it('begin with what differs, and name what was not seen', async () => {
		const {terminal, outcome} = await openSurvey(windows[size]);
		const title = sampleSurvey().findings[0]?.title ?? '';
		await terminal.waitFor(new RegExp(`❯ [▸▾] ✗ ${title.slice(0, 14)}`));
		terminal.press(keys.enter);
		await terminal.waitFor(/Seen from +node:b-0/);
		terminal.press(keys.escape);
		await terminal.waitFor('Not looked from');
		terminal.press('m');
		await terminal.waitFor('What each place sees');
		expect(terminal.screen()).toMatch(/login\.microsoft/);
		terminal.press(keys.right);
		await terminal.waitFor(size === 'small' ? '2/3' : /c2 .*: reachable/);
		terminal.press(keys.right);
		await terminal.waitFor(size === 'small' ? /3\/3[\s\S]*blocked, tcp\.timeout:/ : /c3 .*: blocked/);
		terminal.press(keys.enter);
		await terminal.waitFor(/tcp\.timeout/);
		terminal.press(keys.escape);
		await terminal.waitFor('What each place sees');
		terminal.press(keys.escape);
		await terminal.waitFor('Results from');
		terminal.press('q');
		expect((await outcome).survey?.findings).toHaveLength(1);
	});
});

describe('a survey', () => {
	it('is exported as such, and checked again from everywhere', async () => {
		const exported: string[] = [];
		const {terminal, elsewhere} = await openSurvey(windows.usual, {
			async writeReports(report) {
				exported.push(report.schema);
				return {kind: 'written', files: []};
			},
		});
		terminal.press('e');
		await terminal.waitFor('3 of 21 ticked');
		terminal.press(keys.enter);
		await terminal.waitFor('0 files written');
		await expect.poll(() => exported).toEqual(['arc-netcheck/survey@1']);
		terminal.press(keys.escape);
		await terminal.waitFor('Results from');
		terminal.press('r');
		await terminal.waitFor(/R checks all again\s+from there/);
		terminal.press('R');
		await expect.poll(() => elsewhere.asked.filter(asked => asked.startsWith('survey'))).toHaveLength(2);
	});
});
