import path from 'node:path';
import {UsageError} from '../../errors.ts';
import {fieldEntries} from '../../settings/fields.ts';
import {isUrl} from '../../settings/pac-location.ts';
import type {SettingNames} from '../../settings/setting-names.ts';
import type {Settings} from '../../settings/types.ts';
import {defaultRunsKept, type PasswordSource, type Profile, profileSchemaTag} from '../../store/profile.ts';
import {profilesFolder, readProfileFile, removeProfileFile, writeProfileFile} from '../../store/profile-files.ts';
import {parseProfileName} from '../../store/profile-name.ts';
import {adoptRun, moveRuns, removeRuns} from '../../store/runs-folder.ts';
import {isOpenDescriptor} from '../files/user-files.ts';
import type {Session} from '../session.ts';
import {withStore} from '../store-errors.ts';
import {loadProfile} from './load-profile.ts';

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
export function withLastingFiles(profile: Profile, folder: string, names: SettingNames): Profile {
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
