import path from 'node:path';
import {catalog} from '../catalog/catalog.ts';
import {UsageError} from '../errors.ts';
import {findJsonMistake} from '../json-mistake.ts';
import {completeSettings} from '../plan/complete-settings.ts';
import {escapeJson} from '../report/escape.ts';
import {safeText} from '../safe-text.ts';
import {readUserFile} from '../session/files/read-user-file.ts';
import {dropProfile, moveProfile} from '../session/profiles/change-profile.ts';
import {chooseSettings, loadProfile} from '../session/profiles/load-profile.ts';
import {makeProfile, withAbsolutePaths} from '../session/profiles/make-profile.ts';
import {withStore} from '../session/store-errors.ts';
import {passwordVariable} from '../settings/resolve-proxy.ts';
import type {SettingsInput} from '../settings/types.ts';
import {locateHome} from '../store/home.ts';
import {describePasswordSource} from '../store/password-source.ts';
import {defaultRunsKept, formatProfile, type PasswordSource, type Profile, readProfileData} from '../store/profile.ts';
import {profilesFolder, writeProfileFile} from '../store/profile-files.ts';
import {parseProfileName} from '../store/profile-name.ts';
import {type CommandIo, exitCodes} from './io.ts';
import {tellNote} from './stderr.ts';
import {checkOutput, deliver, type OutputOptions, print} from './write-output.ts';

export type SaveOptions = {
	readonly passwordFrom?: PasswordSource;
	readonly keep?: number;
};

const folderOf = (io: CommandIo) => profilesFolder(locateHome(io.environment).configuration);

/** Saves settings under a name, in place of what was saved there before. A password is left out, and that is said. */
export async function saveProfile(
	name: string,
	flags: SettingsInput,
	options: SaveOptions,
	io: CommandIo,
): Promise<number> {
	parseProfileName(name, 'The name');
	const {settings: draft, secrets, notes, profile: base} = chooseSettings(flags, io);
	const settings = completeSettings(draft, catalog);
	const passwordFrom = options.passwordFrom ?? base?.passwordFrom ?? null;
	const folder = folderOf(io);
	const runsKept = options.keep ?? base?.runsKept ?? defaultRunsKept;
	const profile = makeProfile(name, settings, {passwordFrom, runsKept});
	const {isReplaced, aside} = withStore(folder, () => writeProfileFile(folder, profile, {isExclusive: false}));
	for (const note of notes) {
		// The note on a missing password doesn't know where the profile will find it.
		if (passwordFrom === null || !note.includes(passwordVariable)) tellNote(note, io);
	}
	if (aside !== null) tellNote(`the file that was there could not be used; it is kept as ${aside}.`, io);
	if (secrets.httpsProxyPassword !== null || secrets.httpProxyPassword !== null) {
		const where =
			passwordFrom === null
				? `${passwordVariable}, or where --password-from says`
				: describePasswordSource(passwordFrom);
		tellNote(`the password of the proxy is not saved; a run takes it from ${where}.`, io);
	}
	await print(`The profile ${name} is ${isReplaced ? 'replaced' : 'saved'}.\n`, io);
	return exitCodes.allReachable;
}

/** Shows a profile, as its file holds it. */
export async function showProfile(name: string, io: CommandIo): Promise<number> {
	await print(escapeJson(formatProfile(loadProfile(parseProfileName(name, 'The name'), io.environment))), io);
	return exitCodes.allReachable;
}

/** Gives a profile another name; its runs go with it. */
export async function renameProfile(oldName: string, newName: string, io: CommandIo): Promise<number> {
	moveProfile(oldName, newName, io.environment);
	await print(`The profile ${oldName} is now ${newName}.\n`, io);
	return exitCodes.allReachable;
}

/** Removes a profile and its runs. */
export async function removeProfile(name: string, io: CommandIo): Promise<number> {
	const count = dropProfile(name, io.environment);
	const words = count === 0 ? '' : count === 1 ? ' and its run' : ` and its ${count} runs`;
	await print(`The profile ${name}${words} ${words === '' ? 'is' : 'are'} removed.\n`, io);
	return exitCodes.allReachable;
}

/** Writes a profile to a file that can be put under version control: no secrets, always in the same order. */
export async function exportProfile(name: string, options: OutputOptions, io: CommandIo): Promise<number> {
	checkOutput(options);
	const text = escapeJson(formatProfile(loadProfile(parseProfileName(name, 'The name'), io.environment)));
	await deliver(text, options, io);
	return exitCodes.allReachable;
}

/** Takes a profile from a file. Paths in it are read as seen from the file, so that a checkout may lie anywhere. */
export async function importProfile(
	file: string,
	options: {readonly name?: string; readonly force?: boolean},
	io: CommandIo,
): Promise<number> {
	const shown = safeText(file);
	const reading = readProfileData(parseJson(await readUserFile(file, 'The file'), shown));
	if (reading.kind === 'newer') {
		throw new UsageError(
			`${shown} was written by a newer arc-netcheck (${reading.schema}): update this one to read it.`,
		);
	}
	if (reading.kind === 'invalid') {
		throw new UsageError(`${shown} is no profile to import: ${reading.problem}.`);
	}
	const name = parseProfileName(
		options.name ?? reading.profile.name,
		options.name === undefined ? `"name" in ${shown}` : '--name',
	);
	const profile = withAbsolutePaths({...reading.profile, name}, path.dirname(file));
	checkAgainstCatalog(profile, shown);
	const folder = folderOf(io);
	const {isReplaced} = withStore(folder, () =>
		writeProfileFile(folder, profile, {isExclusive: options.force !== true}),
	);
	await print(`The profile ${name} is ${isReplaced ? 'replaced' : 'imported'}.\n`, io);
	return exitCodes.allReachable;
}

/** Regions and features are for the catalog to know. Its sentences name flags; in a file the same has another name. */
function checkAgainstCatalog({settings}: Profile, file: string): void {
	try {
		completeSettings(settings, catalog);
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		const message = error.message
			.replaceAll(/--(cloud|region|features)\b/g, 'settings.$1')
			.replace('--resource region-code=CODE', 'settings.resources');
		throw new UsageError(`${file}: ${message}`, {cause: error});
	}
}

function parseJson(text: string, file: string): unknown {
	const json = text.replace(/^\uFEFF/, '');
	try {
		return JSON.parse(json);
	} catch {
		const {line, column} = findJsonMistake(json);
		throw new UsageError(`${file} is not valid JSON at line ${line}, column ${column}; mind commas and quotes.`);
	}
}
