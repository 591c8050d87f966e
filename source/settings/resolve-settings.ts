import {defaultSettings, fieldEntries} from './fields.ts';
import {resolveProxy} from './resolve-proxy.ts';
import type {Environment, Secrets, SettingsDraft, SettingsInput} from './types.ts';

type Sources = {
	readonly flags: SettingsInput;
	/** The settings of a profile, or null. */
	readonly profile: Partial<SettingsDraft> | null;
	/** The password of the profile's proxies, or null. */
	readonly profilePassword?: string | null;
	readonly environment: Environment;
	/** Whether something is sent over the proxies: see `resolveProxy`. */
	readonly makesTraffic?: boolean | undefined;
};

/**
 * Puts the settings together: flags over profile over environment over defaults. What nobody chose of cloud, region
 * and features stays null, for the catalog to fill in. Passwords come out beside the settings, never in them.
 * `notes` say what a reader should know about the environment. Throws a UsageError if a variable that is needed can't
 * be read.
 */
export function resolveSettings({flags, profile, profilePassword = null, environment, makesTraffic}: Sources): {
	settings: SettingsDraft;
	secrets: Secrets;
	notes: readonly string[];
} {
	const {proxy, secrets, notes} = resolveProxy({
		...{flags, profile: profile?.proxy ?? null, profilePassword, environment, makesTraffic},
	});
	const isRegionKept = flags.region === undefined || flags.region === profile?.region;
	const chosen = fieldEntries.map(([key, row]) => {
		if (key === 'proxy') return [key, proxy];
		const [given, kept] = [flags[key], profile?.[key]];
		return [key, row.choose ? row.choose(given, kept, isRegionKept) : (given ?? kept ?? defaultSettings[key])];
	});
	return {settings: Object.fromEntries(chosen), secrets, notes};
}
