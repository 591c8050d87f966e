import {X509Certificate} from 'node:crypto';
import {quoteShellWord} from '../../diagnosis/shell-words.ts';
import {UsageError} from '../../errors.ts';
import {splitPem} from '../../pem.ts';
import type {Settings} from '../../settings/types.ts';
import type {Session} from '../session.ts';
import {describePemFile} from './pem-file-kind.ts';
import type {UserFiles} from './user-files.ts';

/** The texts of the PEM files that settings name, each certificate in them looked at; null where none is named. */
export type Certificates = {readonly caPem: string | null; readonly publicRootsPem: string | null};

/** Reads the PEM files that settings name. Throws a UsageError that names the setting, the file and what it is. */
export async function readCertificates(
	{caFile, publicRootsFile}: Pick<Settings, 'caFile' | 'publicRootsFile'>,
	{files, names}: Pick<Session, 'files' | 'names'>,
): Promise<Certificates> {
	return {
		caPem: caFile === null ? null : await readPem(caFile, names.subject('caFile'), files),
		publicRootsPem:
			publicRootsFile === null ? null : await readPem(publicRootsFile, names.subject('publicRootsFile'), files),
	};
}

/**
 * Reads a PEM file of certificates. A block that can't be read among others that can is left out later on, and said.
 * Throws a UsageError that names `field`, the file and what it is where it holds no certificate.
 */
export async function readPem(file: string, field: string, files: UserFiles): Promise<string> {
	const text = await files.read(file, field);
	const blocks = splitPem(text);
	if (blocks.length === 0) throw new UsageError(`${field} ${file} ${describePemFile(text, file)}`);
	if (!blocks.some(isCertificate)) {
		const isIndented = isCertificate((blocks[0] ?? '').replace(/^[ \t]+/gm, ''));
		const cure = isIndented
			? `its lines are indented; take the blanks out with sed 's/^[[:blank:]]*//' ${quoteShellWord(file)} > ca.pem`
			: 'export it again.';
		const place = blocks.length === 1 ? 'its one block' : `none of its ${blocks.length} blocks`;
		throw new UsageError(
			`${field} ${file}: ${place} can${blocks.length === 1 ? "'t" : ''} be read as a certificate: ${cure}`,
		);
	}
	return text;
}

function isCertificate(pem: string): boolean {
	try {
		new X509Certificate(pem);
		return true;
	} catch {
		return false;
	}
}
