import {completeSettings} from '../plan/complete-settings.ts';
import {escapeJson} from '../report/escape.ts';
import {createPage} from '../report/terminal/page.ts';
import {findCatalog} from '../session/catalogs.ts';
import {chooseSettings} from '../session/choose-settings.ts';
import {importProfile, removeProfile, renameProfile, saveProfile} from '../session/profiles/change-profile.ts';
import {listProfiles} from '../session/profiles/list-profiles.ts';
import {loadProfile} from '../session/profiles/load-profile.ts';
import {describeOutcome} from '../session/runs/outline-run.ts';
import {openSession} from '../session/session.ts';
import {passwordVariable} from '../settings/resolve-settings.ts';
import type {SettingsInput} from '../settings/types.ts';
import {describePasswordSource, formatPasswordSource, formatProfile, parsePasswordSource} from '../store/profile.ts';
import {parseProfileName} from '../store/profile-name.ts';
import {parseFrom} from '../vantage/point.ts';
import {type CommandIo, exitCodes, renderOptionsFor, tellNote} from './io.ts';
import {checkOutput, deliver, type OutputOptions, print, printJson} from './write-output.ts';

/** Lists the profiles with their last result and its age. What can't be read is named on stderr, and the rest goes on. */
export async function list(format: 'text' | 'json', io: CommandIo): Promise<number> {
	const {profiles, problems} = listProfiles(openSession(io));
	for (const problem of problems) tellNote(problem, io);
	if (format === 'json') {
		const rows = profiles.map(({profile: {name, settings}, lastRun}) => ({name, settings, lastRun}));
		await printJson({schema: 'arc-netcheck/profiles@1', profiles: rows}, io);
		return exitCodes.allReachable;
	}
	const page = createPage(renderOptionsFor(io, false));
	if (profiles.length === 0)
		page.paragraph('There are no profiles: save one with "profiles save NAME --region REGION".');
	const width = Math.max(0, ...profiles.map(({profile}) => profile.name.length));
	for (const {profile, lastRun, age} of profiles) {
		const result = lastRun === null ? 'never run' : `${describeOutcome(lastRun)}, ${age}`;
		page.line(`${profile.name.padEnd(width)}  ${profile.settings.region.padEnd(16)} ${result}`);
	}
	await print(page.toString(), io);
	return exitCodes.allReachable;
}

export type SaveOptions = {
	/** `env:NAME` or `file:PATH`. */
	readonly passwordFrom?: string;
	readonly keep?: number;
	/** Where the probes are made. */
	readonly from?: readonly string[];
};

/** Saves settings under a name, in place of what was saved there before. A password is left out, and that is said. */
export async function save(name: string, flags: SettingsInput, options: SaveOptions, io: CommandIo): Promise<number> {
	parseProfileName(name, 'The name');
	const place = options.passwordFrom;
	const given = place === undefined ? null : parsePasswordSource(place, '--password-from');
	const session = openSession(io);
	const {settings: draft, secrets, notes, profile: base} = await chooseSettings(flags, session);
	const {catalog} = await findCatalog(draft.catalogFile, session);
	const settings = completeSettings(draft, catalog);
	const passwordFrom = given ?? base?.passwordFrom ?? null;
	for (const each of options.from ?? []) parseFrom(each, '--from');
	const kept = {from: options.from, runsKept: options.keep};
	const request = {name, settings, passwordFrom, base, ...kept, run: null, isReplaceAllowed: true};
	const outcome = saveProfile(request, session);
	for (const note of notes) {
		// The note on a missing password doesn't know where the profile will find it.
		if (passwordFrom === null || !note.includes(passwordVariable)) tellNote(note, io);
	}
	if (outcome.aside !== null)
		tellNote(`the file that was there could not be used; it is kept as ${outcome.aside}.`, io);
	if (secrets.httpsProxyPassword !== null || secrets.httpProxyPassword !== null) {
		const where =
			passwordFrom === null
				? `${passwordVariable}, or where --password-from says`
				: describePasswordSource(passwordFrom);
		tellNote(`the password of the proxy is not saved; a run takes it from ${where}.`, io);
	}
	await print(`The profile ${name} is ${outcome.isReplaced ? 'replaced' : 'saved'}.\n`, io);
	return exitCodes.allReachable;
}

/** Shows a profile, as its file holds it. */
export async function show(name: string, io: CommandIo): Promise<number> {
	await print(profileText(name, io), io);
	return exitCodes.allReachable;
}

/** Gives a profile another name; its runs go with it. */
export async function rename(oldName: string, newName: string, io: CommandIo): Promise<number> {
	renameProfile(oldName, newName, openSession(io));
	await print(`The profile ${oldName} is now ${newName}.\n`, io);
	return exitCodes.allReachable;
}

/** Removes a profile and its runs. */
export async function remove(name: string, io: CommandIo): Promise<number> {
	const count = removeProfile(name, openSession(io));
	const words = count === 0 ? '' : count === 1 ? ' and its run' : ` and its ${count} runs`;
	await print(`The profile ${name}${words} ${words === '' ? 'is' : 'are'} removed.\n`, io);
	return exitCodes.allReachable;
}

/** Writes a profile to a file that can be put under version control: no secrets, always in the same order. */
export async function exportTo(name: string, options: OutputOptions, io: CommandIo): Promise<number> {
	checkOutput(options);
	await deliver(profileText(name, io), options, io);
	return exitCodes.allReachable;
}

function profileText(name: string, io: CommandIo): string {
	return escapeJson(formatProfile(loadProfile(parseProfileName(name, 'The name'), openSession(io))));
}

export type ImportOptions = {
	readonly name?: string;
	readonly force?: boolean;
	/** `env:NAME` or `file:PATH`. */
	readonly passwordFrom?: string;
};

/** Takes a profile from a file that was exported. */
export async function importFrom(file: string, options: ImportOptions, io: CommandIo): Promise<number> {
	const place = options.passwordFrom;
	const request = {
		name: options.name,
		passwordFrom: place === undefined ? null : parsePasswordSource(place, '--password-from'),
		isReplaceAllowed: options.force === true,
	};
	const {name, isReplaced, leftOut} = await importProfile(file, request, openSession(io));
	if (leftOut !== null) {
		const asked = formatPasswordSource(leftOut);
		tellNote(
			`the file would take the password of the proxy from ${describePasswordSource(leftOut)}. That is left out, since another's file does not decide where your secrets are; if it is right, import it with --password-from ${asked}.`,
			io,
		);
	}
	await print(`The profile ${name} is ${isReplaced ? 'replaced' : 'imported'}.\n`, io);
	return exitCodes.allReachable;
}
