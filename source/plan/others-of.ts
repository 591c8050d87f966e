import type {Requirement} from '../catalog/types.ts';
import type {Settings} from '../settings/types.ts';

/** Why the chosen features need more under a wildcard than the user's own resource, as a sentence; null where they don't. */
export function othersOf(
	{resource}: Pick<Requirement, 'resource'>,
	{features}: Pick<Settings, 'features'>,
): string | null {
	const others = resource?.others;
	return others?.features.some(feature => features.includes(feature)) ? others.why : null;
}
