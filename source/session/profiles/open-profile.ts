import type {Catalog, Requirement} from '../../catalog/types.ts';
import {turn} from '../../chunks.ts';
import {EnvironmentError, UsageError} from '../../errors.ts';
import {buildPlan} from '../../plan/build-plan.ts';
import {completeSettings} from '../../plan/complete-settings.ts';
import {type LiveFacts, readRegionCode} from '../../plan/expand-requirement.ts';
import type {RunDiff} from '../../record/diff/diff-report.ts';
import {diffReports} from '../../record/diff/diff-surveys.ts';
import type {Run} from '../../record/run.ts';
import {type Survey, surveySchemaTag} from '../../record/survey/survey.ts';
import type {SettingsInput} from '../../settings/types.ts';
import type {Profile} from '../../store/profile.ts';
import {type KeptRun, listRunsOf} from '../../store/runs-folder.ts';
import type {Level} from '../../vocabulary.ts';
import {uniqueOf} from '../../words.ts';
import {readOwnRequirements} from '../prepare-plan.ts';
import {describeAge, outlineRun} from '../runs/outline-run.ts';
import {asRun, isGone, readFoundReport} from '../runs/read-run.ts';
import type {Session} from '../session.ts';
import {readingRuns} from '../store-errors.ts';
import {placesAgain} from '../vantage/outlook.ts';
import {hasSameProxies, loadProfile, readPassword} from './load-profile.ts';

/** A run that was kept, read again. */
type PastRun = {
	readonly run: Run;
	/** The survey of which the run tells the worst that any place saw; null: it was made from one place. */
	readonly survey: Survey | null;
	/** Where it was made from, as `--from` takes it. */
	readonly from: readonly string[];
	/** It was made from here, by the plan that would be made today, so that parts of it can be checked again. */
	readonly isRepeatable: boolean;
	/** The password of the profile, where the run was made with the same proxy: another one must not be sent it. */
	readonly password: string | null;
	/** How long ago it was made: `3 hours ago`. */
	readonly age: string;
};

/** A profile with what is kept of it. */
export type KeptProfile = {
	readonly profile: Profile;
	/** The password of its proxy, where it can be had. */
	readonly password: string | null;
	/** The lowest level still probed. */
	readonly level: Level;
	readonly ownRequirements: readonly Requirement[];
	/** Why the password isn't where the profile says, in a few words; null: it is there, or the profile names no place. */
	readonly missingPassword: string | null;
	/** The newest run, or null. */
	readonly last: PastRun | null;
	/** The newest run that is whole, against which the next one is held; null: none. */
	readonly baseline: Run | Survey | null;
	/** What changed with the newest run; null where there is none before it. */
	readonly changes: RunDiff | null;
	/** One sentence for each run that can't be read. */
	readonly problems: readonly string[];
};

/**
 * Opens a profile with its newest runs; what flags say goes before it. Throws a UsageError if the profile can't be used. A
 * run that can't be read is said, and the one before it takes its place.
 */
export async function openProfile(name: string, flags: SettingsInput, session: Session): Promise<KeptProfile> {
	const profile = loadProfile(name, session);
	const {settings} = profile;
	completeSettings(settings, session.catalog, session.names);
	const password = await readPassword(profile.passwordFrom, session);
	const ownRequirements = await readOwnRequirements(flags.requirementsFile ?? settings.requirementsFile, session);
	const {last, before, problems} = await readNewestRuns(name, session);
	const isSameProxy = last !== null && hasSameProxies(last.run.settings.proxy, settings.proxy);
	return {
		profile,
		password: password.value,
		level: flags.level ?? settings.level,
		ownRequirements,
		missingPassword: password.problem,
		last: last && {...last, password: isSameProxy ? password.value : null},
		baseline: last && isWhole(last.survey ?? last.run) ? (last.survey ?? last.run) : (before ?? last?.run ?? null),
		changes: last && before && diffReports(before, last.survey ?? last.run),
		problems,
	};
}

type NewestRuns = {
	readonly last: Omit<PastRun, 'password'> | null;
	/** The newest whole run before the last. */
	readonly before: Run | Survey | null;
	readonly problems: readonly string[];
};

