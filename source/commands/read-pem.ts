import {readFile} from 'node:fs/promises';
import {UsageError} from '../errors.ts';
import {splitPem} from '../probe/trust.ts';

/** Reads a PEM file of certificates, or nothing for null. Throws a UsageError that names the flag and the file. */
export async function readPem(file: string | null, field: string): Promise<string | null> {
	if (file === null) return null;
	const text = await readUserFile(file, field);
	if (splitPem(text).length === 0) {
		throw new UsageError(
			`${field} ${file} holds no certificate: give a PEM file with "-----BEGIN CERTIFICATE-----" in it.`,
		);
	}
	return text;
}

/** Reads a text file that a flag names. Throws a UsageError that names the flag, the file and what is wrong with it. */
export async function readUserFile(file: string, field: string): Promise<string> {
	try {
		return await readFile(file, 'utf8');
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		const reasons: {readonly [code: string]: string} = {
			ENOENT: 'does not exist',
			EISDIR: 'is a folder',
			EACCES: 'may not be read by this user',
		};
		throw new UsageError(`${field} ${file} ${reasons[code ?? ''] ?? `can't be read (${code})`}: give another file.`, {
			cause: error,
		});
	}
}
