import fs from 'node:fs';
import path from 'node:path';
import {UsageError} from '../errors.ts';
import {closeToOthers, makeFolder} from '../make-folder.ts';
import {formatProfile, type Profile, type ProfileReading, readProfileData} from './profile.ts';
import {isProfileName} from './profile-name.ts';
import {privateFile, putInPlace, readOpened, writeFileAtomically} from './write-file.ts';

/*
 * One file a profile, written whole: two writers of different profiles never meet, and of two writers of the same one
 * the last wins whole. The last answers use conf; profiles don't, because conf 16 was seen to lose them: on a full disk
 * it puts a file that was cut off in the place of the good one and reports no error, it writes through a symlink to
 * whatever that points at, and to open a file of a newer version is to rewrite it.
 */

/** What a profile's file turned out to be. */
export type ProfileFile =
	| ProfileReading
	| {readonly kind: 'missing'}
	/** A symlink, a folder or a device. */
	| {readonly kind: 'no-file'; readonly what: string}
	| {readonly kind: 'unreadable'; readonly code: string}
	/** No JSON. It was moved to `aside`, or stays where it is (null) where nothing can be moved. */
	| {readonly kind: 'damaged'; readonly aside: string | null};

/** Stands between the name of a damaged file and the time at which it was moved aside. */
const asideMark = '.damaged-';

/** How long a file that a killed writer left behind is let be, in milliseconds: another writer may be at it. */
const leftoverAge = 3_600_000;

/** The folder of the profiles. */
export function profilesFolder(configuration: string): string {
	return path.join(configuration, 'profiles');
}

/** The path of the file of a profile. */
export function profileFile(folder: string, name: string): string {
	return path.join(folder, `${name}.json`);
}

/** Reads one profile. A file that is no JSON is moved aside; everything else is left alone, whatever is wrong with it. */
export function readProfileFile(folder: string, name: string): ProfileFile {
	return readOnce(folder, name) ?? readOnce(folder, name) ?? {kind: 'damaged', aside: null};
}

/** Null: it was damaged, and by now there may be another one, or none. */
function readOnce(folder: string, name: string): ProfileFile | null {
	const file = profileFile(folder, name);
	try {
		const what = kindOfFile(fs.lstatSync(file, {throwIfNoEntry: false}));
		if (what === null) return readNothing(folder, name);
		if (what !== 'file') return {kind: 'no-file', what};
		const opened = readJson(file);
		if (opened.what !== 'file') return {kind: 'no-file', what: opened.what};
		const {data} = opened;
		if (data === undefined) {
			const aside = moveAside(file);
			return aside === null ? null : {kind: 'damaged', aside};
		}
		const reading = readProfileData(data);
		// The file's name decides: it may have been copied or renamed by hand.
		return reading.kind === 'profile' ? {kind: 'profile', profile: {...reading.profile, name}} : reading;
	} catch (error) {
		const {code = 'unknown error'} = error as NodeJS.ErrnoException;
		// It became a symlink, which is not followed.
		if (code === 'ELOOP') return {kind: 'no-file', what: 'a symlink'};
		return code === 'ENOENT' ? {kind: 'missing'} : {kind: 'unreadable', code};
	}
}

/** No file, or none any more: who asks for what was moved aside is told where it went, and not only the first time. */
function readNothing(folder: string, name: string): ProfileFile {
	const aside = listEntries(folder)
		.filter(entry => entry.startsWith(`${path.basename(profileFile(folder, name))}${asideMark}`))
		.toSorted()
		.at(-1);
	return aside === undefined ? {kind: 'missing'} : {kind: 'damaged', aside: path.join(folder, aside)};
}

/** The names of all profiles in the folder, in order; none where there is no folder. Throws Node's error if it can't be read. */
export function listProfileNames(folder: string): readonly string[] {
	return listEntries(folder)
		.flatMap(entry => (entry.endsWith('.json') ? [entry.slice(0, -'.json'.length)] : []))
		.filter(isProfileName)
		.toSorted();
}

