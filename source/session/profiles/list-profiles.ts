import type {Profile} from '../../store/profile.ts';
import {describeProfileFile, listProfileNames, profilesFolder, readProfileFile} from '../../store/profile-files.ts';
import {type KeptRun, listRunsOf} from '../../store/runs-folder.ts';
import {describeAge, outlineRun, type RunOutline} from '../runs/outline-run.ts';
import type {Session} from '../session.ts';
import {readingProfiles} from '../store-errors.ts';

export type ListedProfile = {
	readonly profile: Profile;
	readonly lastRun: RunOutline | null;
	/** How long ago that was made: `3 hours ago`. */
	readonly age: string | null;
};

type ProfileList = {
	readonly profiles: readonly ListedProfile[];
	/** One sentence for each profile that can't be used, and for each last run that can't be read. */
	readonly problems: readonly string[];
};

/** All profiles that can be used, by name. Throws an EnvironmentError where the store can't be read. */
export function listProfiles({home}: Pick<Session, 'home'>): ProfileList {
	const folder = profilesFolder(home.configuration);
	const profiles: ListedProfile[] = [];
	const problems: string[] = [];
	for (const name of readingProfiles(folder, () => listProfileNames(folder))) {
		const found = readProfileFile(folder, name);
		// Removed since its name was read.
		if (found.kind === 'missing') continue;
		if (found.kind !== 'profile') {
			problems.push(describeProfileFile(folder, name, found));
			continue;
		}
		const last = newestRun(home.runs, name);
		if (typeof last === 'string') problems.push(last);
		const lastRun = typeof last === 'object' ? last : null;
		profiles.push({profile: found.profile, lastRun, age: lastRun && describeAge(lastRun.startedAt, Date.now())});
	}
	return {profiles, problems};
}

/** The newest run of a profile, null where there is none, or one sentence on why none can be read. */
function newestRun(runs: string, name: string): RunOutline | string | null {
	try {
		for (const run of listRunsOf(runs, name)) {
			const outline = outlineRun(run);
			if (outline !== null) return outline;
		}
		return null;
	} catch (error) {
		return `The runs of the profile ${name} can't be read (${(error as NodeJS.ErrnoException).code}); see to the permissions of ${runs}.`;
	}
}

/** A run that is kept, in one line. */
export type RecentRun = {
	readonly outline: RunOutline;
	/** How long ago it was made: `3 hours ago`. */
	readonly age: string;
};

/** What one comes back to: profiles, and what was checked without one. */
export type StartList = ProfileList & {
	/** The newest runs without a profile, newest first. */
	readonly runs: readonly RecentRun[];
	/** The newest run of all, if it was stopped or cut off before its end; null: none. */
	readonly interrupted: RecentRun | null;
};

export const nothingKept: StartList = {profiles: [], problems: [], runs: [], interrupted: null};

/** More would be read at each start, and are in the list of all runs. */
const mostRuns = 4;

/** Adds what was checked without a profile to the profiles. That it can't be read is no reason not to check. */
export function listStart(list: ProfileList, {home}: Pick<Session, 'home'>): StartList {
	const now = Date.now();
	const runs = newestRuns(home.runs)
		// Not by its name alone, which would load all that reads runs where there is none.
		.flatMap(run => outlineRun(run) ?? [])
		.map((outline): RecentRun => ({outline, age: describeAge(outline.startedAt, now)}))
		.filter(isOver);
	const ofProfiles = list.profiles
		.flatMap(({lastRun: outline, age}) => (outline === null || age === null ? [] : [{outline, age}]))
		.filter(isOver);
	// One that was stopped long ago, and followed by others, nobody waits for.
	const [newest] = [...runs.slice(0, 1), ...ofProfiles].toSorted(
		(one, other) => Date.parse(other.outline.startedAt) - Date.parse(one.outline.startedAt),
	);
	return {...list, runs, interrupted: newest && isInterrupted(newest) ? newest : null};
}

/** Neither under way elsewhere nor damaged. */
function isOver({outline: {state}}: RecentRun): boolean {
	return state !== 'damaged' && state !== 'running';
}

/** Ended by a signal or by hand, or cut off as by a line that dropped. */
function isInterrupted({outline: {state}}: RecentRun): boolean {
	return state === 'stopped' || state === 'incomplete';
}

function newestRuns(runs: string): readonly KeptRun[] {
	try {
		return listRunsOf(runs, null).slice(0, mostRuns);
	} catch {
		return [];
	}
}
