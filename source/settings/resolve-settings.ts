import {problemOf, UsageError} from '../errors.ts';
import {defaultSettings, fieldEntries, flagOf} from './fields.ts';
import {resolvePacLocation} from './parsers.ts';
import {type Reading, readNoProxy, readSchemeProxy} from './proxy-environment.ts';
import type {ProxyInput} from './proxy-field.ts';
import {formatProxy, isSocks, type LoginScheme, loginNames, type ParsedProxy} from './proxy-url.ts';
import type {Environment, ProxyEndpoint, ProxySettings, Secrets, SettingsDraft, SettingsInput} from './types.ts';
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

/** Holds the password of a proxy whose address names only the user. */
export const passwordVariable = 'ARC_NETCHECK_PROXY_PASSWORD';

type Scheme = 'https' | 'http';
type ProxySources = {
	readonly flags: ProxyInput;
	/** The proxy settings of a profile, or null. */
	readonly profile: ProxySettings | null;
	/** What the profile's own proxies take as password, and no other proxy; null: the profile names none. */
	readonly profilePassword?: string | null;
	readonly environment: Environment;
	/** What the system names; null: this one names none. Only asked where it is wanted. */
	readonly system?: (() => SystemProxy | null) | null;
	/**
	 * Whether something is sent over the proxies. Where nothing is, a variable of the environment that can't be read is a
	 * note and no reason to stop. It is unless given.
	 */
	readonly makesTraffic?: boolean | undefined;
	/** With another than Basic no user name and password of an HTTP proxy is used. */
	readonly login?: LoginScheme;
};

/**
 * Decides on the proxies: flags over profile over environment, for each scheme by itself. A variable of the
 * environment is read only where nothing above it decides, so that a broken one can't stop a run that doesn't use it.
 */
function resolveProxy(sources: ProxySources): {
	proxy: ProxySettings;
	secrets: Secrets;
	notes: readonly string[];
} {
	const {environment, login = 'basic'} = sources;
	const https = withLogin(chooseProxy(sources, 'https'), login);
	const http = withLogin(chooseProxy(sources, 'http'), login);
	const noProxy = chooseNoProxy(sources);
	const httpsPassword = findPassword(https.value, environment);
	const httpPassword = findPassword(http.value, environment);
	const proxy = {
		source: nameSource(sources, Boolean(https.value ?? http.value)),
		https: https.value?.endpoint ?? null,
		http: http.value?.endpoint ?? null,
		noProxy: noProxy.value,
	};
	for (const [reading, password] of [
		[https, httpsPassword],
		[http, httpPassword],
	] as const) {
		if (sources.makesTraffic !== false && reading.value) checkPassword(reading.value.endpoint, password);
	}
	const notes = [
		...https.notes,
		...http.notes,
		...noProxy.notes,
		...(https.value && httpsPassword === null ? missingPasswordNotes(https.value.endpoint) : []),
		...(http.value && httpPassword === null ? missingPasswordNotes(http.value.endpoint) : []),
		...(sources.flags.proxy === 'system' ? (readSystem(sources)?.notes ?? []) : []),
		...((sources.flags.proxy === 'environment' || sources.flags.proxy === 'system') && !proxy.https && !proxy.http
			? [
					`${sources.flags.proxy === 'system' ? 'Windows' : 'The environment'} names no proxy, so every target is reached directly.`,
				]
			: []),
	];
	return {
		proxy,
		secrets: {httpsProxyPassword: httpsPassword, httpProxyPassword: httpPassword},
		notes: [...new Set(notes)],
	};
}

/** What Windows names. Throws a UsageError where it can't be read, and where this is another system. */
export function readSystem({system = null}: Pick<ProxySources, 'system'>): SystemProxy | null {
	if (system !== null) return system();
	throw new UsageError(
		'--proxy system takes the proxy that Windows names, and this is another system: use --proxy env, or give its address.',
	);
}

