import path from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {problemOf, UsageError} from '../../errors.ts';
import {parseJson} from '../../json-document.ts';
import {completeSettings} from '../../plan/complete-settings.ts';
import {safeText} from '../../safe-text.ts';
import {placeNames} from '../../settings/setting-names.ts';
import {type PasswordSource, type Profile, readProfileData} from '../../store/profile.ts';
import {profilesFolder, writeProfileFile} from '../../store/profile-files.ts';
import {parseProfileName} from '../../store/profile-name.ts';
import {parseFrom} from '../../vantage/parse-from.ts';
import {findCatalog} from '../catalogs.ts';
import type {Session} from '../session.ts';
import {withStore} from '../store-errors.ts';
import {withLastingFiles} from './change-profile.ts';
import {listProfiles} from './list-profiles.ts';
import {hasSameProxies} from './load-profile.ts';

export type ImportRequest = {
	/** In place of the name in the file. */
	readonly name: string | undefined;
	/** Where a run finds the password of the proxy; null: where a profile of this user says so already, if one does. */
	readonly passwordFrom: PasswordSource | null;
	readonly isReplaceAllowed: boolean;
};

/** `leftOut`: where the file itself would have a password taken from, which it does not decide; null: nothing was left out. */
export type ImportOutcome = {
	readonly name: string;
	readonly isReplaced: boolean;
	readonly leftOut: PasswordSource | null;
};

/**
 * Takes a profile from a file. Paths in it are read as seen from the file, so that a checkout may lie anywhere. Where a
 * secret is it can't say: the proxy that it names would get whatever stands there. Throws a UsageError that names the file,
 * the place in it and the cure.
 */
export async function importProfile(file: string, request: ImportRequest, session: Session): Promise<ImportOutcome> {
	const {name: newName, isReplaceAllowed} = request;
	const {files, home} = session;
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
	const asked = seenFrom(path.dirname(file), reading.profile.passwordFrom);
	const settled = withLastingFiles({...reading.profile, name, passwordFrom: null}, path.dirname(file), placeNames);
	const isKnown = asked !== null && knowsPlace({...settled, passwordFrom: asked}, session);
	const passwordFrom = request.passwordFrom ?? (isKnown ? asked : null);
	const profile = withLastingFiles({...settled, passwordFrom}, '.', placeNames);
	// Regions and features are for the catalog to know.
	const {catalog} = await findCatalog(profile.settings.catalogFile, {...session, names: placeNames});
	const problem = problemOf(() => {
		completeSettings(profile.settings, catalog, placeNames);
		for (const place of profile.from ?? []) parseFrom(place, 'from');
	});
	if (problem !== null) throw new UsageError(`${shown}: ${problem}`);
	const folder = profilesFolder(home.configuration);
	const {isReplaced} = withStore(folder, () => writeProfileFile(folder, profile, {isExclusive: !isReplaceAllowed}));
	return {name, isReplaced, leftOut: passwordFrom === null ? asked : null};
}

function seenFrom(folder: string, source: PasswordSource | null): PasswordSource | null {
	return source !== null && 'file' in source ? {file: path.resolve(folder, source.file)} : source;
}

/** Whether this user has a profile that sends the password from that place to the very same proxies. */
function knowsPlace({settings: {proxy}, passwordFrom}: Profile, session: Session): boolean {
	return listProfiles(session).profiles.some(
		({profile: own}) => isDeepStrictEqual(own.passwordFrom, passwordFrom) && hasSameProxies(own.settings.proxy, proxy),
	);
}
