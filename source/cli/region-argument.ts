import {catalog} from '../catalog/catalog.ts';
import {findRegion, suggestRegions} from '../catalog/regions.ts';
import {UsageError} from '../errors.ts';
import {safeText} from '../safe-text.ts';
import type {SettingsInput} from '../settings/types.ts';

/** The settings with the region that stands behind the command. Throws a UsageError where it is none, or another one than in the flag. */
export function withRegion(flags: SettingsInput, words: readonly string[]): SettingsInput {
	const [word, ...more] = words;
	if (word === undefined) return flags;
	if (more.length > 0) {
		throw new UsageError(`"${safeText(more.join(' '), 60)}" is one word too many: give one region, such as eastus.`);
	}
	// A region newer than the catalog is used with its code.
	const name =
		findRegion(catalog, word)?.name ?? (/^[a-z]{4,}\d?$/.test(word) && flags.resources?.['region-code'] ? word : null);
	if (name === null) {
		const near = suggestRegions(catalog, word);
		const cure =
			near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'give the name of an Azure region, such as eastus.';
		throw new UsageError(`"${safeText(word, 40)}" is no region that the catalog knows; ${cure}`);
	}
	if (flags.region !== undefined && flags.region !== name) {
		throw new UsageError(`Two regions are given, ${name} and ${flags.region}: leave one out.`);
	}
	return {...flags, region: name};
}

/** The region that a mistyped word may mean, as words for a sentence; none where it is far from all. */
export function nearRegions(word: string): readonly string[] {
	const [near] = suggestRegions(catalog, word);
	return near === undefined ? [] : [`the region ${near}`];
}

/** Whether a word is the name of a region. */
export function isRegion(word: string): boolean {
	return findRegion(catalog, word) !== undefined;
}
