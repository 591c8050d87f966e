import {X509Certificate} from 'node:crypto';
import {UsageError} from '../../errors.ts';
import {splitPem} from '../../pem.ts';
import type {Settings} from '../../settings/types.ts';
import type {Session} from '../session.ts';
import type {UserFiles} from './user-files.ts';

/** The texts of the PEM files that settings name, each certificate in them looked at; null where none is named. */
export type Certificates = {readonly caPem: string | null; readonly publicRootsPem: string | null};

/** Reads the PEM files that settings name. Throws a UsageError that names the setting, the file and the block. */
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

/** Reads a PEM file of certificates. Throws a UsageError that names `field`, the file and the block. */
export async function readPem(file: string, field: string, files: UserFiles): Promise<string> {
	const text = await files.read(file, field);
	const blocks = splitPem(text);
	if (blocks.length === 0) {
		throw new UsageError(
			`${field} ${file} holds no certificate: give a PEM file with "-----BEGIN CERTIFICATE-----" in it.`,
		);
	}
	const wrong = blocks.findIndex(block => !isCertificate(block));
	if (wrong >= 0) {
		const place = blocks.length === 1 ? 'its one block' : `block ${wrong + 1} of ${blocks.length}`;
		throw new UsageError(
			`${field} ${file}: ${place} can't be read as a certificate; export it again, or take the block out.`,
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
