import {escapeJson} from '../report/escape.ts';
import {createPage} from '../report/terminal/page.ts';
import {describeAge, describeOutcome} from '../session/runs/describe-outline.ts';
import {outlineRun, type RunOutline} from '../session/runs/read-run.ts';
import {readingProfiles} from '../session/store-errors.ts';
import {locateHome} from '../store/home.ts';
import type {Profile} from '../store/profile.ts';
import {describeProfileFile, listProfileNames, profilesFolder, readProfileFile} from '../store/profile-files.ts';
import {listRunsOf} from '../store/runs-folder.ts';
import {type CommandIo, exitCodes} from './io.ts';
import {renderOptionsFor} from './render-options.ts';
import {tellNote} from './stderr.ts';
import {print} from './write-output.ts';

export type ListedProfile = {readonly profile: Profile; readonly lastRun: RunOutline | null};

/** All profiles that can be used, each with its last run; and one sentence for each that can't. */
export function collectProfiles(environment: CommandIo['environment']): {
	readonly profiles: readonly ListedProfile[];
	readonly problems: readonly string[];
} {
	const home = locateHome(environment);
	const folder = profilesFolder(home.configuration);
	const profiles: ListedProfile[] = [];
	const problems: string[] = [];
	for (const name of readingProfiles(folder, () => listProfileNames(folder))) {
		const found = readProfileFile(folder, name);
		if (found.kind !== 'profile') {
			problems.push(describeProfileFile(folder, name, found));
			continue;
		}
		const last = newestRun(home.runs, name);
		if (typeof last === 'string') problems.push(last);
		profiles.push({profile: found.profile, lastRun: typeof last === 'object' ? last : null});
	}
	return {profiles, problems};
}

/** The newest run of a profile, null where there is none, or one sentence on why none can be read. */
function newestRun(runs: string, name: string): RunOutline | string | null {
	try {
		const [last] = listRunsOf(runs, name);
		return last ? outlineRun(last) : null;
	} catch (error) {
		return `The runs of the profile ${name} can't be read (${(error as NodeJS.ErrnoException).code}); see to the permissions of ${runs}.`;
	}
}

/** Lists the profiles with their last result and its age. What can't be read is named on stderr, and the rest goes on. */
export async function listProfiles(format: 'text' | 'json', io: CommandIo): Promise<number> {
	const {profiles, problems} = collectProfiles(io.environment);
	for (const problem of problems) tellNote(problem, io);
	if (format === 'json') {
		const rows = profiles.map(({profile: {name, settings}, lastRun}) => ({name, settings, lastRun}));
		const text = JSON.stringify({schema: 'arc-netcheck/profiles@1', profiles: rows}, null, 2);
		await print(`${escapeJson(text)}\n`, io);
		return exitCodes.allReachable;
	}
	const page = createPage(renderOptionsFor(io, false));
	if (profiles.length === 0)
		page.paragraph('There are no profiles: save one with "profiles save NAME --region REGION".');
	const width = Math.max(0, ...profiles.map(({profile}) => profile.name.length));
	for (const {profile, lastRun} of profiles) {
		const result =
			lastRun === null ? 'never run' : `${describeOutcome(lastRun)}, ${describeAge(lastRun.startedAt, Date.now())}`;
		page.line(`${profile.name.padEnd(width)}  ${profile.settings.region.padEnd(16)} ${result}`);
	}
	await print(page.toString(), io);
	return exitCodes.allReachable;
}
