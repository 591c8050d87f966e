import {randomBytes} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {joinPieces, type Steps, type Text} from '../chunks.ts';
import {UsageError} from '../errors.ts';
import {closeToOthers, makeFolder} from '../make-folder.ts';
import {safeText} from '../safe-text.ts';
import {isProfileName} from './profile-name.ts';
import {privateFile, putInPlace, writeFileInSteps} from './write-file.ts';

/** One run on disk: finished, or the journal of one that is under way or was cut off. */
export type KeptRun = {
	/** Null: made without a profile. */
	readonly profile: string | null;
	/** Sorts by time. */
	readonly id: string;
	readonly file: string;
	readonly kind: 'finished' | 'journal';
	/** When it was last written, in milliseconds since 1970. */
	readonly writtenAt: number;
};

const runName = /^(\d{8}T\d{6}Z-[0-9a-f]{6})\.(json|partial\.ndjson)$/;

/** Where the runs of a profile are, or those without one (null). */
export function runsFolder(runs: string, profile: string | null): string {
	return profile === null ? runs : path.join(runs, profile);
}

/** The runs of one profile (null: those without one), newest first. A run whose end is written is no journal any more. */
export function listRunsOf(runs: string, profile: string | null): readonly KeptRun[] {
	const folder = runsFolder(runs, profile);
	const kept = entriesOf(folder).flatMap(entry => {
		const [, id, ending] = runName.exec(entry) ?? [];
		if (id === undefined) return [];
		const file = path.join(folder, entry);
		const stats = fs.lstatSync(file, {throwIfNoEntry: false});
		// A journal goes when its run is finished, and the oldest runs go too.
		if (!stats?.isFile()) return [];
		const kind = ending === 'json' ? 'finished' : 'journal';
		return [{profile, id, file, kind, writtenAt: stats.mtimeMs} as const];
	});
	const finished = new Set(kept.filter(({kind}) => kind === 'finished').map(({id}) => id));
	return kept.filter(({kind, id}) => kind === 'finished' || !finished.has(id)).toSorted(compareNewest);
}

/** All runs, newest first. */
export function listAllRuns(runs: string): readonly KeptRun[] {
	const profiles = entriesOf(runs).filter(
		entry => isProfileName(entry) && fs.lstatSync(path.join(runs, entry), {throwIfNoEntry: false})?.isDirectory(),
	);
	return [null, ...profiles].flatMap(profile => listRunsOf(runs, profile)).toSorted(compareNewest);
}

/** What a journal becomes once its run is finished: whoever finds the journal gone looks here. Null: it is none. */
export function finishedFile(journal: string): string | null {
	return journal.endsWith('.partial.ndjson') ? journal.replace(/\.partial\.ndjson$/, '.json') : null;
}

/** Runs follow their profile to its new name. Throws Node's error if they can't. */
export function moveRuns(runs: string, oldName: string, newName: string): void {
	const from = runsFolder(runs, oldName);
	const to = runsFolder(runs, newName);
	if (!fs.existsSync(from)) return;
	makeFolder(to);
	for (const entry of entriesOf(from)) moveFile(path.join(from, entry), path.join(to, entry));
	try {
		fs.rmdirSync(from);
	} catch (error) {
		// A run that has begun since then stays where it is; "runs list" finds it there.
		if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', ...heldOnWindows].includes((error as NodeJS.ErrnoException).code ?? ''))
			throw error;
	}
}

/** Of a journal that a run still writes: it stays. */
const heldOnWindows = process.platform === 'win32' ? ['EPERM', 'EBUSY'] : [];

/** A journal goes when its run is finished, and the oldest runs go too. */
function moveFile(from: string, to: string): void {
	try {
		putInPlace(from, to);
	} catch (error) {
		if (!['ENOENT', ...heldOnWindows].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
	}
}

/**
 * Puts a finished run among those of a profile: one that was made without a profile moves there, one of another profile
 * is copied. Throws Node's error if it can't.
 */
export function adoptRun(runs: string, id: string, from: string | null, to: string): void {
	const source = path.join(runsFolder(runs, from), `${id}.json`);
	if (from === to || !fs.existsSync(source)) return;
	const folder = runsFolder(runs, to);
	makeFolder(folder);
	const target = path.join(folder, `${id}.json`);
	try {
		if (from === null) putInPlace(source, target);
		else copyWhole(source, target);
	} catch (error) {
		// The oldest runs go at any time.
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || fs.existsSync(source)) throw error;
	}
}

