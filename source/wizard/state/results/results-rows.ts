import {type ListedEndpoint, listEndpoints, type ResultGroup} from './result-groups.ts';
import {endpointFits, filterGroups, isFiltering, type ResultsFilter} from './results-filter.ts';

/** The two ways to look at a run: what is wrong with what under it, or one endpoint a line. */
type ResultsView = 'findings' | 'endpoints';

/** An endpoint with all its rows, and the first group that it stands under. */
type PlacedEndpoint = {readonly group: ResultGroup; readonly endpoint: ListedEndpoint};

/** One line of the results: a group, or one of its endpoints. */
export type ResultRow =
	| {readonly kind: 'group'; readonly id: string; readonly group: ResultGroup; readonly isOpen: boolean}
	| {
			readonly kind: 'endpoint';
			readonly id: string;
			readonly group: ResultGroup;
			readonly endpoint: ListedEndpoint;
			/** Stands by itself, not under its group. */
			readonly isAlone: boolean;
	  };

export type RowChoice = {
	readonly groups: readonly ResultGroup[];
	readonly endpoints: readonly PlacedEndpoint[];
	readonly view: ResultsView;
	/** Ids of the groups whose endpoints are shown. */
	readonly open: readonly string[];
	readonly filter: ResultsFilter;
};

/** Each endpoint once, in the order of the groups: what is worst comes first. */
export function placeEndpoints(groups: readonly ResultGroup[]): readonly PlacedEndpoint[] {
	const groupOf = new Map<string, ResultGroup>();
	for (const group of groups) for (const {name} of group.endpoints) groupOf.set(name, groupOf.get(name) ?? group);
	const rows = groups.flatMap(({endpoints}) => endpoints.flatMap(endpoint => endpoint.rows));
	return listEndpoints(rows).flatMap(endpoint => {
		const group = groupOf.get(endpoint.name);
		return group ? [{group, endpoint}] : [];
	});
}

/** While a filter is on, what fits is in view, folded or not. */
export function resultRows({groups, endpoints, view, open, filter}: RowChoice): readonly ResultRow[] {
	if (view === 'endpoints') {
		const fits = endpointFits(filter);
		return endpoints
			.filter(({group, endpoint}) => fits(group, endpoint))
			.map(({group, endpoint}) => ({kind: 'endpoint', id: endpoint.name, group, endpoint, isAlone: true}));
	}
	return filterGroups(groups, filter).flatMap(group => {
		const isOpen = open.includes(group.id) || isFiltering(filter);
		const rows: ResultRow[] = [{kind: 'group', id: group.id, group, isOpen}];
		if (!isOpen) return rows;
		for (const endpoint of group.endpoints) {
			rows.push({kind: 'endpoint', id: `${group.id} ${endpoint.name}`, group, endpoint, isAlone: false});
		}
		return rows;
	});
}

/** How many endpoints there are among some lines. One under two groups counts once. */
export function countShown(rows: readonly ResultRow[]): number {
	return new Set(rows.flatMap(row => (row.kind === 'endpoint' ? row.endpoint.name : []))).size;
}
