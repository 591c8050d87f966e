import path from 'node:path';
import {fieldEntries} from '../../settings/fields.ts';
import type {Settings} from '../../settings/types.ts';
import {type PasswordSource, type Profile, profileSchemaTag} from '../../store/profile.ts';

/** Puts settings under a name. Files are named by their whole path: a run from cron starts in another folder. */
export function makeProfile(
	name: string,
	settings: Settings,
	{passwordFrom, runsKept}: {readonly passwordFrom: PasswordSource | null; readonly runsKept: number},
): Profile {
	return withAbsolutePaths({schema: profileSchemaTag, name, settings, passwordFrom, runsKept}, '.');
}

/** The profile with the files it names as seen from `folder`. */
export function withAbsolutePaths(profile: Profile, folder: string): Profile {
	const {settings, passwordFrom} = profile;
	const files = fieldEntries.flatMap(([key, {isFile}]) => {
		const file = settings[key];
		return isFile && typeof file === 'string' ? [[key, path.resolve(folder, file)]] : [];
	});
	return {
		...profile,
		settings: {...settings, ...Object.fromEntries(files)},
		passwordFrom:
			passwordFrom !== null && 'file' in passwordFrom ? {file: path.resolve(folder, passwordFrom.file)} : passwordFrom,
	};
}
