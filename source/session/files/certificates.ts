import {quoteShellWord} from '../../diagnosis/shell-words.ts';
import {UsageError} from '../../errors.ts';
import {splitPem} from '../../pem.ts';
import {unreadableBlocks} from '../../settings/lint/ca-file.ts';
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
 * Reads a PEM file of certificates. Throws a UsageError that names `field`, the file and what it is where it holds no
 * certificate, or which of its blocks is none: a run with a part of the trust that was meant would say the wrong thing.
 */
export async function readPem(file: string, field: string, files: UserFiles): Promise<string> {
	const text = await files.read(file, field);
	const blocks = splitPem(text);
	if (blocks.length === 0) throw new UsageError(`${field} ${file} ${describePemFile(text, file)}`);
	const unreadable = unreadableBlocks(text);
	if (unreadable === null) return text;
	const isIndented = unreadableBlocks(text.replace(/^[ \t]+/gm, '')) === null;
	const cure = isIndented
		? `its lines are indented; take the blanks out with sed 's/^[[:blank:]]*//' ${quoteShellWord(file)} > ca.pem`
		: 'export it again, or take that out.';
	throw new UsageError(`${field} ${file}: ${unreadable} can't be read as a certificate: ${cure}`);
}
