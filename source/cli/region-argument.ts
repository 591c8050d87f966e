import {findRegion, suggestRegions} from '../catalog/regions.ts';
import type {Catalog} from '../catalog/types.ts';
import {UsageError} from '../errors.ts';
import {safeText} from '../safe-text.ts';
import {catalogFileOf, findCatalog} from '../session/catalogs.ts';
import {openSession} from '../session/session.ts';
import {parseRegion} from '../settings/parsers.ts';
import type {SettingsInput} from '../settings/types.ts';
import type {CommandIo} from './io.ts';

/**
 * The settings with the region that stands behind the command. Whether there is such a region is for the catalog in use to say.
 * Throws a UsageError where it can't be one, or is another one than in the flag.
 */
export function withRegion(flags: SettingsInput, words: readonly string[]): SettingsInput {
	const [word, ...more] = words;
	if (word === undefined) return flags;
	if (more.length > 0) {
		throw new UsageError(`"${safeText(more.join(' '), 60)}" is one word too many: give one region, such as eastus.`);
	}
	const name = parseRegion(word, 'The region');
	if (flags.region !== undefined && flags.region !== name) {
		throw new UsageError(`Two regions are given, ${name} and ${flags.region}: leave one out.`);
	}
	return {...flags, region: name};
}

/** The catalog that these settings use, in which a word may be a region. */
export async function catalogFor(flags: SettingsInput, io: CommandIo): Promise<Catalog> {
	const session = openSession(io);
	return (await findCatalog(catalogFileOf(flags, session), session)).catalog;
}

/** The region that a mistyped word may mean, as words for a sentence; none where it is far from all. */
export function nearRegions(word: string, catalog: Catalog): readonly string[] {
	const [near] = suggestRegions(catalog, word);
	return near === undefined ? [] : [`the region ${near}`];
}

/** Whether a word is the name of a region. */
export function isRegion(word: string, catalog: Catalog): boolean {
	return findRegion(catalog, word) !== undefined;
}
