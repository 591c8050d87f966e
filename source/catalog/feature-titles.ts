import {joinWords} from '../words.ts';
import {catalog} from './catalog.ts';
import type {Requirement} from './types.ts';

/** Features as the wizard lists them, in its order. One that this version does not know keeps its id. */
export function featureTitles(ids: readonly string[]): string[] {
	const known = catalog.features.filter(({id}) => ids.includes(id));
	const unknown = ids.filter(id => !known.some(feature => feature.id === id));
	return [...known.map(({title}) => title), ...unknown];
}

/** The chosen features that need a row, in words; empty for a host that none of them asks for. */
export function neededBy(
	{requirement}: {readonly requirement: Pick<Requirement, 'features'> | null},
	{features}: {readonly features: readonly string[]},
): string {
	const chosen = (requirement?.features ?? []).filter(id => features.includes(id));
	return joinWords(featureTitles(chosen));
}
