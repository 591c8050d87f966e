import {randomBytes} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {atOnce, joinPieces, type Steps, type Text} from '../chunks.ts';
import {makeFolder, privateFolder} from '../make-folder.ts';

/** Only the user may read what a run saw: host names, addresses, the shape of a network. */
export const privateFile = 0o600;

/**
 * Writes a file in one step: readers see the old text or the new one, never a half. With `isExclusive` an existing
 * file is left alone and EEXIST is thrown. A file that is mounted by itself can't be replaced, so it is written into.
 */
export function writeFileAtomically(file: string, text: Text, options: WriteOptions): void {
	atOnce(writeFileInSteps(file, text, options));
}

type WriteOptions = {readonly isExclusive: boolean; readonly mode: number};

/** The same in steps, for a text in pieces. Where they are given up before the last, no file has changed. */
export function* writeFileInSteps(file: string, text: Text, options: WriteOptions): Steps {
	if (!options.isExclusive && isWrittenInto(file)) {
		yield* writeIntoInSteps(file, text);
		return;
	}
	const beside = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(4).toString('hex')}.new`);
	try {
		yield* writeDraftInSteps(beside, text, options.mode);
		if (options.isExclusive) {
			placeExclusively(beside, file);
		} else {
			putInPlace(beside, file);
		}
	} finally {
		fs.rmSync(beside, {force: true});
	}
}

/** So many characters go down to the disk at once: all of a large file would keep a key waiting. */
const syncLength = 4_000_000;

function* writeChunksInSteps(descriptor: number, text: Text): Steps {
	let unsynced = 0;
	for (const chunk of joinPieces(text)) {
		if (chunk !== '') fs.writeFileSync(descriptor, chunk);
		unsynced += chunk.length;
		if (unsynced >= syncLength) {
			fs.fdatasyncSync(descriptor);
			unsynced = 0;
		}
		yield '';
	}
}

/** What Windows says while another program, such as a scanner, holds one of the files. */
const heldCodes = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** Waits between tries to put a file in its place on Windows, in milliseconds: a second in all. */
const heldWaits = [10, 20, 40, 80, 160, 320, 400];

/** Puts a file in its place. On Windows one that is open can't be replaced, and scanners open what is new for moments. */
export function putInPlace(
	from: string,
	to: string,
	system: {
		readonly platform: NodeJS.Platform;
		rename(from: string, to: string): void;
		wait(milliseconds: number): void;
	} = {
		platform: process.platform,
		rename: fs.renameSync,
		wait: milliseconds => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds),
	},
): void {
	for (const wait of system.platform === 'win32' ? heldWaits : []) {
		try {
			system.rename(from, to);
			return;
		} catch (error) {
			if (!heldCodes.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
			system.wait(wait);
		}
	}
	system.rename(from, to);
}

/**
 * Whether a name is more than a file that can be replaced: a file is mounted there, or has other names as well. Where it is
 * somebody else's, who could have given it this name, it is replaced: what is written would be theirs to read.
 */
export function isWrittenInto(file: string): boolean {
	const stats = fs.lstatSync(file, {throwIfNoEntry: false});
	if (stats?.isFile() !== true) return false;
	const isOwn = stats.uid === (process.getuid?.() ?? stats.uid);
	return (stats.nlink > 1 && isOwn) || isMountPoint(file);
}

/** Whether a file is mounted by itself, as containers do: nothing can be renamed over it (EBUSY). Known on Linux alone. */
function isMountPoint(file: string): boolean {
	try {
		// In a path it escapes blanks, tabs, line ends and backslashes as octal numbers (proc(5)).
		const places = fs
			.readFileSync('/proc/self/mountinfo', 'utf8')
			.split('\n')
			.map(line =>
				(line.split(' ')[4] ?? '').replace(/\\([0-7]{3})/g, (_, digits) =>
					String.fromCharCode(Number.parseInt(digits, 8)),
				),
			);
		return places.includes(fs.realpathSync(file));
	} catch {
		return false;
	}
}

/** Writes over what is there, and puts that back if the disk does not take all of the new: its blocks are kept until then. */
function* writeIntoInSteps(file: string, text: Text): Steps {
	// All of it is made before a byte of the old text goes.
	const chunks: string[] = [];
	for (const chunk of joinPieces(text)) {
		chunks.push(chunk);
		yield '';
	}
	const {O_RDWR, O_NOFOLLOW} = fs.constants;
	const descriptor = fs.openSync(file, O_RDWR | O_NOFOLLOW);
	try {
		const before = fs.readFileSync(descriptor);
		try {
			writeOver(descriptor, chunks);
		} catch (error) {
			writeOver(descriptor, [before]);
			throw error;
		}
	} finally {
		fs.closeSync(descriptor);
	}
}

/** Makes these chunks the whole of an open file, from its first byte on. */
function writeOver(descriptor: number, chunks: Iterable<string | Uint8Array>): void {
	let at = 0;
	for (const chunk of chunks) {
		const bytes = Buffer.from(chunk);
		// A disk that is nearly full takes a part, and says how much.
		for (let done = 0; done < bytes.length; ) {
			const taken = fs.writeSync(descriptor, bytes, done, bytes.length - done, at);
			done += taken;
			at += taken;
		}
	}
	fs.ftruncateSync(descriptor, at);
	fs.fsyncSync(descriptor);
}

/** Moves a file to a place that must be free; EEXIST otherwise. A link, unlike a rename, refuses to take the place of a file. */
function placeExclusively(beside: string, file: string): void {
	try {
		fs.linkSync(beside, file);
	} catch (error) {
		// FAT and many network file systems have no hard links.
		if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'].includes((error as NodeJS.ErrnoException).code ?? ''))
			throw error;
		// An empty file holds the place, and the whole one takes it: nobody ever reads a half.
		fs.closeSync(fs.openSync(file, 'wx', privateFile));
		putInPlace(beside, file);
		return;
	}
	fs.unlinkSync(beside);
}

/**
 * Makes a folder with these files, in steps: it is there with all of them after the last one, or not at all. Keys are paths
 * directly in the folder.
 */
export function* writeNewFolderInSteps(folder: string, texts: ReadonlyMap<string, Text>): Steps {
	const parent = path.dirname(folder);
	makeFolder(parent);
	removeLeftovers(parent);
	const beside = path.join(parent, `.arc-netcheck.${randomBytes(4).toString('hex')}.new`);
	try {
		fs.mkdirSync(beside, {mode: privateFolder});
		for (const [file, text] of texts) yield* writeDraftInSteps(path.join(beside, path.basename(file)), text);
		putInPlace(beside, folder);
	} finally {
		// Once it is in its place nothing has this name.
		fs.rmSync(beside, {recursive: true, force: true});
	}
}

/** Writes a file that is not there yet, down to the disk. */
function* writeDraftInSteps(file: string, text: Text, mode = privateFile): Steps {
	const descriptor = fs.openSync(file, 'wx', mode);
	try {
		yield* writeChunksInSteps(descriptor, text);
		fs.fsyncSync(descriptor);
	} finally {
		fs.closeSync(descriptor);
	}
}

/** How long a folder that a killed process left behind is let be, in milliseconds: another one may be at it. */
const leftoverAge = 3_600_000;

/** Drops what killed processes of this user left half-written. That it can't be done is no reason to fail. */
function removeLeftovers(parent: string): void {
	try {
		for (const entry of fs.readdirSync(parent)) {
			if (!/^\.arc-netcheck\.[0-9a-f]{8}\.new$/.test(entry)) continue;
			const folder = path.join(parent, entry);
			const stats = fs.lstatSync(folder, {throwIfNoEntry: false});
			const isOurs = stats?.isDirectory() && stats.uid === process.getuid?.();
			if (stats && isOurs && Date.now() - stats.mtimeMs > leftoverAge)
				fs.rmSync(folder, {recursive: true, force: true});
		}
	} catch {}
}

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
 * Writes files into a folder that is there, all or none, in steps: each is written beside its place, then all take their places in the last. A
 * file that is there gives way only while it is the one in `seen`; another is left alone, and EEXIST is thrown. All
 * files are in that folder.
 */
export function* writeFileSetInSteps(folder: string, texts: ReadonlyMap<string, Text>, seen: SeenFiles): Steps {
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
		for (const {draft, text} of parts) yield* writeDraftInSteps(draft, text);
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

/**
 * Reads a file by what was opened, which may be another thing than what was looked at: others may put anything into a folder
 * that is shared. It waits for no writer of a pipe. `isLinkFollowed`: where it is not, a link is refused (ELOOP); Windows
 * knows no such way to open.
 */
export function readOpened<Value>(
	file: string,
	read: (descriptor: number, stats: fs.Stats) => Value,
	{isLinkFollowed}: {readonly isLinkFollowed: boolean},
): Value {
	const {O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0} = fs.constants;
	const descriptor = fs.openSync(file, O_RDONLY | O_NONBLOCK | (isLinkFollowed ? 0 : O_NOFOLLOW));
	try {
		return read(descriptor, fs.fstatSync(descriptor));
	} finally {
		fs.closeSync(descriptor);
	}
}
