import {accessSync, appendFileSync, constants, readlinkSync, statSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {chunksInTurns, inTurns, type Text} from '../chunks.ts';
import {EnvironmentError, UsageError} from '../errors.ts';
import {escapeJson} from '../report/escape.ts';
import {isOpenDescriptor} from '../session/files/user-files.ts';
import {deviceName} from '../store/profile-name.ts';
import {isWrittenInto, privateFile, writeFileInSteps} from '../store/write-file.ts';
import type {CommandIo} from './io.ts';

export type OutputOptions = {
	/** Missing: standard output. */
	readonly output?: string;
	readonly force?: boolean;
	readonly format?: string;
};

/** Metrics are written for a collector, which runs as a user of its own; the umask still holds. */
const publicFile = 0o644;

/** Refuses a file that can't be written or is there, before any probing: nobody wants to wait a minute for a "no". */
export function checkOutput({output, force}: OutputOptions): void {
	if (output === undefined) return;
	const reserved = reservedOnWindows(output, process.platform);
	if (reserved !== null) throw new UsageError(`--output ${output} ${reserved}: name a file.`);
	const kind = kindOf(output);
	if (kind === 'folder') throw new UsageError(`--output ${output} is a folder: name a file in it.`);
	if (kind === 'pipe') {
		throw new UsageError(
			`--output ${output} is a named pipe, which may have no reader: name a file, or - for standard output.`,
		);
	}
	if (kind === 'device') return;
	const link = linkOf(output);
	if (link !== null) throw new UsageError(`--output ${output} is a link to ${link}: name that file itself.`);
	const folder = path.dirname(path.resolve(output));
	if (isNameTooLong(output)) throw new UsageError(`--output ${output}: the name is too long; name another file.`);
	const isKept = kind === 'file' && isWrittenInto(output);
	const problem = isKept ? null : problemOfFolder(folder);
	if (problem !== null) throw new UsageError(`--output ${output}: the folder ${folder} ${problem}; name another.`);
	if (kind === 'file' && force !== true) throw alreadyThere(output);
	const code = isKept ? refusalToWrite(output) : null;
	if (code !== null) throw new UsageError(`--output ${output} can't be written (${code}): name another file.`);
}

/** Why Windows makes no file of that name of it; null: it does, or this is another system. A colon begins a stream that nobody would find. */
export function reservedOnWindows(file: string, platform: NodeJS.Platform): string | null {
	if (platform !== 'win32') return null;
	if (deviceName.test(path.win32.basename(file).trimEnd())) return 'is a device';
	return file.replace(/^(?:\\\\\?\\)?[A-Za-z]:/, '').includes(':') ? 'is a stream of another file' : null;
}

/** Where a symbolic link leads, which is not followed: it may have been put there by somebody else. Null: it is none. */
function linkOf(file: string): string | null {
	try {
		return readlinkSync(file);
	} catch {
		return null;
	}
}

/** The code with which a file can't be written into; null: it can. */
function refusalToWrite(file: string): string | null {
	try {
		accessSync(file, constants.W_OK);
		return null;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code ?? 'no error code';
	}
}

/**
 * Writes a report where the user wants it: into a file in one step, or to standard output. Throws an EnvironmentError,
 * with `hint` for what to do, if it can't be written. A reader that has seen enough (EPIPE) is no error.
 */
export async function deliver(
	text: Text,
	{output, force, format}: OutputOptions,
	{stdout}: Pick<CommandIo, 'stdout'>,
	hint?: string,
): Promise<void> {
	if (output !== undefined) {
		const mode = format === 'openmetrics' ? publicFile : privateFile;
		await writeReportFile(output, text, {isForced: force === true, mode, hint});
		return;
	}
	// What was written before this, such as events, may have failed already.
	let error = stdout.errored as NodeJS.ErrnoException | null;
	for await (const chunk of chunksInTurns(text)) {
		if (error !== null) break;
		error = await new Promise(resolve => stdout.write(chunk, problem => resolve(problem ?? null)));
	}
	if (error === null || error.code === 'EPIPE') return;
	const message = `The output can't be written to standard output (${error.code}).`;
	throw new EnvironmentError(message, hint ?? `${cureOf(error.code, 'name a file')} with --output.`, {cause: error});
}

/** Writes to standard output what can go nowhere else, such as a list. Throws as `deliver` does. */
export async function print(text: string, io: Pick<CommandIo, 'stdout'>): Promise<void> {
	await deliver(text, {}, io, 'Make room for it.');
}

/** Writes data to standard output as JSON. Throws as `deliver` does. */
export async function printJson(value: object, io: Pick<CommandIo, 'stdout'>): Promise<void> {
	await print(`${escapeJson(JSON.stringify(value, null, 2))}\n`, io);
}

/** Writes a report to a file in one step. An existing file is replaced only with `isForced`; a device takes it as it comes. */
async function writeReportFile(
	file: string,
	text: Text,
	{isForced, mode, hint}: {readonly isForced: boolean; readonly mode: number; readonly hint: string | undefined},
): Promise<void> {
	try {
		if (kindOf(file) === 'device') for await (const chunk of chunksInTurns(text)) appendFileSync(file, chunk);
		else await inTurns(writeFileInSteps(file, text, {isExclusive: !isForced, mode}));
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		if (code === 'EPIPE') return;
		if (code === 'EEXIST') throw alreadyThere(file);
		const message = `The report can't be written to ${file} (${code}).`;
		throw new EnvironmentError(message, hint ?? `${cureOf(code, 'name another file')} with --output.`, {cause: error});
	}
}

/** `Make room, or name a file`: room is what is missing where the disk says so, and nowhere else. */
function cureOf(code: string | undefined, other: string): string {
	const isFull = code === 'ENOSPC' || code === 'EDQUOT';
	return isFull ? `Make room, or ${other}` : `${other[0]?.toUpperCase()}${other.slice(1)}`;
}

/** What stands under a name, links followed; null: nothing, or nothing that can be seen. */
function kindOf(file: string): 'file' | 'folder' | 'device' | 'pipe' | null {
	// To put another file in such a place would break the system.
	if (isOpenDescriptor(file)) return 'device';
	try {
		const stats = statSync(file);
		if (stats.isDirectory()) return 'folder';
		return stats.isFile() ? 'file' : stats.isFIFO() ? 'pipe' : 'device';
	} catch {
		return null;
	}
}

/** The longest name of a file, in bytes, less what a file beside it needs while it is written (see write-file.ts). */
const longestName = 255 - '..01234567.new'.length;

function isNameTooLong(file: string): boolean {
	return Buffer.byteLength(path.basename(file)) > longestName;
}

/** Why no file can be put into a folder, or null. */
function problemOfFolder(folder: string): string | null {
	try {
		if (!statSync(folder).isDirectory()) return 'is none';
		accessSync(folder, constants.W_OK | constants.X_OK);
		return null;
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		return code === 'ENOENT'
			? 'does not exist'
			: code === 'ENOTDIR'
				? 'is none'
				: code === 'ENAMETOOLONG'
					? 'has too long a name'
					: `can't be written (${code})`;
	}
}

function alreadyThere(file: string): UsageError {
	return new UsageError(`--output ${file} is there already: name another file, or replace it with --force.`);
}
