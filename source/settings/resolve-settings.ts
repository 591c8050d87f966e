import type {DefaultSettings} from './defaults.ts';
import type {Environment} from './environment.ts';
import type {SettingsDraft, SettingsInput} from './input.ts';
import {resolveProxy} from './resolve-proxy.ts';
import type {Resources, Secrets} from './types.ts';

type Sources = {
	readonly flags: SettingsInput;
	/** The settings of a profile, or null. */
	readonly profile: Partial<SettingsDraft> | null;
	/** The password of the profile's proxies, or null. */
	readonly profilePassword?: string | null;
	readonly environment: Environment;
	readonly defaults: DefaultSettings;
};

/**
 * Puts the settings together: flags over profile over environment over defaults. What nobody chose of cloud, region
 * and features stays null, for the catalog to fill in. Passwords come out beside the settings, never in them.
 * `notes` say what a reader should know about the environment. Throws a UsageError if a variable that is needed can't
 * be read.
 */
export function resolveSettings({flags, profile, profilePassword = null, environment, defaults}: Sources): {
	settings: SettingsDraft;
	secrets: Secrets;
	notes: readonly string[];
} {
	const {proxy, secrets, notes} = resolveProxy({
		flags,
		profile: profile?.proxy ?? null,
		profilePassword,
		environment,
	});
	const isRegionKept = flags.region === undefined || flags.region === profile?.region;
	const settings: SettingsDraft = {
		// Another region may lie in another cloud, and has another code.
		cloud: flags.cloud ?? (isRegionKept ? profile?.cloud : null) ?? null,
		region: flags.region ?? profile?.region ?? null,
		features: flags.features ?? profile?.features ?? null,
		level: flags.level ?? profile?.level ?? defaults.level,
		resources: mergeResources(profile?.resources ?? defaults.resources, flags.resources ?? {}, isRegionKept),
		requirementsFile: flags.requirementsFile ?? profile?.requirementsFile ?? defaults.requirementsFile,
		proxy,
		caFile: flags.caFile ?? profile?.caFile ?? defaults.caFile,
		publicRootsFile: flags.publicRootsFile ?? profile?.publicRootsFile ?? defaults.publicRootsFile,
		dns: flags.dns ?? profile?.dns ?? defaults.dns,
		timeoutMs: flags.timeoutMs ?? profile?.timeoutMs ?? defaults.timeoutMs,
		retries: flags.retries ?? profile?.retries ?? defaults.retries,
		concurrency: flags.concurrency ?? profile?.concurrency ?? defaults.concurrency,
		compareDirect: flags.compareDirect ?? profile?.compareDirect ?? defaults.compareDirect,
	};
	return {settings, secrets, notes};
}

/** A key that the flags name replaces the profile's names for it; another region, its code. */
export function mergeResources(kept: Resources, given: Resources, isRegionKept: boolean): Resources {
	const {'region-code': code, ...others} = kept;
	return {...others, ...(isRegionKept && code ? {'region-code': code} : {}), ...given};
}
