import {setTimeout as wait} from 'node:timers/promises';
import {UsageError} from '../../errors.ts';
import {buildPlan} from '../../plan/build-plan.ts';
import {completeSettings} from '../../plan/complete-settings.ts';
import {subsetPlan, withRoutesOf} from '../../plan/endpoints.ts';
import {evidenceOf} from '../../record/judged-run.ts';
import type {Run, RunRow} from '../../record/run.ts';
import {resolveSettings} from '../../settings/resolve-settings.ts';
import type {SettingsInput} from '../../settings/types.ts';
import {type KeptRun, listAllRuns, listRunsOf} from '../../store/runs-folder.ts';
import {findCatalog} from '../catalogs.ts';
import {check} from '../check.ts';
import {keepSecrets, missingPassword} from '../choose-settings.ts';
import {type PreparedPlan, readOwnRequirements, routeBySettings} from '../prepare-plan.ts';
import {hasSameProxies, loadProfile, readPassword} from '../profiles/load-profile.ts';
import {hasTodaysPlan} from '../profiles/open-profile.ts';
import type {Session} from '../session.ts';
import {readingRuns} from '../store-errors.ts';
import {outlineRun} from './outline-run.ts';
import {readFoundRun} from './read-run.ts';

/** The last check once more. `previous`: the run into which a part goes that is checked again; null: all is. */
type PreparedAgain = PreparedPlan & {readonly previous: Run | null};

/**
 * Takes the settings of the last run, of a profile where one is named: for all of it, which flags may change, or for what was
 * not ok. Throws a UsageError where there is none, or where nothing of it failed.
 */
export async function prepareAgain(
	flags: SettingsInput,
	what: 'all' | 'failed',
	session: Session,
): Promise<PreparedAgain> {
	const kept = newestRun(flags.profile ?? null, session);
	const run = await readFoundRun(kept, 'The last run', session);
	const {profile: _profile, ...given} = flags;
	if (what === 'failed' && Object.values(given).some(value => value !== undefined)) {
		throw new UsageError(
			'--again failed takes the settings of the last run: leave out the others, or say --again alone.',
		);
	}
	const {name} = run.vantage;
	if (what === 'failed' && name !== undefined) {
		throw new UsageError(`The last run was made from ${name}, not from here: check again from there with --from.`);
	}
	const profile = kept.profile === null ? null : loadProfile(kept.profile, session);
	const {proxy, ...others} = run.settings;
	const isOfProfile = profile !== null && hasSameProxies(proxy, profile.settings.proxy);
	const isOfEnvironment =
		proxy.source === 'environment' && !(isOfProfile && profile.settings.proxy.source === 'environment');
	const password = await readPassword(isOfProfile ? profile.passwordFrom : null, session);
	const resolved = resolveSettings({
		flags,
		// What the environment said is read there again, with its password; what a profile says stays.
		profile: isOfEnvironment ? others : run.settings,
		profilePassword: password.value,
		environment: session.environment,
		system: session.systemProxy,
	});
	keepSecrets(resolved.settings, resolved.secrets, session);
	const {catalog, notes} = await findCatalog(resolved.settings.catalogFile, session);
	const settings = completeSettings(resolved.settings, catalog);
	const ownRequirements = await readOwnRequirements(settings.requirementsFile, session);
	const shared = {
		...{catalog, ownRequirements, profile, secrets: resolved.secrets},
		missingPassword: missingPassword(resolved, profile, password),
		notes: [...resolved.notes, ...notes],
	};
	const built = buildPlan(settings, catalog, ownRequirements);
	const {plan: today, secrets, notes: ofPac} = await routeBySettings(built, resolved.secrets, session);
	const routed = {...shared, secrets, notes: [...shared.notes, ...ofPac]};
	if (what === 'all') return {...routed, plan: today, previous: null};
	if (!hasTodaysPlan(run, ownRequirements, catalog)) {
		throw new UsageError('The list of endpoints has changed since the last run: check all of it with --again.');
	}
	const failed = new Set(run.results.filter(isNotOk).map(({id}) => id));
	const plan = subsetPlan(evidenceOf(run).plan, ({id}) => failed.has(id));
	if (plan.targets.length === 0) throw new UsageError('Nothing failed in the last run: check all of it with --again.');
	// What a PAC names has logins that a run does not keep.
	return {...routed, plan: settings.pac === null ? plan : withRoutesOf(today, plan), previous: run};
}

