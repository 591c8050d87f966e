import {findRegion, noteOnOffer} from '../catalog/regions.ts';
import type {Catalog, Requirement} from '../catalog/types.ts';
import {buildPlan, type NamedHost, planHosts} from '../plan/build-plan.ts';
import {cloudOf, completeSettings, defaultFeatures} from '../plan/complete-settings.ts';
import {routeWithoutPac} from '../plan/pac.ts';
import type {Plan} from '../plan/types.ts';
import type {Secrets, Settings, SettingsDraft, SettingsInput} from '../settings/types.ts';
import type {Profile} from '../store/profile.ts';
import {findCatalog} from './catalogs.ts';
import {chooseSettings} from './choose-settings.ts';
import {decodeMarked} from './files/user-files.ts';
import type {PacOptions} from './pac/route-plan.ts';
import type {Session} from './session.ts';

export type PreparedPlan = {
	readonly plan: Plan;
	/** What the plan was made from; not there: the catalog of the program. */
	readonly catalog?: Catalog;
	readonly ownRequirements: readonly Requirement[];
	readonly secrets: Secrets;
	/** What the user should know about how the settings came about. */
	readonly notes: readonly string[];
	/** The profile that the flags name, or null. */
	readonly profile: Profile | null;
	/** Why traffic would fail for want of the profile's password, or null. */
	readonly missingPassword: string | null;
};

/**
 * From flags, their profile and the environment to a plan. Throws a UsageError for whatever is missing or wrong.
 *
 * @param options whether something is sent by this plan, and whether its routes are of use; both are unless given. The signal
 *   ends what a PAC waits for, and the promise rejects with its reason
 */
export async function preparePlan(
	flags: SettingsInput,
	session: Session,
	options: {readonly makesTraffic?: boolean; readonly needsRoutes?: boolean; readonly signal?: AbortSignal} = {},
): Promise<PreparedPlan> {
	const {settings: draft, ...chosen} = await chooseSettings(flags, session, options);
	const {catalog, notes} = await findCatalog(draft.catalogFile, session);
	const settings = completeSettings(draft, catalog);
	const ownRequirements = await readOwnRequirements(settings.requirementsFile, session);
	const built = buildPlan(settings, catalog, ownRequirements);
	const ofPlan = {makesTraffic: true, ...options};
	// A script that nobody needs is no reason to fail, whatever is wrong with it.
	const {
		plan,
		secrets,
		notes: ofPac,
	} = options.needsRoutes === false
		? {plan: withoutPac(built), secrets: chosen.secrets, notes: []}
		: await routeBySettings(built, chosen.secrets, session, ofPlan);
	const region = findRegion(catalog, settings.region);
	const offer = region === undefined ? null : noteOnOffer(region, settings.features);
	const onOffer = offer === null ? [] : [`the region ${settings.region} is ${offer}; its hosts may not be there yet.`];
	return {...chosen, plan, secrets, catalog, ownRequirements, notes: [...chosen.notes, ...notes, ...onOffer, ...ofPac]};
}

/** The same for hosts that the user names. They need neither region nor features. */
export async function prepareHosts(
	hosts: readonly NamedHost[],
	flags: SettingsInput,
	session: Session,
): Promise<PreparedPlan> {
	const {settings: draft, ...chosen} = await chooseSettings(flags, session);
	const {catalog, notes} = await findCatalog(draft.catalogFile, session);
	const settings = settingsWithoutRegion(draft, catalog);
	const ownRequirements = await readOwnRequirements(settings.requirementsFile, session);
	const built = planHosts(hosts, settings, catalog, ownRequirements);
	const {plan, secrets, notes: ofPac} = await routeBySettings(built, chosen.secrets, session);
	return {...chosen, plan, secrets, catalog, ownRequirements, notes: [...chosen.notes, ...notes, ...ofPac]};
}

function withoutPac(plan: Plan): Plan {
	if (plan.settings.pac === null) return plan;
	const route = routeWithoutPac('since nothing here goes by it');
	return {...plan, targets: plan.targets.map(row => (row.route === null ? row : {...row, route}))};
}

/** The engine of PAC scripts is loaded where there is one to judge. */
export async function routeBySettings(
	plan: Plan,
	secrets: Secrets,
	session: Session,
	options: PacOptions = {makesTraffic: true},
) {
	if (plan.settings.pac === null) return {plan, secrets, notes: []};
	const {routePlan} = await import('./pac/route-plan.ts');
	return routePlan(plan, secrets, session, options);
}

/** A region makes placeholders in paths and patterns concrete; without one they stay open, which is no fault here. */
function settingsWithoutRegion(draft: SettingsDraft, catalog: Catalog): Settings {
	if (draft.region !== null) return completeSettings(draft, catalog);
	const cloud = draft.cloud ?? cloudOf('', catalog) ?? 'public';
	return {...draft, region: '', cloud, features: draft.features ?? defaultFeatures(cloud, catalog)};
}

/** The requirements of the user's own file; none without one. Throws a UsageError that names the file and the place in it. */
export async function readOwnRequirements(
	file: string | null,
	{files, names}: Pick<Session, 'files' | 'names'>,
): Promise<readonly Requirement[]> {
	if (file === null) return [];
	const text = await files.read(file, names.subject('requirementsFile'), undefined, decodeMarked);
	const {parseOwnRequirements} = await import('../catalog/own-requirements.ts');
	return parseOwnRequirements(text, file);
}
