import {isDeepStrictEqual} from 'node:util';
import {UsageError} from '../../errors.ts';
import type {ProxySettings} from '../../settings/types.ts';
import type {PasswordSource, Profile} from '../../store/profile.ts';
import {describeProfileFile, profilesFolder, readProfileFile} from '../../store/profile-files.ts';
import {readBounded} from '../files/user-files.ts';
import type {Session} from '../session.ts';

/** Reads a profile. Throws a UsageError if there is none to work with, in one sentence with the cure. */
export function loadProfile(name: string, {home}: Pick<Session, 'home'>): Profile {
	const folder = profilesFolder(home.configuration);
	const found = readProfileFile(folder, name);
	if (found.kind === 'profile') return found.profile;
	throw new UsageError(describeProfileFile(folder, name, found));
}

/** The most that is read of a file with a password, in bytes. */
const largestPassword = 64_000;

/** Whether both lead through the very same proxies: only these must be sent the same password. */
export function hasSameProxies(one: ProxySettings, other: ProxySettings): boolean {
	return isDeepStrictEqual([one.https, one.http], [other.https, other.http]);
}

/** The password of the proxy from where the profile says, or what is in the way; neither where it names no place. */
export async function readPassword(
	source: PasswordSource | null,
	{environment}: Pick<Session, 'environment'>,
): Promise<{readonly value: string | null; readonly problem: string | null}> {
	if (source === null) return {value: null, problem: null};
	if ('env' in source) {
		const value = environment[source.env] || null;
		return {value, problem: value === null ? `set the environment variable ${source.env}` : null};
	}
	const {file} = source;
	try {
		const {text, refusal} = await readBounded(file, largestPassword);
		if (text === null) return {value: null, problem: `the file ${file} ${refusal}, so name another`};
		// Editors and `echo` end a line; a password has no line end in it.
		const value = text.replace(/\r?\n$/, '') || null;
		return {value, problem: value === null ? `the file ${file} is empty, so write it there` : null};
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		return {value: null, problem: `the file ${file} can't be read (${code}), so put it there`};
	}
}