function listEntries(folder: string): readonly string[] {
	try {
		return fs.readdirSync(folder);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
}

/**
 * Writes a profile in one step. A damaged file in its place is moved aside. With `isExclusive` a profile of that name
 * must not be there yet. Throws a UsageError for what must not be replaced, and Node's error if it can't be written.
 */
export function writeProfileFile(
	folder: string,
	profile: Profile,
	{isExclusive}: {readonly isExclusive: boolean},
): {readonly isReplaced: boolean; readonly aside: string | null} {
	makePrivateFolder(folder);
	const before = readProfileFile(folder, profile.name);
	if (before.kind === 'newer' || before.kind === 'no-file' || before.kind === 'unreadable') {
		throw new UsageError(describeProfileFile(folder, profile.name, before));
	}
	if (isExclusive && (before.kind === 'profile' || before.kind === 'invalid')) throw alreadyThere(profile.name);
	const file = profileFile(folder, profile.name);
	const aside = before.kind === 'damaged' ? before.aside : before.kind === 'invalid' ? moveAside(file) : null;
	try {
		writeFileAtomically(file, formatProfile(profile), {isExclusive, mode: privateFile});
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyThere(profile.name);
		throw error;
	}
	removeLeftovers(folder);
	return {isReplaced: before.kind === 'profile', aside};
}

/** Removes a profile's file, whatever it holds. Throws a UsageError if there is none, and Node's error if it can't go. */
export function removeProfileFile(folder: string, name: string): void {
	try {
		fs.unlinkSync(profileFile(folder, name));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
		throw new UsageError(`There is no profile ${name} to remove: see "profiles list".`);
	}
}

/** One sentence on a file that holds no profile to work with, and what to do. */
export function describeProfileFile(
	folder: string,
	name: string,
	found: Exclude<ProfileFile, {kind: 'profile'}>,
): string {
	const file = profileFile(folder, name);
	switch (found.kind) {
		case 'missing':
			return `There is no profile ${name}: save it with "profiles save ${name}", or see "profiles list".`;
		case 'newer':
			return `The profile ${name} was written by a newer arc-netcheck (${found.schema}) and is left alone: update this one, or use another name.`;
		case 'invalid':
			return `The profile ${name} can't be used: ${file} has at ${found.problem}; put it right, or save the profile again.`;
		case 'no-file':
			return `The profile ${name} can't be used: ${file} is ${found.what}, not a file; remove it, or use another name.`;
		case 'unreadable':
			return `The profile ${name} can't be read: ${file} (${found.code}); see to its permissions.`;
		case 'damaged':
			return found.aside === null
				? `The profile ${name} is damaged: ${file} is not JSON; save the profile again.`
				: `The profile ${name} was damaged; its file is kept as ${found.aside}, so save the profile again.`;
	}
}

function alreadyThere(name: string): UsageError {
	return new UsageError(`There is a profile ${name} already: use another name, or remove that one first.`);
}

/** Makes the folder for this user alone; one that others could look into is closed to them. */
function makePrivateFolder(folder: string): void {
	makeFolder(folder);
	closeToOthers(folder);
}

function kindOfFile(stats: fs.Stats | undefined): string | null {
	if (stats === undefined) return null;
	if (stats.isFile()) return 'file';
	if (stats.isSymbolicLink()) return 'a symlink';
	return stats.isDirectory() ? 'a folder' : stats.isFIFO() ? 'a named pipe' : 'a device';
}

/** The most that is read of a profile, in bytes: others may put anything into a folder that is shared. */
const largestProfile = 16_000_000;

/** What was opened, and the data of a file; undefined where it is no JSON, or too much. On Windows the look before must do. */
function readJson(file: string): {readonly what: string; readonly data?: unknown} {
	const read = (descriptor: number, stats: fs.Stats) => {
		const what = kindOfFile(stats) ?? 'nothing';
		if (what !== 'file' || stats.size > largestProfile) return {what};
		return {what, data: JSON.parse(fs.readFileSync(descriptor, 'utf8').replace(/^\uFEFF/, ''))};
	};
	try {
		return readOpened(file, read, {isLinkFollowed: false});
	} catch (error) {
		if (error instanceof SyntaxError) return {what: 'file'};
		throw error;
	}
}

/** Gives a file another name, so that nothing is lost. Null where that can't be done, as on a read-only disk. */
function moveAside(file: string): string | null {
	const aside = `${file}${asideMark}${new Date().toISOString().replaceAll(/[-:.]/g, '')}`;
	try {
		putInPlace(file, aside);
		// Another process may have put a good one in place since it was read: that one goes back, unless there is a newer one.
		if (readProfileData(readJson(aside).data).kind !== 'profile') return aside;
		fs.linkSync(aside, file);
		fs.unlinkSync(aside);
		return null;
	} catch {
		return fs.existsSync(aside) ? aside : null;
	}
}

/** Drops what killed writers left half-written. That it can't be done is no reason to fail. */
function removeLeftovers(folder: string): void {
	try {
		for (const entry of fs.readdirSync(folder)) {
			if (!/^\..*\.new$/.test(entry)) continue;
			const file = path.join(folder, entry);
			const stats = fs.lstatSync(file, {throwIfNoEntry: false});
			if (stats !== undefined && Date.now() - stats.mtimeMs > leftoverAge) fs.rmSync(file, {force: true});
		}
	} catch {}
}
