import type {Feature, Requirement} from '../../../catalog/types.ts';
import {type Level, levels} from '../../../vocabulary.ts';

/** How a person would name the endpoints of a level. */
const levelTitles: {readonly [level in Level]: string} = {
	mandatory: 'Mandatory',
	conditional: 'For chosen features',
	optional: 'Optional',
	legacy: 'Legacy',
};

/** A way to part the endpoints of a plan into groups: the titles in their order, and whose line a requirement belongs to. */
export type Grouping = {
	readonly titles: readonly string[];
	/** An index into the titles. */
	indexOf(requirement: Requirement): number;
};

export const byLevel: Grouping = {
	titles: levels.map(level => levelTitles[level]),
	indexOf: ({level}) => levels.indexOf(level),
};

/** Each endpoint belongs to the first of the chosen features that needs it, so that it is counted once. */
export function byFeature(features: readonly Feature[], chosen: readonly string[]): Grouping {
	const shown = features.filter(({id}) => chosen.includes(id));
	return {
		titles: [...shown.map(({title}) => title), 'Your own requirements'],
		indexOf(requirement) {
			const index = shown.findIndex(({id}) => requirement.features.includes(id));
			return index < 0 ? shown.length : index;
		},
	};
}
