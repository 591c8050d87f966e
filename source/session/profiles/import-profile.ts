import path from 'node:path';
import {catalog} from '../../catalog/catalog.ts';
import {problemOf, UsageError} from '../../errors.ts';
import {parseJson} from '../../json-document.ts';
import {completeSettings} from '../../plan/complete-settings.ts';
import {safeText} from '../../safe-text.ts';
import {placeNames} from '../../settings/setting-names.ts';
import {readProfileData} from '../../store/profile.ts';
import {profilesFolder, writeProfileFile} from '../../store/profile-files.ts';
import {parseProfileName} from '../../store/profile-name.ts';
import type {Session} from '../session.ts';
import {withStore} from '../store-errors.ts';
import {withLastingFiles} from './change-profile.ts';

/**
 * Takes a profile from a file. Paths in it are read as seen from the file, so that a checkout may lie anywhere. Throws a
 * UsageError that names the file, the place in it and the cure.
 */
export async function importProfile(
	file: string,
	{name: newName, isReplaceAllowed}: {readonly name: string | undefined; readonly isReplaceAllowed: boolean},
	{files, home}: Session,
): Promise<{readonly name: string; readonly isReplaced: boolean}> {
	const shown = safeText(file);
	const text = await files.read(file, 'The file');
	const reading = readProfileData(parseJson(text, shown, 'mind commas and quotes'));
	if (reading.kind === 'newer') {
		throw new UsageError(
			`${shown} was written by a newer arc-netcheck (${reading.schema}): update this one to read it.`,
		);
	}
	if (reading.kind === 'invalid') {
		throw new UsageError(`${shown} is no profile to import: ${reading.problem}.`);
	}
	const name = parseProfileName(
		newName ?? reading.profile.name,
		newName === undefined ? `"name" in ${shown}` : '--name',
	);
	const profile = withLastingFiles({...reading.profile, name}, path.dirname(file), placeNames);
	// Regions and features are for the catalog to know.
	const problem = problemOf(() => completeSettings(profile.settings, catalog, placeNames));
	if (problem !== null) throw new UsageError(`${shown}: ${problem}`);
	const folder = profilesFolder(home.configuration);
	const {isReplaced} = withStore(folder, () => writeProfileFile(folder, profile, {isExclusive: !isReplaceAllowed}));
	return {name, isReplaced};
}