function chooseProxy(sources: ProxySources, scheme: Scheme): Reading<ParsedProxy | null> {
	const {flags, profile, profilePassword, environment, makesTraffic = true} = sources;
	const override = scheme === 'https' ? flags.httpsProxy : flags.httpProxy;
	const choice = override ?? flags.proxy ?? (profile ? 'profile' : 'environment');
	if (choice === 'none') return {value: null, notes: []};
	if (choice === 'environment') {
		const problem =
			makesTraffic || flags.proxy === choice ? null : problemOf(() => readSchemeProxy(environment, scheme));
		if (problem === null) return readSchemeProxy(environment, scheme);
		return {value: null, notes: [`${problem} It counts as no proxy here, and a check would stop at it.`]};
	}
	if (choice === 'system') return {value: readSystem(sources)?.[scheme] ?? null, notes: []};
	if (choice !== 'profile') return {value: choice, notes: []};
	const endpoint = profile?.[scheme];
	return {value: endpoint ? {endpoint, password: profilePassword ?? null} : null, notes: []};
}

/** A ticket has its own user: a name and a password beside it would be asked for, and sent, in vain. */
function withLogin(reading: Reading<ParsedProxy | null>, login: LoginScheme): Reading<ParsedProxy | null> {
	const {value, notes} = reading;
	if (login === 'basic' || value === null || isSocks(value.endpoint) || value.endpoint.username === null)
		return reading;
	const note = `The user name for the proxy ${formatProxy(value.endpoint)} is left out: the login by ${loginNames[login]} is that of this machine.`;
	return {value: {endpoint: {...value.endpoint, username: null}, password: null}, notes: [...notes, note]};
}

function chooseNoProxy(sources: ProxySources): Reading<string> {
	const {flags, profile, environment} = sources;
	if (flags.noProxy !== undefined) return {value: flags.noProxy, notes: []};
	if (flags.proxy === 'none') return {value: '', notes: []};
	if (flags.proxy === 'system') return {value: readSystem(sources)?.noProxy ?? '', notes: []};
	if (flags.proxy === 'environment' || !profile) return readNoProxy(environment);
	return {value: profile.noProxy, notes: []};
}

function nameSource({flags, profile}: ProxySources, hasProxy: boolean): ProxySettings['source'] {
	if (flags.httpsProxy ?? flags.httpProxy) return 'given';
	if (flags.proxy) return typeof flags.proxy === 'string' ? flags.proxy : 'given';
	if (profile) return profile.source;
	return hasProxy ? 'environment' : 'none';
}

function findPassword(proxy: ParsedProxy | null, environment: Environment): string | null {
	if (!proxy || proxy.endpoint.username === null) return null;
	if (proxy.password !== null) return proxy.password;
	return environment[passwordVariable] || findInEnvironment(proxy.endpoint, environment);
}

/** One that stands in the address was checked there. */
function checkPassword(endpoint: ProxyEndpoint, password: string | null): void {
	if (!isSocks(endpoint) || Buffer.byteLength(password ?? '') <= 255) return;
	throw new UsageError(
		`The password for the proxy ${formatProxy(endpoint)} has more than 255 bytes, which SOCKS5 can not send: use a shorter one.`,
	);
}

/** A profile never holds a password; the environment that it was made in may still name the same proxy with it. */
function findInEnvironment(endpoint: ProxyEndpoint, environment: Environment): string | null {
	for (const scheme of ['https', 'http'] as const) {
		try {
			const proxy = readSchemeProxy(environment, scheme).value;
			const isSame =
				proxy?.endpoint.username === endpoint.username && formatProxy(proxy.endpoint) === formatProxy(endpoint);
			if (isSame && proxy.password !== null) return proxy.password;
		} catch (error) {
			// A variable that can't be read is not in use here, so it is no reason to stop.
			if (!(error instanceof UsageError)) throw error;
		}
	}
	return null;
}

function missingPasswordNotes(endpoint: ProxyEndpoint): readonly string[] {
	if (endpoint.username === null) return [];
	return [
		`The proxy ${formatProxy(endpoint)} has a user name but no password: set ${passwordVariable} if it needs one.`,
	];
}
