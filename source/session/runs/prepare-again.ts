import {UsageError} from '../../errors.ts';
import {buildPlan} from '../../plan/build-plan.ts';
import {completeSettings} from '../../plan/complete-settings.ts';
import {subsetPlan, withRoutesOf} from '../../plan/probe-groups.ts';
import {evidenceOf} from '../../record/from-run.ts';
import type {Run} from '../../record/run.ts';
import {resolveSettings} from '../../settings/resolve-settings.ts';
import type {SettingsInput} from '../../settings/types.ts';
import {type KeptRun, listAllRuns, listRunsOf} from '../../store/runs-folder.ts';
import {findCatalog} from '../catalogs.ts';
import {keepSecrets, missingPassword} from '../choose-settings.ts';
import {type PreparedPlan, readOwnRequirements, routeBySettings} from '../prepare-plan.ts';
import {hasSameProxies, loadProfile, readPassword} from '../profiles/load-profile.ts';
import {hasTodaysPlan} from '../profiles/open-profile.ts';
import type {Session} from '../session.ts';
import {readingRuns} from '../store-errors.ts';
import {outlineRun} from './outline-run.ts';
import {readFoundRun} from './read-run.ts';

/** The last check once more. `previous`: the run into which a part goes that is checked again; null: all is. */
export type PreparedAgain = PreparedPlan & {readonly previous: Run | null};

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
