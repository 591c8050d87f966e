import {UsageError} from '../errors.ts';
import {defaultSettings, fieldEntries, flagOf} from './fields.ts';
import {resolvePacLocation} from './pac-location.ts';
import {readSystem, resolveProxy} from './resolve-proxy.ts';
import type {Environment, Secrets, SettingsDraft, SettingsInput} from './types.ts';
import type {SystemProxy} from './windows-proxy.ts';

type Sources = {
	readonly flags: SettingsInput;
	/** The settings of a profile, or null. */
	readonly profile: Partial<SettingsDraft> | null;
	/** The password of the profile's proxies, or null. */
	readonly profilePassword?: string | null;
	readonly environment: Environment;
	/** What the system names: see `resolveProxy`. */
	readonly system?: (() => SystemProxy | null) | null;
	/** Whether something is sent over the proxies: see `resolveProxy`. */
	readonly makesTraffic?: boolean | undefined;
};

/**
 * Puts the settings together: flags over profile over environment over defaults. What nobody chose of cloud, region
 * and features stays null, for the catalog to fill in. Passwords come out beside the settings, never in them.
 * `notes` say what a reader should know about the environment. Throws a UsageError if a variable that is needed can't
 * be read.
 */
export function resolveSettings(sources: Sources): {
	settings: SettingsDraft;
	secrets: Secrets;
	notes: readonly string[];
} {
	const {flags, profile, profilePassword = null, environment, system = null, makesTraffic} = sources;
	const pac = choosePac(sources);
	const login = flags.proxyLogin ?? profile?.proxyLogin ?? defaultSettings.proxyLogin;
	if (makesTraffic !== false && login !== 'basic' && pac !== null && /^http:/i.test(pac)) {
		throw new UsageError(
			`The PAC script ${pac} comes over plain HTTP, so that anybody on the way could name a proxy that gets the login of this machine: save the script to a file and give that, or leave out ${flagOf('proxyLogin')}.`,
		);
	}
	const {proxy, secrets, notes} = resolveProxy({
		...{flags: pac === null ? flags : {proxy: 'none'}, profile: profile?.proxy ?? null},
		...{profilePassword, environment, system, makesTraffic, login},
	});
	const isRegionKept = flags.region === undefined || flags.region === profile?.region;
	const chosen = fieldEntries.map(([key, row]) => {
		if (key === 'proxy') return [key, pac === null ? proxy : {...proxy, source: 'pac'}];
		if (key === 'pac') return [key, pac];
		const [given, kept] = [flags[key], profile?.[key]];
		return [key, row.choose ? row.choose(given, kept, isRegionKept) : (given ?? kept ?? defaultSettings[key])];
	});
	const ofSystem = pac !== null && flags.proxy === 'system' ? [`Windows names the PAC script ${pac}.`] : [];
	return {settings: Object.fromEntries(chosen), secrets, notes: [...notes, ...ofSystem]};
}

/** The PAC script in use, or null: a flag that names a proxy goes before that of the profile. Throws a UsageError where a flag would do nothing. */
function choosePac({flags, profile, environment, system = null}: Sources): string | null {
	const others = (['proxy', 'httpsProxy', 'httpProxy', 'noProxy'] as const).filter(key => flags[key] !== undefined);
	const {pac} = flags;
	if (pac === undefined && others.some(key => key !== 'noProxy')) {
		const isOfSystem = flags.proxy === 'system' && others.every(key => key === 'proxy' || key === 'noProxy');
		const ofSystem = isOfSystem ? (readSystem({system})?.pac ?? null) : null;
		if (ofSystem === null || flags.noProxy === undefined) return ofSystem;
		throw new UsageError(
			`The PAC script that Windows names tells the proxy of each endpoint: leave out ${flagOf('noProxy')}, or name a proxy.`,
		);
	}
	const [other] = others;
	if (pac === undefined && other !== undefined && profile?.pac) {
		throw new UsageError(
			`The PAC script of the saved settings names the proxy of each endpoint: leave out ${flagOf(other)}, or name a proxy too.`,
		);
	}
	if (pac === undefined) return profile?.pac ?? null;
	if (other !== undefined) {
		throw new UsageError(`A PAC script names the proxy of each endpoint: leave out ${flagOf(other)}, or --pac.`);
	}
	return resolvePacLocation(pac, environment);
}
