import {describe, expect, it} from 'vitest';
import {toRun} from '../../source/record/judged-run.ts';
import type {RecentRun} from '../../source/session/profiles/list-profiles.ts';
import {summarize} from '../../source/verdict/types.ts';
import {keys} from '../helpers/terminal.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';
import {fakeProfiles, lastRun, openedProfile} from './helpers/profiles.ts';
import {startConversation} from './plain/helpers/conversation.ts';

/** The last run, cut off before its last three rows. */
const results = lastRun.results.map((result, index) =>
	index < 5
		? result
		: {
				...result,
				attempts: [],
				verdict: {...result.verdict, status: 'skipped', severity: 'info', cause: null} as const,
			},
);
const cutOff = toRun({...lastRun, results, complete: false, summary: summarize(results)}, []);

const recent = (state: 'stopped' | 'failing', id: string): RecentRun => ({
	outline: {
		...{profile: null, id, file: `/runs/${id}.json`, state, region: 'westeurope', startedAt: lastRun.startedAt},
		...{targets: 8, probed: 5, errors: 2, warnings: 0},
		endpoints: {
			...{total: 8, probed: 5, failing: 2, warnings: 0},
			faults: {tested: 5, blocked: 2, optional: 0, idle: 0, intercepted: 0, unstable: 0},
		},
	},
	age: '2 minutes ago',
});
const interrupted = recent('stopped', '20261122T203000Z-aaaaaa');

function given() {
	const profiles = fakeProfiles({prod: openedProfile('prod')}, [], {
		runs: [interrupted, recent('failing', '20261121T203000Z-bbbbbb')],
		interrupted,
		opened: cutOff,
	});
	return {
		profiles,
		opening: {kind: 'profiles', list: {profiles: [], problems: [], runs: [interrupted], interrupted}},
	} as const;
}

it.each(['usual', 'small', 'large'] as const)(
	'an interrupted run stands on top in a %s window, and Enter goes on with it',
	async size => {
		const {terminal, journal} = openWizard(windows[size], {
			...given(),
			runPlan: async plan => ({
				...lastRun,
				results: lastRun.results.filter(({planned}) => plan.targets.some(({id}) => id === planned.id)),
			}),
		});
		await terminal.waitFor('prod');
		expect(terminal.screen()).toMatch(/❯ Continue .*stopped at 5 of 8/);
		terminal.press(keys.enter);
		await terminal.waitFor('Results');
		expect(journal.plans).toHaveLength(1);
		// The third is a wildcard that nobody can test.
		expect(journal.plans[0]?.targets).toHaveLength(2);
	},
);

it('runs without a profile are listed once, and opened to be looked at', async () => {
	const {terminal, journal} = openWizard(windows.usual, given());
	await terminal.waitFor(/no profile +westeurope +✗ 2 of 5 blocked/);
	expect(terminal.screen().match(/no profile/g)).toHaveLength(1);
	terminal.press(keys.down, keys.down, keys.enter);
	await terminal.waitFor('Results so far, 2026-11-22');
	expect(journal.plans).toEqual([]);
	// The newest may be another one.
	terminal.press(keys.escape);
	await terminal.waitFor(`Open it again: arc-netcheck report ${lastRun.id}`);
});

describe('where nothing is interrupted', () => {
	const failing = recent('failing', '20261121T203000Z-bbbbbb');
	const whole = () => {
		const profiles = fakeProfiles({}, [], {runs: [failing], interrupted: null, opened: cutOff});
		const list = {profiles: [], problems: [], runs: [failing], interrupted: null};
		return {profiles, opening: {kind: 'questions', list}, initial: {region: 'eastus2', features: ['arc']}} as const;
	};

	it('the review has a door to the last run', async () => {
		const {terminal, journal} = openWizard(windows.usual, whole());
		await terminal.waitFor('esc earlier runs');
		terminal.press(keys.escape);
		await terminal.waitFor(/❯ no profile +westeurope +✗ 2 of 5 blocked/);
		terminal.press(keys.enter);
		await terminal.waitFor('Results so far, 2026-11-22');
		expect(journal.plans).toEqual([]);
	});

	it('lines have it too', async () => {
		const {walk, hear} = startConversation(whole());
		await walk([['back shows earlier runs.', 'back']]);
		await hear('1. no profile, westeurope: 2 of 5 blocked');
	});
});

it('lines lead to the same', async () => {
	const {walk, hear, journal} = startConversation(given());
	await walk([
		['1. Continue, westeurope: stopped at 5 of 8, 2 minutes ago', ''],
		['Checking 2 endpoints.', ''],
	]);
	await hear('Export the report?');
	expect(journal.plans[0]?.targets).toHaveLength(2);
});
