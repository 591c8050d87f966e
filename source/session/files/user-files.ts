import {type Stats, statSync} from 'node:fs';
import {open} from 'node:fs/promises';
import path from 'node:path';
import {UsageError} from '../../errors.ts';

/** The most that is read of a file that a flag names, in bytes. Such files are written by hand, or hold a few hundred roots. */
const largestFile = 16_000_000;

/** The most that is read of a saved run, in bytes: a plan of all that there is takes some 2 MB. */
export const largestRun = 256_000_000;

/** What makes a text of the bytes of a file. */
type ToText = (bytes: Buffer) => string;

const utf8: ToText = bytes => bytes.toString('utf8');

/** Files that the user names. What a shell pipes in can be read a single time, so it is kept for whoever asks again. */
export type UserFiles = {
	/**
	 * Reads a text of at most `limit` bytes, UTF-8 unless told. Throws a UsageError that names the field, the file and what is
	 * wrong with it.
	 */
	read(file: string, field: string, limit?: number, toText?: ToText): Promise<string>;
	/** Gets a text that is somewhere else: as it was got last, or anew. One that can't be had is asked for again the next time. */
	fetch(address: string, get: () => Promise<string>, isAnew: boolean): Promise<string>;
};

/** Begins with nothing read. */
export function openUserFiles(): UserFiles {
	const piped = new Map<string, Promise<string>>();
	const fetched = new Map<string, string>();
	return {
		read(file, field, limit = largestFile, toText = utf8) {
			if (!isOpenDescriptor(file)) return readUserFile(file, field, limit, toText);
			const text = piped.get(file) ?? readUserFile(file, field, limit, toText);
			piped.set(file, text);
			return text;
		},
		async fetch(address, get, isAnew) {
			if (isAnew) fetched.delete(address);
			const text = fetched.get(address) ?? (await get());
			fetched.set(address, text);
			return text;
		},
	};
}

async function readUserFile(file: string, field: string, limit: number, toText: ToText): Promise<string> {
	try {
		const {text, refusal} = await readBounded(file, limit, toText);
		if (text !== null) return text;
		throw new UsageError(`${field} ${file} ${refusal}: give ${refusal === tooLarge(limit) ? 'another' : 'a'} file.`);
	} catch (error) {
		if (error instanceof UsageError) throw error;
		const {code} = error as NodeJS.ErrnoException;
		const reasons: {readonly [code: string]: string} = {
			ENOENT: 'does not exist',
			EISDIR: 'is a folder',
			EACCES: 'may not be read by this user',
			ENAMETOOLONG: 'has too long a name',
		};
		const reason = reasons[code ?? ''] ?? `can't be read (${code ?? 'unknown error'})`;
		throw new UsageError(`${field} ${file} ${reason}: give another file.`, {cause: error});
	}
}

/**
 * Reads a file of at most `limit` bytes, or says why it is not read: `is a named pipe`. Throws Node's error if it can't be
 * read.
 */
export async function readBounded(
	file: string,
	limit: number,
	toText: ToText = utf8,
): Promise<{readonly text: string; readonly refusal: null} | {readonly text: null; readonly refusal: string}> {
	const kind = unreadableKind(file);
	if (kind !== null) return {text: null, refusal: `is ${kind}`};
	const handle = await open(file);
	try {
		const text = await collectText(handle.createReadStream({autoClose: false}), limit, toText);
		return text === null ? {text, refusal: tooLarge(limit)} : {text, refusal: null};
	} finally {
		await handle.close();
	}
}

/** All that a stream gives, or null where that is more than `limit` bytes. */
export async function collectText(
	stream: AsyncIterable<Buffer | string>,
	limit: number,
	toText: ToText = utf8,
): Promise<string | null> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of stream) {
		const bytes = Buffer.from(chunk);
		size += bytes.length;
		if (size > limit) return null;
		chunks.push(bytes);
	}
	return toText(Buffer.concat(chunks));
}

/** UTF-8, or what a byte order mark says: editors and exports of Windows write UTF-16. */
export function decodeMarked(bytes: Buffer): string {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le');
	if (bytes[0] === 0xfe && bytes[1] === 0xff && bytes.length % 2 === 0)
		return Buffer.from(bytes).swap16().toString('utf16le');
	return bytes.toString('utf8');
}

function tooLarge(limit: number): string {
	return `is larger than ${limit >= 1e6 ? `${limit / 1e6} MB` : `${limit / 1e3} kB`}`;
}

/**
 * What stands under a name and must not be opened to be read, or null: a named pipe waits for a writer without an end,
 * and so do devices, or they never end. A pipe of the shell's own has its writer. Throws Node's error if nothing is there.
 */
function unreadableKind(file: string): string | null {
	const stats = statSync(file);
	if (isOpenDescriptor(file) && (stats.isFIFO() || stats.isSocket())) return null;
	return stats.isFile() || stats.isDirectory() ? null : kindOf(stats);
}

function kindOf(stats: Stats): string {
	return stats.isFIFO() ? 'a named pipe' : stats.isSocket() ? 'a socket' : 'a device';
}

const descriptor = /^\/dev\/(?:stdin|stdout|stderr|fd\/\d+)$|^\/proc\/self\/fd\/\d+$/;

/** Whether a path names an open file of this process, as `<(…)` and `>(…)` of a shell do: somebody is at the other end. */
export function isOpenDescriptor(file: string): boolean {
	return descriptor.test(path.resolve(file));
}
