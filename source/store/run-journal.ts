import fs from 'node:fs';
import path from 'node:path';
import {makeFolder} from '../make-folder.ts';
import type {Text} from '../pieces.ts';
import {privateFile, writeFileAtomically} from './write-file.ts';

/** A run on disk while it goes on: each result is there as soon as it is known, so a dropped line loses nothing. */
export type RunJournal = {
	/** The finished run's file; it exists once `finish` was called. */
	readonly file: string;
	/** Adds one line. */
	append(entry: object): void;
	/** Puts the finished run in place of the journal. */
	finish(text: Text): void;
};

/**
 * Opens the journal of a run: `<id>.partial.ndjson` with `head` as its first line, beside the finished runs.
 * Of these `runsKept` stay, and the oldest go. Throws Node's error if the folder can't be made or written.
 */
export function openRunJournal(folder: string, id: string, head: object, runsKept: number): RunJournal {
	makeFolder(folder);
	const partial = path.join(folder, `${id}.partial.ndjson`);
	const file = path.join(folder, `${id}.json`);
	const descriptor = fs.openSync(partial, 'wx', privateFile);
	const append = (entry: object) => fs.writeSync(descriptor, `${JSON.stringify(entry)}\n`);
	append(head);
	return {
		file,
		append,
		finish(text) {
			writeFileAtomically(file, text, {isExclusive: false, mode: privateFile});
			fs.closeSync(descriptor);
			fs.rmSync(partial, {force: true});
			dropOldest(folder, runsKept);
		},
	};
}

/** Ids sort by time, and so do the files' names. */
function dropOldest(folder: string, runsKept: number): void {
	const runs = fs.readdirSync(folder).filter(name => /^\d{8}T\d{6}Z-[0-9a-f]{6}\.json$/.test(name));
	for (const name of runs.toSorted().slice(0, -runsKept)) fs.rmSync(path.join(folder, name), {force: true});
}
