import path from 'node:path';
import type {Settings} from '../../settings/types.ts';
import {type PasswordSource, type Profile, profileSchemaTag} from '../../store/profile.ts';

/** Puts settings under a name. Files are named by their whole path: a run from cron starts in another folder. */
export function makeProfile(
	name: string,
	settings: Settings,
	{passwordFrom, runsKept}: {readonly passwordFrom: PasswordSource | null; readonly runsKept: number},
): Profile {
	const resources = Object.fromEntries(Object.entries(settings.resources).map(([key, names]) => [key, [...names]]));
	return withAbsolutePaths(
		{
			schema: profileSchemaTag,
			name,
			settings: {...settings, features: [...settings.features], resources},
			passwordFrom,
			runsKept,
		},
		'.',
	);
}

/** The profile with the files it names as seen from `folder`. */
export function withAbsolutePaths(profile: Profile, folder: string): Profile {
	const absolute = (file: string | null) => (file === null ? null : path.resolve(folder, file));
	const {settings, passwordFrom} = profile;
	return {
		...profile,
		settings: {
			...settings,
			requirementsFile: absolute(settings.requirementsFile),
			caFile: absolute(settings.caFile),
			publicRootsFile: absolute(settings.publicRootsFile),
		},
		passwordFrom:
			passwordFrom !== null && 'file' in passwordFrom ? {file: path.resolve(folder, passwordFrom.file)} : passwordFrom,
	};
}