/** Half a copy never has the name of the whole. */
function copyWhole(source: string, target: string): void {
	const beside = path.join(path.dirname(target), `.${path.basename(target)}.${randomBytes(4).toString('hex')}.new`);
	try {
		fs.copyFileSync(source, beside, fs.constants.COPYFILE_EXCL);
		putInPlace(beside, target);
	} catch (error) {
		fs.rmSync(beside, {force: true});
		throw error;
	}
}

/** Removes the runs of a profile and returns how many there were. */
export function removeRuns(runs: string, profile: string): number {
	const count = listRunsOf(runs, profile).length;
	fs.rmSync(runsFolder(runs, profile), {recursive: true, force: true});
	return count;
}

/** Ids tell the second in which a run began; of two in the same second the one that was written later is newer. */
function compareNewest(one: KeptRun, other: KeptRun): number {
	const second = ({id}: KeptRun) => id.slice(0, id.indexOf('-'));
	if (second(one) !== second(other)) return second(one) < second(other) ? 1 : -1;
	return other.writtenAt - one.writtenAt;
}

/** What is in a folder; nothing where there is none. Throws Node's error if it can't be read. */
function entriesOf(folder: string): readonly string[] {
	try {
		return fs.readdirSync(folder);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
}

/** A run that is kept, or a file that the user named. */
export type FoundRun = KeptRun | {readonly kind: 'file'; readonly file: string};

const help =
	'use a file, @last (without a profile), PROFILE@last, PROFILE@2 (the one before), PROFILE@DATE, a date such as 2026-11-22, or an id (see "runs list")';

/**
 * Finds the run that a reference means: `prod@last`, `prod@2` (the second newest), `prod@2026-11-22` (the newest of
 * that day, in UTC as ids are), an id, a date alone (of all runs), or a file. Numbers and `last` count finished runs.
 * Throws a UsageError that names `field` if there is none.
 */
export function findRun(runs: string, reference: string, field: string): FoundRun {
	const at = reference.lastIndexOf('@');
	const name = reference.slice(0, Math.max(at, 0));
	if (at === 0 || (at > 0 && isProfileName(name))) return findAt(runs, name || null, reference.slice(at + 1), field);
	const byTime = timePrefix(reference);
	// A file that bears the name of a date or an id is meant before a run; nothing else can name it.
	if (fs.existsSync(reference)) return {kind: 'file', file: reference};
	if (byTime === null) {
		if (isProfileName(reference) && listRunsOf(runs, reference).length > 0) {
			throw new UsageError(`${field} "${reference}" is a profile: name a run of it, such as ${reference}@last.`);
		}
		const isPath = /^[^@]*(?:[/\\][^@]*|\.(?:json|ndjson))$/.test(reference);
		const shown = `"${safeText(reference, 120)}"`;
		throw new UsageError(`${isPath ? `${field} ${shown} does not exist` : `There is no run ${shown}`}: ${help}.`);
	}
	const found = pickByTime(listAllRuns(runs), byTime, reference);
	if (found) return found;
	throw new UsageError(`${field} "${safeText(reference, 60)}": no run of that time or id is kept; see "runs list".`);
}

function findAt(runs: string, profile: string | null, which: string, field: string): KeptRun {
	const kept = listRunsOf(runs, profile);
	const finished = kept.filter(({kind}) => kind === 'finished');
	const whose = profile === null ? 'made without a profile' : `of the profile ${profile}`;
	if (which === 'last' || /^[1-9]\d{0,4}$/.test(which)) {
		const found = finished[which === 'last' ? 0 : Number(which) - 1];
		if (found) return found;
		const count =
			finished.length === 0
				? 'no finished run'
				: `only ${finished.length} finished ${finished.length === 1 ? 'run' : 'runs'}`;
		throw new UsageError(
			`${field} "${profile ?? ''}@${which}": ${count} ${whose} ${finished.length < 2 ? 'is' : 'are'} kept; see "runs list".`,
		);
	}
	const byTime = timePrefix(which);
	if (byTime === null) throw new UsageError(`${field} has "@${safeText(which, 60)}", which names no run: ${help}.`);
	const found = pickByTime(kept, byTime, which);
	if (found) return found;
	throw new UsageError(
		`${field} "${profile ?? ''}@${which}": no run ${whose} of that time or id is kept; see "runs list".`,
	);
}

/** The beginning of the ids that a date, a time or an id means; null for anything else. */
function timePrefix(text: string): string | null {
	if (/^\d{8}T\d{6}Z-[0-9a-f]{6}$/.test(text)) return text;
	const [, year, month, day, hour = '', minute = ''] =
		/^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d)(?::?(\d\d))?)?$/.exec(text) ?? [];
	if (year === undefined) return null;
	return `${year}${month}${day}T${hour}${minute}`;
}

