import {expect, it} from 'vitest';
import {chooseOpening} from '../../source/cli/wizard.ts';
import {nothingKept, type RecentRun, type StartList} from '../../source/session/profiles/list-profiles.ts';
import type {SettingsInput} from '../../source/settings/types.ts';
import type {Answers} from '../../source/wizard/state/answers/answers.ts';
import {openedProfile} from '../wizard/helpers/profiles.ts';

const run: RecentRun = {
	outline: {
		...{profile: null, id: '20261122T203000Z-aaaaaa', file: '/runs/a.json', state: 'ok', region: 'eastus'},
		...{startedAt: '2026-11-22T20:30:00.000Z', targets: 8, probed: 8, errors: 0, warnings: 0, endpoints: null},
	},
	age: '2 minutes ago',
};
const once = {...nothingKept, runs: [run]};

it.each<[string, StartList, Partial<Answers>, SettingsInput, 'profiles' | 'questions']>([
	['nothing is kept', nothingKept, {}, {}, 'questions'],
	['a command made runs, and nothing was answered yet', once, {}, {}, 'profiles'],
	['answers lead to the review, which leads to runs', once, {region: 'eastus'}, {}, 'questions'],
	['a run was interrupted', {...once, interrupted: run}, {region: 'eastus'}, {}, 'profiles'],
	['a region is named', {...once, interrupted: run}, {}, {region: 'eastus'}, 'questions'],
])('opens where the next step is: %s', async (_title, list, remembered, flags, expected) => {
	const profiles = {list: async () => list, open: async (name: string) => openedProfile(name)};
	expect((await chooseOpening(flags, profiles, remembered)).kind).toBe(expected);
});
