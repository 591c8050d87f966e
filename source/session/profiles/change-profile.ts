import path from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {problemOf, UsageError} from '../../errors.ts';
import {parseJson} from '../../json-document.ts';
import {completeSettings} from '../../plan/complete-settings.ts';
import {safeText} from '../../safe-text.ts';
import {fieldEntries} from '../../settings/fields.ts';
import {isUrl} from '../../settings/parsers.ts';
import {placeNames, type SettingNames} from '../../settings/setting-names.ts';
import type {Settings} from '../../settings/types.ts';
import {
	defaultRunsKept,
	type PasswordSource,
	type Profile,
	profileSchemaTag,
	readProfileData,
} from '../../store/profile.ts';
import {profilesFolder, readProfileFile, removeProfileFile, writeProfileFile} from '../../store/profile-files.ts';
import {parseProfileName} from '../../store/profile-name.ts';
import {adoptRun, moveRuns, removeRuns} from '../../store/runs-folder.ts';
import {parseFrom} from '../../vantage/point.ts';
import {findCatalog} from '../catalogs.ts';
import {isOpenDescriptor} from '../files/user-files.ts';
import type {Session} from '../session.ts';
import {withStore} from '../store-errors.ts';
import {listProfiles} from './list-profiles.ts';
import {hasSameProxies, loadProfile} from './load-profile.ts';

export type SaveRequest = {
	readonly name: string;
	readonly settings: Settings;
	/** Where a run finds the password of the proxy; null: where runs without a profile do. */
	readonly passwordFrom: PasswordSource | null;
	/** The profile that is open; what nobody asks for is taken over from it. */
	readonly base: Profile | null;
	readonly runsKept?: number | undefined;
	/** Where the probes are made, as `--from` takes it. */
	readonly from?: readonly string[] | undefined;
	/** The run to be kept with the profile; null: none. */
	readonly run: {readonly id: string} | null;
	readonly isReplaceAllowed: boolean;
};

/** `exists`: nothing was saved, because there is a profile of that name. `aside`: where the file went that could not be used. */
export type SaveOutcome = {
	readonly kind: 'saved' | 'exists';
	readonly isReplaced: boolean;
	readonly aside: string | null;
};

/** Saves settings under a name. Throws a UsageError for a name or a file that can't be kept. */
export function saveProfile(request: SaveRequest, {home, names}: Pick<Session, 'home' | 'names'>): SaveOutcome {
	const {name, settings, passwordFrom, base, run, isReplaceAllowed} = request;
	parseProfileName(name, 'The name');
	const from = request.from ?? base?.from ?? [];
	const profile: Profile = {
		schema: profileSchemaTag,
		name,
		settings,
		passwordFrom,
		runsKept: request.runsKept ?? base?.runsKept ?? defaultRunsKept,
		...(from.some(place => place !== 'here') && {from: [...from]}),
	};
	const kept = withLastingFiles(profile, '.', names);
	const folder = profilesFolder(home.configuration);
	return withStore(folder, () => {
		if (!isReplaceAllowed && readProfileFile(folder, name).kind === 'profile')
			return {kind: 'exists', isReplaced: false, aside: null};
		const written = writeProfileFile(folder, kept, {isExclusive: !isReplaceAllowed});
		if (run !== null) adoptRun(home.runs, run.id, base?.name ?? null, name);
		return {kind: 'saved', ...written};
	});
}

/**
 * The profile with the files it names by their whole path, as seen from `folder`: a run from cron starts in another one.
 * Throws a UsageError for what a shell pipes in, which is gone with this command.
 */
function withLastingFiles(profile: Profile, folder: string, names: SettingNames): Profile {
	const lasting = (file: string, field: string) => {
		const whole = path.resolve(folder, file);
		if (!isOpenDescriptor(whole)) return whole;
		throw new UsageError(
			`${field} ${file} is a pipe that is gone when this command ends: give a profile a file that stays.`,
		);
	};
	const {settings, passwordFrom} = profile;
	const files = fieldEntries.flatMap(([key, row]) => {
		const file = settings[key];
		return row.file && typeof file === 'string' && !isUrl(file) ? [[key, lasting(file, names.subject(key))]] : [];
	});
	const from = profile.from?.map(place => {
		const [, kind = '', file = ''] = /^(ssh:@|file:)(.+)$/s.exec(place) ?? [];
		return file === '' ? place : `${kind}${lasting(file, '--from')}`;
	});
	return {
		...profile,
		...(from && {from}),
		settings: {...settings, ...Object.fromEntries(files)},
		passwordFrom:
			passwordFrom !== null && 'file' in passwordFrom
				? {file: lasting(passwordFrom.file, '--password-from')}
				: passwordFrom,
	};
}

/** Gives a profile and its runs another name. Throws a UsageError where that is taken, or where there is no such profile. */
export function renameProfile(oldName: string, newName: string, session: Pick<Session, 'home'>): void {
	const profile = loadProfile(parseProfileName(oldName, 'The old name'), session);
	parseProfileName(newName, 'The new name');
	const {configuration, runs} = session.home;
	const folder = profilesFolder(configuration);
	withStore(folder, () => {
		// The new one is there before the old one goes: a crash in between leaves two, never none.
		writeProfileFile(folder, {...profile, name: newName}, {isExclusive: true});
		try {
			removeProfileFile(folder, oldName);
		} catch (error) {
			// Another process was quicker: what it did holds, and there is no second profile.
			removeProfileFile(folder, newName);
			throw error;
		}
		moveRuns(runs, oldName, newName);
	});
}

/** Removes a profile and its runs, and returns how many runs there were. */
export function removeProfile(name: string, {home}: Pick<Session, 'home'>): number {
	parseProfileName(name, 'The name');
	const folder = profilesFolder(home.configuration);
	return withStore(folder, () => {
		removeProfileFile(folder, name);
		return removeRuns(home.runs, name);
	});
}

type ImportRequest = {
	/** In place of the name in the file. */
	readonly name: string | undefined;
	/** Where a run finds the password of the proxy; null: where a profile of this user says so already, if one does. */
	readonly passwordFrom: PasswordSource | null;
	readonly isReplaceAllowed: boolean;
};

/** `leftOut`: where the file itself would have a password taken from, which it does not decide; null: nothing was left out. */
type ImportOutcome = {
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
