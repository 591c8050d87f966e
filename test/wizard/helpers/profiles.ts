import {UsageError} from '../../../source/errors.ts';
import {diffRuns} from '../../../source/record/diff/diff-runs.ts';
import type {Run} from '../../../source/record/run.ts';
import type {ListedProfile, StartList} from '../../../source/session/profiles/list-profiles.ts';
import {defaultSettings} from '../../../source/settings/fields.ts';
import type {JudgedRun} from '../../../source/verdict/types.ts';
import type {OpenedProfile, ProfileServices} from '../../../source/wizard/profile-services.ts';
import {sampleProfile} from '../../helpers/sample-profile.ts';
import {mixedRun, recordOf} from './services.ts';

const known = {
	cloud: 'public',
	region: 'eastus',
	features: ['arc'],
	resources: {},
	proxyChoice: 'none',
} as const;

/** With the limits that hold without a profile. */
function profileNamed(name: string) {
	const {timeoutMs, retries, concurrency} = defaultSettings;
	return sampleProfile(name, {timeoutMs, retries, concurrency});
}

/** A run as it would be of these answers: what is compared is the settings. */
export function runOf(run: JudgedRun, id: string, startedAt: string): JudgedRun {
	const {settings} = profileNamed('any');
	return {...run, id, startedAt, settings: {...settings, cloud: 'public', features: ['arc']}};
}

export const lastRun = runOf(mixedRun, '20261122T203000Z-aaaaaa', '2026-11-22T20:30:00.000Z');

/** A profile that was checked once, or with a run before the last one. */
export function openedProfile(
	name: string,
	given: Partial<OpenedProfile> = {},
	before: JudgedRun | null = null,
): OpenedProfile {
	const run = recordOf(lastRun);
	return {
		profile: profileNamed(name),
		answers: known,
		level: 'optional',
		ownRequirements: [],
		missingPassword: null,
		last: {run, isRepeatable: true, answers: known, age: '3 hours ago'},
		baseline: run,
		changes: before && diffRuns(recordOf(before), run),
		problems: [],
		...given,
	};
}

export type FakeProfiles = ProfileServices & {
	/** What was asked for, in words. */
	readonly asked: string[];
};

/** Profiles in memory: their names are the keys. */
export function fakeProfiles(
	profiles: {[name: string]: OpenedProfile},
	problems: readonly string[] = [],
	kept: Partial<Pick<StartList, 'runs' | 'interrupted'>> & {readonly opened?: Run} = {},
): FakeProfiles {
	const asked: string[] = [];
	const listed = ({profile, last}: OpenedProfile): ListedProfile => ({
		profile,
		lastRun: last && {
			...{profile: profile.name, id: last.run.id, file: '/runs/last.json', state: 'failing', region: 'eastus'},
			...{startedAt: last.run.startedAt, targets: 8, probed: 8, errors: 3, warnings: 0},
			endpoints: {
				...{total: 8, probed: 8, failing: 3, warnings: 0},
				faults: {tested: 8, blocked: 3, optional: 0, idle: 0, intercepted: 0, unstable: 0},
			},
		},
		age: last?.age ?? null,
	});
	return {
		asked,
		list: async () => ({profiles: Object.values(profiles).map(listed), problems, runs: [], interrupted: null, ...kept}),
		async openRun({outline: {id}}) {
			asked.push(`open run ${id}`);
			const run = kept.opened ?? recordOf(lastRun);
			return {run, isRepeatable: true, answers: known, profile: null};
		},
		async open(name) {
			asked.push(`open ${name}`);
			const opened = profiles[name];
			if (!opened) throw new UsageError(`There is no profile ${name}.`);
			return opened;
		},
		async save({name, settings, passwordFrom, base, run, isReplaceAllowed}) {
			if (profiles[name] && !isReplaceAllowed) return {kind: 'exists'};
			asked.push(`save ${name}: ${settings.region}, base ${base?.name ?? 'none'}, run ${run?.id ?? 'none'}`);
			if (passwordFrom) asked.push(`password from ${Object.entries(passwordFrom).join()}`);
			const opened = openedProfile(name, {
				profile: sampleProfile(name, {...settings, features: [...settings.features], resources: {}}),
			});
			profiles[name] = opened;
			return {kind: 'saved', opened};
		},
		async checkPasswordSource(source) {
			return 'env' in source && source.env !== 'SET' ? `set the environment variable ${source.env}` : null;
		},
		async rename(oldName, newName) {
			asked.push(`rename ${oldName} ${newName}`);
			if (profiles[newName]) throw new UsageError(`There is a profile ${newName} already.`);
			const {[oldName]: moved, ...rest} = profiles;
			for (const name of Object.keys(profiles)) delete profiles[name];
			Object.assign(profiles, rest, moved && {[newName]: {...moved, profile: {...moved.profile, name: newName}}});
		},
		async remove(name) {
			asked.push(`remove ${name}`);
			delete profiles[name];
		},
	};
}
