import fs from 'node:fs';
import path from 'node:path';
import {joinPieces, type Text} from '../chunks.ts';
import {closeToOthers, makeFolder} from '../make-folder.ts';
import {privateFile, writeFileAtomically} from './write-file.ts';

/** A run on disk while it goes on: each result is there as soon as it is known, so a dropped line loses nothing. */
export type RunJournal = {
	/** The finished run's file; it exists once `finish` was called. */
	readonly file: string;
	/** Adds a line for each. */
	append(entries: readonly object[]): void;
	/** Puts the finished run in place of the journal. */
	finish(text: Text): void;
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
		for (const lines of joinPieces(linesOf(entries))) fs.writeFileSync(descriptor, lines);
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
		finish(text) {
			// The profile may have got another name in the meantime, and its folder with it.
			placeRun(folder, id, text, runsKept);
			fs.closeSync(descriptor);
			fs.rmSync(partial, {force: true});
		},
	};
}

/** Writes a finished run in one step. Of these `runsKept` stay. Throws Node's error if it can't be written. */
export function placeRun(folder: string, id: string, text: Text, runsKept: number): void {
	makeFolder(folder);
	closeToOthers(folder);
	const name = `${id}.json`;
	writeFileAtomically(path.join(folder, name), text, {isExclusive: false, mode: privateFile});
	dropOldest(folder, name, '.json', runsKept);
}

function* linesOf(entries: readonly object[]): Generator<string> {
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
