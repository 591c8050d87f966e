import {randomBytes} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {placeExclusively, privateFile} from './write-file.ts';

/** Files as somebody saw them, by path: what comes in their place later is another file, whatever its name. */
export type SeenFiles = ReadonlyMap<string, string>;

/** Those of these files that are there, be it as links that lead nowhere. */
export function lookAtFiles(files: readonly string[]): SeenFiles {
	return new Map(
		files.flatMap(file => {
			const seen = lookAt(file);
			return seen === null ? [] : [[file, seen] as const];
		}),
	);
}

/** What tells a file from every other that may have its name: folder, inode, size, and time of its last change. Null: nothing is there. */
function lookAt(file: string): string | null {
	const stats = fs.lstatSync(file, {bigint: true, throwIfNoEntry: false});
	if (stats === undefined) return null;
	const folder = fs.statSync(path.dirname(file), {bigint: true, throwIfNoEntry: false});
	return [folder?.dev, folder?.ino, stats.dev, stats.ino, stats.size, stats.mtimeNs].join(' ');
}

/**
 * Writes files into a folder that is there, all or none: each is written beside its place, then all take their places. A
 * file that is there gives way only while it is the one in `seen`; another is left alone, and EEXIST is thrown. All
 * files are in that folder.
 */
export function writeFileSet(folder: string, texts: ReadonlyMap<string, string>, seen: SeenFiles): void {
	const descriptor = fs.openSync(folder, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY);
	// Linux leads from here into the folder that was opened, whatever has its name by then.
	const opened = `/proc/self/fd/${descriptor}`;
	const here = fs.existsSync(opened) ? opened : folder;
	const parts = [...texts].map(([file, text]) => {
		const name = path.basename(file);
		const beside = (ending: string) => path.join(here, `.${name}.${randomBytes(4).toString('hex')}.${ending}`);
		return {file: path.join(here, name), text, seen: seen.get(file), draft: beside('new'), backup: beside('old')};
	});
	const undo: Array<() => void> = [];
	try {
		for (const {draft, text} of parts) {
			fs.writeFileSync(draft, text, {flag: 'wx', mode: privateFile, flush: true});
		}
		for (const {file, draft, backup, seen: before} of parts) {
			// One that was there and has gone leaves its place free.
			const now = before === undefined ? null : lookAt(file);
			if (now === null) {
				placeExclusively(draft, file);
				undo.push(() => fs.rmSync(file, {force: true}));
				continue;
			}
			if (now !== before) throw Object.assign(new Error(`${file} is another file by now`), taken);
			const isKept = keepBackup(file, backup);
			fs.renameSync(draft, file);
			if (isKept) undo.push(() => fs.renameSync(backup, file));
		}
	} catch (error) {
		for (const step of undo.toReversed()) step();
		throw error;
	} finally {
		for (const {draft, backup} of parts) {
			fs.rmSync(draft, {force: true});
			fs.rmSync(backup, {force: true});
		}
		fs.closeSync(descriptor);
	}
}

/** As the system says it. */
const taken = {code: 'EEXIST', syscall: 'rename'};

/** Keeps what is about to be replaced under a second name; not where there are no hard links, or for a folder, which no file replaces. */
function keepBackup(file: string, backup: string): boolean {
	try {
		fs.linkSync(file, backup);
		return true;
	} catch {
		return false;
	}
}