async function readNewestRuns(name: string, session: Session): Promise<NewestRuns> {
	const problems: string[] = [];
	let last: NewestRuns['last'] = null;
	let before: Run | Survey | null = null;
	for (const kept of keptRunsOf(name, session, problems)) {
		if (last !== null && before !== null) break;
		// Another process is at it.
		if (kept.kind === 'journal' && outlineRun(kept)?.state === 'running') continue;
		try {
			if (last === null) last = await readPastRun(kept, session);
			else before = await readWholeRun(kept, session);
		} catch (error) {
			if (!(error instanceof UsageError)) throw error;
			if (!isGone(error)) problems.push(error.message);
		}
	}
	return {last, before, problems};
}

/** The runs of a profile, newest first. That they can't be read is said, and no reason not to check again. */
function keptRunsOf(name: string, {home}: Session, problems: string[]): readonly KeptRun[] {
	try {
		return readingRuns(home.runs, () => listRunsOf(home.runs, name));
	} catch (error) {
		if (!(error instanceof EnvironmentError)) throw error;
		problems.push(`${error.message} ${error.hint}`);
		return [];
	}
}

/** Reads a run that is kept. Throws a UsageError where it can't be read. */
export async function readPastRun(kept: Pick<KeptRun, 'file'>, session: Session): Promise<Omit<PastRun, 'password'>> {
	const report = await readFoundReport(kept, 'The last run', session);
	const survey = report.schema === surveySchemaTag ? report : null;
	const run = report.schema === surveySchemaTag ? asRun(report, kept.file) : report;
	// Of ten thousand rows each of these takes long, and keys are heard in between.
	await turn();
	const ownRequirements = await readRequirements(run, session);
	await turn();
	const isRepeatable = hasTodaysPlan(run, ownRequirements, session.catalog);
	await turn();
	const from = placesAgain(survey?.vantages ?? [run.vantage]);
	return {run, survey, from, isRepeatable, age: describeAge(run.startedAt, Date.now())};
}

/**
 * Whether the rows of a run are those of the plan that would be made today, from here. They are not where the catalog or the
 * user's own requirements have changed, where rows are missing, or where it was made from other places.
 */
export function hasTodaysPlan(run: Run, ownRequirements: readonly Requirement[], catalog: Catalog): boolean {
	if (run.vantage.name !== undefined) return false;
	const {targets} = buildPlan(run.settings, catalog, ownRequirements, liveFactsOf(run));
	const ids = new Set(targets.map(({id}) => id));
	const isSame = run.results.length === ids.size && run.results.every(({id}) => ids.has(id));
	return isSame && run.catalog.version === catalog.version;
}

/** What the services told about the region when the run was made, as its rows show it. */
function liveFactsOf({results}: Run): LiveFacts {
	const live = results.filter(({origin}) => origin === 'live');
	const hostsOf = (rows: Run['results']) => rows.flatMap(({target}) => target?.host ?? []);
	const codes = hostsOf(live).map(host => readRegionCode(`https://${host}`));
	return {
		regionCode: codes.find(code => code !== null) ?? null,
		relayHosts: uniqueOf(hostsOf(live.filter(({requirement}) => requirement?.protocol === 'websocket'))),
	};
}

async function readWholeRun(kept: KeptRun, session: Session): Promise<Run | Survey | null> {
	if (kept.kind === 'journal') return null;
	const report = await readFoundReport(kept, 'The run before the last', session);
	return isWhole(report) ? report : null;
}

/** A survey that was stopped is not kept; one that lacks a place is as whole as it can be. */
function isWhole(report: Run | Survey): boolean {
	return report.schema === surveySchemaTag || report.complete;
}

/** The requirements of the user's own that the run was made with, as far as they are still there. */
async function readRequirements({settings}: Run, session: Session): Promise<readonly Requirement[]> {
	try {
		return await readOwnRequirements(settings.requirementsFile, session);
	} catch (error) {
		if (error instanceof UsageError) return [];
		throw error;
	}
}
