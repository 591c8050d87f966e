import type {Profile} from '../../store/profile.ts';
import {describeProfileFile, listProfileNames, profilesFolder, readProfileFile} from '../../store/profile-files.ts';
import {listRunsOf} from '../../store/runs-folder.ts';
import {describeAge, outlineRun, type RunOutline} from '../runs/outline-run.ts';
import type {Session} from '../session.ts';
import {readingProfiles} from '../store-errors.ts';

export type ListedProfile = {
	readonly profile: Profile;
	readonly lastRun: RunOutline | null;
	/** How long ago that was made: `3 hours ago`. */
	readonly age: string | null;
};

export type ProfileList = {
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
