import fs from 'node:fs';
import path from 'node:path';

/** Only the user may read what is kept there, and nobody else may put something in its place. */
export const privateFolder = 0o700;

/**
 * Makes a folder for this user alone, and those above it that are missing. Throws Node's error at the first that can't
 * be made. Step by step, because `mkdirSync` with `recursive` never ends where a folder can't be made although the one
 * above it is there, as below /proc: it takes ENOENT for a missing parent and starts again (Node 20 to 24).
 */
export function makeFolder(folder: string): void {
	if (isFolder(folder)) return;
	const above = path.dirname(folder);
	if (above !== folder) makeFolder(above);
	try {
		fs.mkdirSync(folder, {mode: privateFolder});
	} catch (error) {
		// Another process may have made it in the meantime.
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !isFolder(folder)) throw error;
	}
}

/** Closes a folder of this user's to all others, who could put something in its place. Throws Node's error if it is not this user's. */
export function closeToOthers(folder: string): void {
	if ((fs.statSync(folder).mode & 0o077) !== 0) fs.chmodSync(folder, privateFolder);
}

function isFolder(folder: string): boolean {
	try {
		return fs.statSync(folder).isDirectory();
	} catch {
		// It may be missing, or out of reach: making it says which.
		return false;
	}
}
