import {isDeepStrictEqual} from 'node:util';
import {catalog} from '../../catalog/catalog.ts';
import {answersFromBoth, answersFromSettings} from '../../cli/wizard-answers.ts';
import {diagnose} from '../../diagnosis/diagnose.ts';
import {EnvironmentError, UsageError} from '../../errors.ts';
import {cloudOf, completeSettings} from '../../plan/complete-settings.ts';
import {diffRuns} from '../../record/diff/diff-runs.ts';
import {restoreRun} from '../../record/restore-run.ts';
import type {Run} from '../../record/run.ts';
import {toRun} from '../../record/to-run.ts';
import type {Environment, SettingsInput} from '../../settings/types.ts';
import {locateHome} from '../../store/home.ts';
import {type KeptRun, listRunsOf} from '../../store/runs-folder.ts';
import type {OpenedProfile, PastRun} from '../../wizard/profile-services.ts';
import {readOwnRequirements} from '../prepare-plan.ts';
import {describeAge} from '../runs/describe-outline.ts';
import {outlineRun, readFoundRun} from '../runs/read-run.ts';
import {readingRuns} from '../store-errors.ts';
import {loadProfile, readPassword} from './load-profile.ts';

/**
 * Opens a profile for the wizard, with its newest runs; what flags say answers before it. Throws a UsageError if the
 * profile can't be used. A run that can't be read is said, and the one before it takes its place.
 */
export async function openProfile(
	name: string,
	flags: SettingsInput,
	environment: Environment,
): Promise<OpenedProfile> {
	const profile = loadProfile(name, environment);
	completeSettings(profile.settings, catalog);
	const password = profile.passwordFrom === null ? null : readPassword(profile.passwordFrom, environment);
	const cloud = flags.cloud ?? (flags.region === undefined ? null : cloudOf(flags.region, catalog));
	const ownRequirements = await readOwnRequirements(flags.requirementsFile ?? profile.settings.requirementsFile);
	const {last, before, problems} = await readNewestRuns(name, environment, report =>
		answersFromSettings(
			report.settings,
			// Another proxy must not be sent the password of this one.
			isDeepStrictEqual(report.settings.proxy, profile.settings.proxy) ? (password?.value ?? null) : null,
		),
	);
	return {
		profile,
		answers: answersFromBoth(profile, password?.value ?? null, flags, cloud),
		level: flags.level ?? profile.settings.level,
		ownRequirements,
		missingPassword: password?.problem ?? null,
		last,
		baseline: last?.report.complete ? last.report : (before ?? last?.report ?? null),
		changes: last && before && diffRuns(before, last.report),
		problems,
	};
}

type NewestRuns = {
	readonly last: PastRun | null;
	/** The newest whole run before the last. */
	readonly before: Run | null;
	readonly problems: readonly string[];
};

async function readNewestRuns(
	name: string,
	environment: Environment,
	answersOf: (report: Run) => PastRun['answers'],
): Promise<NewestRuns> {
	const problems: string[] = [];
	let last: PastRun | null = null;
	let before: Run | null = null;
	for (const kept of keptRunsOf(name, environment, problems)) {
		if (last !== null && before !== null) break;
		// Another process is at it.
		if (kept.kind === 'journal' && outlineRun(kept).state === 'running') continue;
		try {
			if (last === null) {
				const {report, run} = await readPastRun(kept);
				last = {report, run, answers: answersOf(report), age: describeAge(report.startedAt, Date.now())};
			} else before = await readWholeRun(kept);
		} catch (error) {
			if (!(error instanceof UsageError)) throw error;
			problems.push(error.message);
		}
	}
	return {last, before, problems};
}

/** The runs of a profile, newest first. That they can't be read is said, and no reason not to check again. */
function keptRunsOf(name: string, environment: Environment, problems: string[]): readonly KeptRun[] {
	const {runs} = locateHome(environment);
	try {
		return readingRuns(runs, () => listRunsOf(runs, name));
	} catch (error) {
		if (!(error instanceof EnvironmentError)) throw error;
		problems.push(`${error.message} ${error.hint}`);
		return [];
	}
}

async function readPastRun(kept: KeptRun): Promise<Pick<PastRun, 'report' | 'run'>> {
	const report = await readFoundRun(kept, 'The last run');
	const run = restoreRun(report, await readRequirements(report));
	return {
		// Of a run that was cut off, the report lacks the rows that it did not get to.
		report: run === null || kept.kind === 'finished' ? report : toRun(run, diagnose(run)),
		run,
	};
}

async function readWholeRun(kept: KeptRun): Promise<Run | null> {
	if (kept.kind === 'journal') return null;
	const report = await readFoundRun(kept, 'The run before the last');
	return report.complete ? report : null;
}

/** The requirements of the user's own that the run was made with, as far as they are still there. */
async function readRequirements({settings}: Run): ReturnType<typeof readOwnRequirements> {
	try {
		return await readOwnRequirements(settings.requirementsFile);
	} catch (error) {
		if (error instanceof UsageError) return [];
		throw error;
	}
}
