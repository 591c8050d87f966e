import {expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {buildPlan} from '../../source/plan/build-plan.ts';
import {countPlannedEndpoints} from '../../source/plan/endpoints.ts';
import {createFeatureCounter} from '../../source/plan/requirements.ts';
import {requirement, settings} from './fixtures.ts';

const own = [
	requirement({id: 'own-1', pattern: 'own.example.com', features: []}),
	// Needed by everybody as the user's own, and listed for features as well.
	requirement({id: 'own-2', pattern: 'mcr.microsoft.com', features: []}),
];
const {features} = catalog;
const ids = features.map(({id}) => id);
const usual = features.filter(({replaces}) => replaces.length === 0).map(({id}) => id);
const planFor = (chosen: readonly string[]) => buildPlan(settings({features: chosen}), catalog, own);
const replacing = ids.filter(id => !usual.includes(id));
const rows = [...planFor(usual).targets, ...replacing.flatMap(id => planFor([id]).targets)];
const count = createFeatureCounter(rows, catalog);

it.each<{name: string; chosen: readonly string[]}>([
	{name: 'none', chosen: []},
	{name: 'all but those that replace others', chosen: usual},
	{name: 'all', chosen: ids},
	...ids.map(id => ({name: `only ${id}`, chosen: [id]})),
	...ids.map(id => ({name: `all but ${id}`, chosen: ids.filter(other => other !== id)})),
	...usual.map(id => ({name: `a gateway and ${id}`, chosen: [...replacing, id]})),
])('counts the endpoints of $name as their plan does', ({chosen}) => {
	expect(count(chosen)).toBe(countPlannedEndpoints(planFor(chosen).targets));
});