/** What did not get through cleanly, and what was never asked. */
export function isNotOk({status}: Run['results'][number]): boolean {
	return status !== 'reachable' && status !== 'unverified';
}

function newestRun(profile: string | null, {home}: Session): KeptRun {
	const kept = readingRuns(home.runs, () =>
		profile === null ? listAllRuns(home.runs) : listRunsOf(home.runs, profile),
	);
	// Another process may be at the newest.
	const last = kept.find(run => run.kind === 'finished' || outlineRun(run)?.state !== 'running');
	if (last) return last;
	const whose = profile === null ? '' : ` of the profile ${profile}`;
	throw new UsageError(
		`No run${whose} is kept yet, so there is nothing to check again: give a region, such as "check eastus".`,
	);
}

/** Between two askings, in milliseconds: whoever mends a proxy needs minutes, and its log should stay readable. */
export const askingInterval = 30_000;

/**
 * The rows that a fix is waited for: what is needed and fails; where nothing needed does, all that did not get through. None
 * goes through a proxy that turned the login down: each asking would be one more try, until the account is locked.
 */
export function rowsToWaitFor({results}: Pick<Run, 'results'>): readonly RunRow[] {
	const isLockable = results.some(isLoginRejected);
	const failed = results.filter(row => isNotOk(row) && !(isLockable && row.route === 'proxy'));
	const needed = failed.filter(({severity}) => severity === 'error');
	return needed.length > 0 ? needed : failed;
}

function isLoginRejected({cause}: RunRow): boolean {
	return cause === 'proxy.auth-rejected';
}

/**
 * The awaited rows that are not known to get through: who loses its own network learns nothing of them. A stand-in needs
 * no answer where another one for the same wildcard has it.
 */
export function stillFailing({results}: Pick<Run, 'results'>, awaited: ReadonlySet<string>): readonly RunRow[] {
	const through = results.filter(({status}) => status === 'reachable');
	const spokenFor = new Set(
		through.flatMap(({target, requirement}) => (target?.sampled ? (requirement?.id ?? []) : [])),
	);
	return results.filter(
		({id, status, target, requirement}) =>
			awaited.has(id) &&
			status !== 'reachable' &&
			!(status === 'unverified' && target?.sampled && spokenFor.has(requirement?.id ?? '')),
	);
}

/**
 * Asks a part of a run again until all of it gets through. Resolves to whether it did: false once it was stopped. Nothing of it
 * is kept, and only `onAsked` is told how much still fails. Throws as a check does, and a UsageError once a proxy turns the login down.
 */
export async function waitForFix(
	prepared: PreparedPlan,
	session: Session,
	{
		signal,
		previous,
		onAsked,
		interval = askingInterval,
	}: {
		readonly signal: AbortSignal;
		readonly previous: Run;
		/** Told the rows that still fail. */
		onAsked(failing: readonly RunRow[]): void;
		readonly interval?: number;
	},
): Promise<boolean> {
	const ids = new Set(prepared.plan.targets.map(({id}) => id));
	for (;;) {
		try {
			await wait(interval, undefined, {signal});
		} catch {
			return false;
		}
		const options = {signal, isLearning: false, isKept: false, previous, onDeadProxy: 'spare', tell() {}} as const;
		const {run} = await check(prepared, session, options);
		if (signal.aborted) return false;
		if (run.results.some(row => ids.has(row.id) && isLoginRejected(row))) {
			throw new UsageError(
				'The proxy turned the login down, and more tries could lock the account: correct the password, then check again.',
			);
		}
		const failing = stillFailing(run, ids);
		onAsked(failing);
		if (failing.length === 0) return true;
	}
}
