import fs, {existsSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {catalog as builtIn} from '../catalog/catalog.ts';
import type {SignatureProblem} from '../catalog/minisign.ts';
import type {Catalog} from '../catalog/types.ts';
import {UsageError} from '../errors.ts';
import type {SettingsInput} from '../settings/types.ts';
import {readOpened} from '../store/write-file.ts';
import {loadProfile} from './profiles/load-profile.ts';
import type {Session} from './session.ts';

/** A newer catalog in the home folder is used unasked, so it must be signed; a key of one's own lies beside it. */
const homeFiles = {catalog: 'catalog.json', key: 'catalog.pub'} as const;
const signatureEnding = '.minisig';
/** A key and a signature are a few hundred bytes. */
const smallFile = 4096;

const problems: {readonly [problem in SignatureProblem]: string} = {
	unreadable: 'is no signature of minisign',
	'unknown-key': 'was made with a key that this program does not know',
	wrong: 'does not fit: the catalog was changed after it was signed',
};

/** The catalog of a session, and what there is to say of how it was found. */
export type CatalogInUse = {readonly catalog: Catalog; readonly notes: readonly string[]};

/**
 * The catalog to work with: that of the file, else a newer one in the home folder, else that of the program. Throws a
 * UsageError for one that was changed, does what none may do, or is older than the program's.
 */
export async function findCatalog(
	file: string | null,
	session: Pick<Session, 'files' | 'home' | 'names'>,
): Promise<CatalogInUse> {
	const kept = path.join(session.home.configuration, homeFiles.catalog);
	if (file !== null) {
		const field = session.names.subject('catalogFile');
		const text = await session.files.read(file, field);
		return {catalog: await readCatalog(text, file, field, session), notes: []};
	}
	if (!existsSync(kept)) return {catalog: builtIn, notes: []};
	const isSigned = existsSync(`${kept}${signatureEnding}`);
	if (!isSigned) {
		throw new UsageError(
			`The catalog ${kept} has no signature beside it (${kept}${signatureEnding}): add that, or remove it.`,
		);
	}
	// The program may have been renewed since; what it brings is newer, and no reason to stop.
	const text = await session.files.read(kept, 'The catalog');
	const version = /"version":\s*"(\d{4}-\d{2}-\d{2})"/.exec(text)?.[1];
	if (version !== undefined && version < builtIn.version) {
		return {
			catalog: builtIn,
			notes: [`the catalog ${kept} is older than that of the program, which is used; remove it.`],
		};
	}
	return {catalog: await readCatalog(text, kept, 'The catalog', session, true), notes: []};
}

/** The catalog that flags name, else that of the profile that they name; null: none. */
export function catalogFileOf({catalogFile, profile}: SettingsInput, session: Session): string | null {
	return catalogFile ?? (profile === undefined ? null : loadProfile(profile, session).settings.catalogFile);
}

async function readCatalog(
	text: string,
	file: string,
	field: string,
	{files, home}: Pick<Session, 'files' | 'home'>,
	isSigned = existsSync(`${file}${signatureEnding}`),
): Promise<Catalog> {
	const signature = `${file}${signatureEnding}`;
	if (isSigned) {
		const {checkSignature, signingKeys} = await import('../catalog/minisign.ts');
		const ownKey = path.join(home.configuration, homeFiles.key);
		const own = existsSync(ownKey) ? [readOwnKey(ownKey)] : [];
		const problem = checkSignature(Buffer.from(text, 'utf8'), await files.read(signature, 'The signature', smallFile), [
			...signingKeys,
			...own,
		]);
		if (problem !== null) {
			throw new UsageError(`${field} ${file}: its signature ${signature} ${problems[problem]}. Get both again.`);
		}
	}
	const {parseCatalogFile} = await import('../catalog/catalog-file.ts');
	return parseCatalogFile(text, file, builtIn);
}

/** Reads the key of one's own. Whoever can change it decides what a catalog may say: it must be this user's or root's, and nobody else's to write. */
function readOwnKey(file: string): string {
	const read = (descriptor: number, stats: fs.Stats) => {
		const {uid, mode} = stats;
		const user = process.getuid?.();
		const isOwn = user === undefined || ((uid === user || uid === 0) && (mode & 0o022) === 0);
		if (!isOwn) {
			throw new UsageError(
				`The key ${file} can be changed by others, who would decide which catalog is taken: make it yours alone (chmod go-w), or remove it.`,
			);
		}
		if (!stats.isFile() || stats.size > smallFile)
			throw new UsageError(`The key ${file} is no key of minisign: give another file, or remove it.`);
		return fs.readFileSync(descriptor, 'utf8');
	};
	try {
		return readOpened(file, read, {isLinkFollowed: true});
	} catch (error) {
		if (error instanceof UsageError) throw error;
		const {code = 'unknown error'} = error as NodeJS.ErrnoException;
		throw new UsageError(`The key ${file} can't be read (${code}): see to its permissions, or remove it.`, {
			cause: error,
		});
	}
}
