import {catalog} from '../catalog/catalog.ts';
import type {Requirement} from '../catalog/types.ts';
import type {CommandIo} from '../cli/io.ts';
import {buildPlan} from '../plan/build-plan.ts';
import {completeSettings} from '../plan/complete-settings.ts';
import type {Plan} from '../plan/types.ts';
import type {Secrets, SettingsInput} from '../settings/types.ts';
import type {Profile} from '../store/profile.ts';
import {readUserFile} from './files/read-user-file.ts';
import {chooseSettings} from './profiles/load-profile.ts';

export type PreparedPlan = {
	readonly plan: Plan;
	readonly ownRequirements: readonly Requirement[];
	readonly secrets: Secrets;
	/** What the user should know about how the settings came about. */
	readonly notes: readonly string[];
	/** The profile that the flags name, or null. */
	readonly profile: Profile | null;
	/** Why traffic would fail for want of the profile's password, or null. */
	readonly missingPassword: string | null;
};

/** From flags, their profile and the environment to a plan. Throws a UsageError for whatever is missing or wrong. */
export async function preparePlan(
	flags: SettingsInput,
	io: Pick<CommandIo, 'environment' | 'keepSecret'>,
): Promise<PreparedPlan> {
	const {settings: draft, ...chosen} = chooseSettings(flags, io);
	const settings = completeSettings(draft, catalog);
	const ownRequirements = await readOwnRequirements(settings.requirementsFile);
	return {...chosen, plan: buildPlan(settings, catalog, ownRequirements), ownRequirements};
}

/** The requirements of the user's own file; none without one. Throws a UsageError that names the file and the place in it. */
export async function readOwnRequirements(file: string | null): Promise<readonly Requirement[]> {
	if (file === null) return [];
	const text = await readUserFile(file, '--requirements');
	const {parseOwnRequirements} = await import('../catalog/own-requirements.ts');
	return parseOwnRequirements(text, file);
}
