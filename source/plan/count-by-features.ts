import type {Catalog} from '../catalog/types.ts';
import {endpointOf} from './endpoints.ts';
import {needOf} from './select-requirements.ts';
import type {PlannedTarget} from './types.ts';

/**
 * Counts the endpoints that any choice of features needs, among rows that are those of all of them. A plan for each choice
 * would tell the same; but what every choice needs may be thousands of the user's own, and is counted once here.
 */
export function createFeatureCounter(
	rows: readonly PlannedTarget[],
	catalog: Pick<Catalog, 'features'>,
): (features: readonly string[]) => number {
	const alwaysNeeded = new Set(rows.filter(({requirement}) => requirement.features.length === 0).map(endpointOf));
	const others = rows
		.filter(({requirement}) => requirement.features.length > 0)
		.map(row => ({endpoint: endpointOf(row), requirement: row.requirement}))
		.filter(({endpoint}) => !alwaysNeeded.has(endpoint));
	return chosen => {
		const isNeeded = needOf(chosen, catalog);
		const needed = others.filter(({requirement}) => isNeeded(requirement));
		return alwaysNeeded.size + new Set(needed.map(({endpoint}) => endpoint)).size;
	};
}
