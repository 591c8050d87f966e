import {editDistance} from '../near-names.ts';
import type {Catalog, Region} from './types.ts';

/** Region names are short; a longer text is no region, and need not be compared letter by letter. */
const longestGuess = 40;

/** The region of exactly this name. Case and blanks don't matter, so a display name works too. */
export function findRegion(catalog: Catalog, text: string): Region | undefined {
	const name = text.toLowerCase().replaceAll(/\s/g, '');
	return catalog.regions.find(region => region.name === name);
}

/** The regions that fit what was typed (name, Arc code, words of the display name or of the place), best first. All of them for an empty query. */
export function searchRegions(catalog: Catalog, query: string): Region[] {
	const words = splitWords(query);
	if (words.length === 0) return [...catalog.regions];

	return catalog.regions
		.map(region => ({region, rank: rankRegion(region, words)}))
		.filter(({rank}) => rank !== null)
		.sort((left, right) => (left.rank ?? 0) - (right.rank ?? 0))
		.map(({region}) => region);
}

/** Up to three names that may have been meant, best first, for an error text. */
export function suggestRegions(catalog: Catalog, text: string): string[] {
	const typed = splitWords(text).join('');
	if (typed === '' || typed.length > longestGuess) return [];

	const limit = Math.max(1, Math.floor(typed.length / 3));
	const near = catalog.regions
		.map(({name, place}) => ({
			name,
			distance: Math.min(...namesOf(name, place).map(known => guessDistance(typed, known))),
		}))
		.filter(({distance}) => distance <= limit)
		.sort((left, right) => left.distance - right.distance)
		.map(({name}) => name);
	const found = searchRegions(catalog, text).map(({name}) => name);
	return [...new Set([...near, ...found])].slice(0, 3);
}

/** Of when the lists are that tell where something is offered. */
const listDates = {arcKubernetes: '2025-06-05', machineLearning: '2023-09-15'} as const;

/**
 * What the lists of regions leave out, to follow the name of the region; null where they have it or none tells. New regions
 * open every year, so that this is a note and no error.
 */
export function noteOnOffer(
	{arcKubernetes, machineLearning}: Region,
	features: readonly string[] | null,
): string | null {
	const isWanted = (prefix: string) => features === null || features.some(id => id.startsWith(prefix));
	const missing = [
		...(arcKubernetes === false && isWanted('arc') ? [`Arc-enabled Kubernetes (${listDates.arcKubernetes})`] : []),
		...(machineLearning === false && isWanted('aml') ? [`Azure Machine Learning (${listDates.machineLearning})`] : []),
	];
	return missing.length === 0 ? null : `not on the list of regions with ${missing.join(' or ')}`;
}

/** The name of a region, and its place where that is long enough for a letter too many or too few to tell something. */
function namesOf(name: string, place: string | null): readonly string[] {
	return [name, ...splitWords(place ?? '').filter(word => word.length > 4)];
}

function splitWords(text: string): string[] {
	const plain = text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '');
	return plain.match(/[a-z0-9]+/g) ?? [];
}

/** Lower is better; null: does not fit. A word that also names a place brings the public cloud first, where most clusters are. */
function rankRegion({name, displayName, place, arcCode, cloud}: Region, words: readonly string[]): number | null {
	const typed = words.join('');
	if (name === typed || arcCode === typed) return 0;
	if (name.startsWith(typed)) return 1;
	const displayWords = splitWords(displayName);
	if (words.every(word => displayWords.some(displayWord => displayWord.startsWith(word)))) {
		return cloud === 'public' ? 2 : 6;
	}
	if (arcCode?.startsWith(typed)) return 3;
	if (name.includes(typed)) return 4;
	const allWords = [...displayWords, ...splitWords(place ?? '')];
	return words.every(word => allWords.some(known => known.startsWith(word))) ? 5 : null;
}

/** Words in another order (`useast` for `eastus`) are a nearer guess than most letter mistakes. */
function guessDistance(typed: string, name: string): number {
	const hasSameLetters = [...typed].sort().join('') === [...name].sort().join('');
	return hasSameLetters ? Math.min(1, editDistance(typed, name)) : editDistance(typed, name);
}