/** The newest of a time. A run that was cut off is found by its id alone. */
function pickByTime(kept: readonly KeptRun[], prefix: string, asked: string): KeptRun | undefined {
	return kept.find(({id, kind}) => id.startsWith(prefix) && (kind === 'finished' || id === asked));
}

/** A run on disk while it goes on: each result is there as soon as it is known, so a dropped line loses nothing. */
export type RunJournal = {
	/** The finished run's file; it exists once `finish` was called. */
	readonly file: string;
	/** Adds a line for each. */
	append(entries: readonly object[]): void;
	/** Adds lines that were made before. */
	write(lines: readonly Buffer[]): void;
	/** Puts the finished run in place of the journal, in steps. */
	finish(text: Text): Steps;
};

/** How long nobody writes to the journal of a run that is under way, at most, in milliseconds. */
export const longestSilence = 86_400_000;

/**
 * Opens the journal of a run: `<id>.partial.ndjson` with `head` as its first line, beside the finished runs. Of these
 * `runsKept` stay, as do as many journals of runs that were cut off, and the oldest go. Throws Node's error if the folder
 * can't be made or written; a journal without its head is not left behind.
 */
export function openRunJournal(folder: string, id: string, head: object, runsKept: number): RunJournal {
	makeFolder(folder);
	closeToOthers(folder);
	const partial = path.join(folder, `${id}.partial.ndjson`);
	const file = path.join(folder, `${id}.json`);
	const descriptor = fs.openSync(partial, 'wx', privateFile);
	// A disk that is nearly full takes a part of a line, which `fs.writeSync` tells by a number alone.
	const append = (entries: readonly object[]) => {
		for (const lines of joinPieces(linesOf(entries))) if (lines !== '') fs.writeFileSync(descriptor, lines);
	};
	try {
		append([head]);
	} catch (error) {
		fs.closeSync(descriptor);
		fs.rmSync(partial, {force: true});
		throw error;
	}
	dropOldest(folder, path.basename(partial), '.partial.ndjson', runsKept, longestSilence);
	return {
		file,
		append,
		write(lines) {
			for (const chunk of lines) fs.writeFileSync(descriptor, chunk);
		},
		*finish(text) {
			// The profile may have got another name in the meantime, and its folder with it.
			yield* placeRunInSteps(folder, id, text, runsKept);
			fs.closeSync(descriptor);
			fs.rmSync(partial, {force: true});
		},
	};
}

/** Writes a finished run in steps; it is there after the last of them. Of these `runsKept` stay. Throws Node's error if it can't be written. */
export function* placeRunInSteps(folder: string, id: string, text: Text, runsKept: number): Steps {
	makeFolder(folder);
	closeToOthers(folder);
	const name = `${id}.json`;
	yield* writeFileInSteps(path.join(folder, name), text, {isExclusive: false, mode: privateFile});
	dropOldest(folder, name, '.json', runsKept);
}

/** A line for each, in chunks: of ten thousand rows they take long to make, and are written in no time. */
export function* journalLinesInSteps(entries: Iterable<object>): Steps<readonly Buffer[]> {
	const chunks: Buffer[] = [];
	for (const lines of joinPieces(linesOf(entries))) {
		if (lines !== '') chunks.push(Buffer.from(lines));
		yield '';
	}
	return chunks;
}

function* linesOf(entries: Iterable<object>): Generator<string> {
	for (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}

/**
 * Drops all but the newest runs of one ending; with `silence`, only those that nobody wrote to for so many milliseconds.
 * Ids sort by time, and so do the files' names; `mine` counts as the newest, though the clock may have been set back since
 * the others were made.
 */
function dropOldest(folder: string, mine: string, ending: string, runsKept: number, silence?: number): void {
	const others = fs
		.readdirSync(folder)
		.filter(name => name !== mine)
		.filter(name => name.endsWith(ending) && /^\d{8}T\d{6}Z-[0-9a-f]{6}$/.test(name.slice(0, -ending.length)));
	for (const name of others
		.toSorted()
		.toReversed()
		.slice(runsKept - 1)) {
		const file = path.join(folder, name);
		const writtenAt = fs.statSync(file, {throwIfNoEntry: false})?.mtimeMs ?? 0;
		if (silence === undefined || Date.now() - writtenAt >= silence) fs.rmSync(file, {force: true});
	}
}
