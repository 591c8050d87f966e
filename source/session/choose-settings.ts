import {UsageError} from '../errors.ts';
import {completeSettings} from '../plan/complete-settings.ts';
import {formatProxy} from '../settings/proxy-url.ts';
import {resolveSettings} from '../settings/resolve-settings.ts';
import type {Secrets, Settings, SettingsDraft, SettingsInput} from '../settings/types.ts';
import {describeSystemProxy} from '../settings/windows-proxy.ts';
import type {Profile} from '../store/profile.ts';
import {loadProfile, readPassword} from './profiles/load-profile.ts';
import type {Session} from './session.ts';

export type ChosenSettings = {
	readonly settings: SettingsDraft;
	readonly secrets: Secrets;
	/** What the user should know about how the settings came about. */
	readonly notes: readonly string[];
	readonly profile: Profile | null;
	/** One sentence where the profile names a place for the password and nothing is there; null: nothing is missing. */
	readonly missingPassword: string | null;
};

/**
 * The settings of one command: flags over the profile that they name, over environment, over defaults. Throws a
 * UsageError for a profile that can't be used.
 */
export async function chooseSettings(
	flags: SettingsInput,
	session: Session,
	{makesTraffic = true}: {readonly makesTraffic?: boolean} = {},
): Promise<ChosenSettings> {
	const profile = flags.profile === undefined ? null : loadProfile(flags.profile, session);
	const password = await readPassword(profile?.passwordFrom ?? null, session);
	const {settings, secrets, notes} = resolveSettings({
		flags,
		profile: profile?.settings ?? null,
		profilePassword: password.value,
		environment: session.environment,
		system: session.systemProxy,
		makesTraffic,
	});
	keepSecrets(settings, secrets, session);
	const ofSystem = isProxyOpen(flags, settings, profile) ? noteOnSystem(session) : [];
	return {
		...{settings, secrets, notes: [...notes, ...ofSystem], profile},
		missingPassword: missingPassword({settings, secrets}, profile, password),
	};
}

/** Whether nobody has said how to reach out: no flag, no profile, and no variable. */
function isProxyOpen(flags: SettingsInput, {proxy, pac}: SettingsDraft, profile: Profile | null): boolean {
	return flags.proxy === undefined && profile === null && proxy.source === 'none' && pac === null;
}

/** That Windows names a proxy which nothing here uses: what Azure Arc gives its agents is read from variables and flags alone. */
function noteOnSystem({systemProxy}: Session): readonly string[] {
	try {
		const found = systemProxy?.() ?? null;
		if (found === null) return [];
		return [
			`Windows reaches out by ${describeSystemProxy(found)}, and nothing here does: add --proxy system if the cluster's agents are given the same.`,
		];
	} catch (error) {
		if (error instanceof UsageError) return [`${error.message} Nothing here uses it.`];
		throw error;
	}
}

/** Why traffic would fail for want of the password of a profile, in one sentence; null where nothing is missing. */
export function missingPassword(
	{settings: {proxy}, secrets}: Pick<ChosenSettings, 'settings' | 'secrets'>,
	profile: Profile | null,
	{problem}: Awaited<ReturnType<typeof readPassword>>,
): string | null {
	// Where another proxy is used for this run, or another password is at hand, nobody misses this one.
	const isMissed =
		(proxy.https?.username && secrets.httpsProxyPassword === null) ||
		(proxy.http?.username && secrets.httpProxyPassword === null);
	if (!isMissed || profile === null || problem === null) return null;
	return `The profile ${profile.name} has no password for its proxy: ${problem}.`;
}

/**
 * The settings that answers mean over the profile that is open, over environment, over defaults. Throws a UsageError for
 * whatever is missing or wrong.
 */
export function settingsFromAnswers(
	answers: SettingsInput,
	profile: Profile | null,
	session: Pick<Session, 'environment' | 'systemProxy' | 'keepSecret' | 'names' | 'catalog'>,
): {readonly settings: Settings; readonly secrets: Secrets} {
	const {settings, secrets} = resolveSettings({
		...answersOverProfile(answers, profile),
		environment: session.environment,
		system: session.systemProxy,
	});
	keepSecrets(settings, secrets, session);
	// A profile may name another catalog than the one that the screens were opened with.
	const catalogFile = session.catalog.checksum === undefined ? null : settings.catalogFile;
	return {settings: completeSettings({...settings, catalogFile}, session.catalog, session.names), secrets};
}

/** Tells of the passwords that are in use, alone and as they go over the wire with their user. */
export function keepSecrets(
	{proxy}: Pick<SettingsDraft, 'proxy'>,
	{httpsProxyPassword, httpProxyPassword}: Secrets,
	{keepSecret}: Pick<Session, 'keepSecret'>,
): void {
	for (const [endpoint, password] of [
		[proxy.https, httpsProxyPassword],
		[proxy.http, httpProxyPassword],
	] as const) {
		if (password === null) continue;
		keepSecret(`${endpoint?.username ?? ''}:${password}`);
		keepSecret(password);
	}
}

/**
 * Answers over the profile that is open. What the wizard asks comes with the answers, where it may have been taken out;
 * the rest is the profile's, and so are its proxies while their answer is as it was: a profile may hold more of them than
 * one answer can say.
 */
export function answersOverProfile(
	answers: SettingsInput,
	profile: Profile | null,
): {
	readonly flags: SettingsInput;
	readonly profile: Partial<SettingsDraft> | null;
	readonly profilePassword: string | null;
} {
	if (profile === null) return {flags: answers, profile: null, profilePassword: null};
	const {cloud: _cloud, region: _region, features: _features, resources: _resources, ...kept} = profile.settings;
	const password = typeof answers.proxy === 'object' ? answers.proxy.password : null;
	if (isProxyKept(answers, profile)) {
		const flags = {...answers, proxy: undefined, noProxy: undefined};
		return {flags, profile: kept, profilePassword: password};
	}
	// The CA file is asked for together with a proxy.
	const isCaFileAsked = kept.proxy.https !== null || kept.proxy.http !== null;
	return {flags: answers, profile: {...kept, ...(isCaFileAsked && {caFile: null})}, profilePassword: null};
}

/** Whether the proxy was answered as the profile has it. */
function isProxyKept(
	{proxy, httpsProxy, httpProxy, noProxy, caFile, pac}: SettingsInput,
	{settings}: Profile,
): boolean {
	const saved = settings.proxy.https ?? settings.proxy.http;
	if ((httpsProxy ?? httpProxy) || pac !== undefined || settings.pac !== null) return false;
	if (typeof proxy !== 'object') return proxy === 'none' && saved === null;
	const {endpoint} = proxy;
	return (
		saved !== null &&
		formatProxy(endpoint) === formatProxy(saved) &&
		endpoint.username === saved.username &&
		noProxy === settings.proxy.noProxy.trim() &&
		(caFile ?? null) === settings.caFile
	);
}
