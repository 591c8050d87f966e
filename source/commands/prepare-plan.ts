import {catalog} from '../catalog/catalog.ts';
import {buildPlan} from '../plan/build-plan.ts';
import {completeSettings} from '../plan/complete-settings.ts';
import type {Plan} from '../plan/types.ts';
import {defaultSettings} from '../settings/defaults.ts';
import type {Environment} from '../settings/environment.ts';
import type {SettingsInput} from '../settings/input.ts';
import {resolveSettings} from '../settings/resolve-settings.ts';
import type {Secrets, Settings} from '../settings/types.ts';
import {readUserFile} from './read-pem.ts';

export type PreparedPlan = {
	readonly plan: Plan;
	readonly secrets: Secrets;
	/** What the user should know about how the settings came about. */
	readonly notes: readonly string[];
};

/** From flags and environment to a plan. Throws a UsageError for whatever is missing or wrong. */
export async function preparePlan(flags: SettingsInput, environment: Environment): Promise<PreparedPlan> {
	const {
		settings: draft,
		secrets,
		notes,
	} = resolveSettings({flags, profile: null, environment, defaults: defaultSettings});
	const settings = completeSettings(draft, catalog);
	return {plan: await planFor(settings), secrets, notes};
}

/** The plan for complete settings, with the requirements of the user's own file. */
export async function planFor(settings: Settings): Promise<Plan> {
	const file = settings.requirementsFile;
	if (file === null) return buildPlan(settings, catalog);
	const text = await readUserFile(file, '--requirements');
	const {parseOwnRequirements} = await import('../catalog/own-requirements.ts');
	return buildPlan(settings, catalog, parseOwnRequirements(text, file));
}
