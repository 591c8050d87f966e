import {randomBytes} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {makeFolder} from '../make-folder.ts';
import {isProfileName} from './profile-name.ts';
import {putInPlace} from './write-file.ts';

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
