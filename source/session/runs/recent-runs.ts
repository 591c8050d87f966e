import {type KeptRun, listRunsOf} from '../../store/runs-folder.ts';
import type {ProfileList} from '../profiles/list-profiles.ts';
import type {Session} from '../session.ts';
import {describeAge, outlineRun, type RunOutline} from './outline-run.ts';

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
