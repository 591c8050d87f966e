import {UsageError} from '../../errors.ts';
import {splitPem} from '../../probe/trust.ts';
import {readUserFile} from './read-user-file.ts';

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
