import {UsageError} from '../../errors.ts';
import {splitPem} from '../../pem.ts';
import {isCertificate, lintBlocks, unreadableBlocks} from '../../settings/lint/ca-file.ts';
import type {Settings} from '../../settings/types.ts';
import type {Session} from '../session.ts';
import {cureOfBlocks, describePemFile} from './pem-file-kind.ts';
import type {UserFiles} from './user-files.ts';

/** The texts of PEM files, each certificate in them looked at. */
export type Certificates = {
	/** Of the files that settings name; null where none is named. */
	readonly caPem: string | null;
	readonly publicRootsPem: string | null;
	/** Of the files that the environment names and Node reads no further than to a block that is none. */
	readonly machinePems: readonly string[];
	/** What is left out of them, beside what the lint of the CA file tells. */
	readonly notes: readonly string[];
};

/** Variables by which Node and OpenSSL are told of further roots. */
const variables = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];

/** Reads the PEM files that settings name. Throws a UsageError that names the setting, the file and what it is. */
export async function readCertificates(
	{caFile, publicRootsFile}: Pick<Settings, 'caFile' | 'publicRootsFile'>,
	{files, names, environment}: Pick<Session, 'files' | 'names' | 'environment'>,
): Promise<Certificates> {
	const publicRoots = names.subject('publicRootsFile');
	const publicRootsPem = publicRootsFile === null ? null : await readPem(publicRootsFile, publicRoots, files);
	const torn = await Promise.all(
		variables.map(async name => {
			const file = environment[name] ?? '';
			const pem = file === '' ? '' : await files.read(file, name).catch(() => '');
			return {name, pem, lint: lintBlocks(pem, name)};
		}),
	);
	const lint = [...lintBlocks(publicRootsPem ?? '', publicRoots), ...torn.flatMap(file => file.lint)];
	return {
		caPem: caFile === null ? null : await readPem(caFile, names.subject('caFile'), files),
		publicRootsPem,
		machinePems: torn.flatMap(({pem, lint: {length}}) => (length === 0 ? [] : [pem])),
		notes: lint.map(({field, problem, cure}) => `${field}: ${problem} ${cure}`),
	};
}

/**
 * Reads a PEM file of certificates. Throws a UsageError that names `field`, the file and what it is where it holds none
 * that can be read. A block that can't be read beside others is left to the lint: bundles are glued together by hand.
 */
export async function readPem(file: string, field: string, files: UserFiles): Promise<string> {
	const text = await files.read(file, field);
	const blocks = splitPem(text);
	if (blocks.length === 0) throw new UsageError(`${field} ${file} ${describePemFile(text, file)}`);
	if (blocks.some(isCertificate)) return text;
	const unreadable = unreadableBlocks(text);
	const cure = cureOfBlocks(text, file, mended => unreadableBlocks(mended) === null);
	throw new UsageError(`${field} ${file}: ${unreadable} can't be read as a certificate: ${cure}`);
}
