import fs from 'node:fs';
import type {CommandIo} from '../../cli/io.ts';
import {UsageError} from '../../errors.ts';
import {resolveSettings} from '../../settings/resolve-settings.ts';
import type {Environment, Secrets, SettingsDraft, SettingsInput} from '../../settings/types.ts';
import {locateHome} from '../../store/home.ts';
import type {PasswordSource, Profile} from '../../store/profile.ts';
import {describeProfileFile, profilesFolder, readProfileFile} from '../../store/profile-files.ts';
import {describeUnreadableKind} from '../files/read-user-file.ts';

export type ChosenSettings = {
	readonly settings: SettingsDraft;
	readonly secrets: Secrets;
	/** What the user should know about how the settings came about. */
	readonly notes: readonly string[];
	readonly profile: Profile | null;
	/** One sentence where the profile names a place for the password and nothing is there; null: nothing is missing. */
	readonly missingPassword: string | null;
};

/** Reads a profile. Throws a UsageError if there is none to work with, in one sentence with the cure. */
export function loadProfile(name: string, environment: Environment): Profile {
	const folder = profilesFolder(locateHome(environment).configuration);
	const found = readProfileFile(folder, name);
	if (found.kind === 'profile') return found.profile;
	throw new UsageError(describeProfileFile(folder, name, found));
}

/**
 * The settings of one command: flags over the profile that they name, over environment, over defaults. Throws a
 * UsageError for a profile that can't be used.
 */
export function chooseSettings(
	flags: SettingsInput,
	{environment, keepSecret}: Pick<CommandIo, 'environment' | 'keepSecret'>,
): ChosenSettings {
	const profile = flags.profile === undefined ? null : loadProfile(flags.profile, environment);
	const password = profile?.passwordFrom
		? readPassword(profile.passwordFrom, environment)
		: {value: null, problem: null};
	const {settings, secrets, notes} = resolveSettings({
		flags,
		profile: profile?.settings ?? null,
		profilePassword: password.value,
		environment,
	});
	keepSecrets(settings, secrets, keepSecret);
	// Where another proxy is used for this run, or another password is at hand, nobody misses this one.
	const isMissed =
		(settings.proxy.https?.username && secrets.httpsProxyPassword === null) ||
		(settings.proxy.http?.username && secrets.httpProxyPassword === null);
	const missingPassword =
		isMissed && password.problem !== null
			? `The profile ${flags.profile} has no password for its proxy: ${password.problem}.`
			: null;
	return {settings, secrets, notes, profile, missingPassword};
}

/** Tells of the passwords that are in use, alone and as they go over the wire with their user. */
export function keepSecrets(
	{proxy}: Pick<SettingsDraft, 'proxy'>,
	{httpsProxyPassword, httpProxyPassword}: Secrets,
	keepSecret: CommandIo['keepSecret'],
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

/** The password of the proxy from where the profile says, or what is in the way. */
export function readPassword(
	source: PasswordSource,
	environment: Environment,
): {readonly value: string | null; readonly problem: string | null} {
	if ('env' in source) {
		const value = environment[source.env] || null;
		return {value, problem: value === null ? `set the environment variable ${source.env}` : null};
	}
	try {
		const kind = describeUnreadableKind(source.file);
		if (kind !== null) return {value: null, problem: `the file ${source.file} is ${kind}, so name another`};
		// Editors and `echo` end a line; a password has no line end in it.
		const value = fs.readFileSync(source.file, 'utf8').replace(/\r?\n$/, '') || null;
		return {value, problem: value === null ? `the file ${source.file} is empty, so write it there` : null};
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		return {value: null, problem: `the file ${source.file} can't be read (${code}), so put it there`};
	}
}
