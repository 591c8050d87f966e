import {isWildcard} from '../catalog/host-pattern.ts';
import type {Requirement} from '../catalog/types.ts';
import {fillPlaceholders, isConcrete, openPlaceholders} from '../plan/placeholders.ts';
import type {PlanReport} from '../record/plan-report.ts';

/** One host pattern made of a documented one. */
export type PatternHost = {
	readonly host: string;
	readonly narrowing: string | null;
	readonly namedHosts: readonly string[];
};

type ReportRow = Pick<PlanReport['targets'][number], 'target' | 'origin'>;

/** The settings that fill in a pattern. */
export type PatternSettings = Pick<PlanReport['settings'], 'region' | 'resources'>;

/**
 * Wildcards behind which the services use accounts of their own, chosen at run time; the user's account only stands in
 * for them when probing, so a rule must not be narrowed to it.
 */
const accountsOfOthers = /^\*\.(queue|table)\./;

/** Image layers of registries without dedicated data endpoints come from accounts whose names nobody knows beforehand. */
const layerStore = /^\*\.blob\./;

/**
 * Turns one documented pattern into what rules are made of: narrowed to the user's own names where the documents narrow it
 * so, with the region filled in, else as documented. Public stand-ins never get in. A text says why there is none.
 *
 * @param known the catalog's line, if the pattern is one of its own
 */
export function hostsForPattern(
	pattern: string,
	rows: readonly ReportRow[],
	settings: PatternSettings,
	known: Pick<Requirement, 'narrowed' | 'resource'> | null,
): readonly PatternHost[] | string {
	const filled = fillPlaceholders(known?.narrowed ?? pattern, {
		region: settings.region || null,
		'region-code': settings.resources['region-code']?.[0] ?? null,
	});
	const targets = rows.flatMap(({target, origin}) => (target && !target.sampled ? [{host: target.host, origin}] : []));

	const own = targets.filter(({origin}) => origin === 'user').map(({host}) => host);
	if (known?.resource && own.length > 0 && !accountsOfOthers.test(pattern)) {
		const narrowing = isWildcard(filled) ? describeNarrowing(filled) : null;
		return own.map(host => ({host, narrowing, namedHosts: []}));
	}
	if (isConcrete(filled)) return [{host: filled, narrowing: null, namedHosts: []}];
	if (openPlaceholders(filled).length > 0) {
		if (targets.length === 0) return `its name is not known; ${supplyFor(filled, known)}`;
		return targets.map(({host}) => ({host, narrowing: null, namedHosts: []}));
	}
	const namedHosts = targets.filter(({origin}) => origin === 'live').map(({host}) => host);
	const narrowing = filled === pattern || known?.narrowed == null ? null : 'by the region';
	return [{host: filled, narrowing, namedHosts}];
}

/**
 * What a run found missing is asked for by the names that the service gave, where it gave some: the wildcard would open the
 * names of all other customers as well.
 */
export function narrowToNamed({host, narrowing, namedHosts}: PatternHost): PatternHost[] {
	if (namedHosts.length === 0) return [{host, narrowing, namedHosts}];
	const words = `from ${host} to the names that the service gave this run, which may change`;
	return namedHosts.map(named => ({host: named, narrowing: words, namedHosts: []}));
}

function describeNarrowing(filled: string): string {
	const layers = layerStore.test(filled)
		? `; image layers of a registry without dedicated data endpoints come from other names under ${filled}`
		: '';
	return `from ${filled} to your own name${layers}`;
}

function supplyFor(filled: string, known: Pick<Requirement, 'resource'> | null): string {
	if (openPlaceholders(filled).includes('region')) return 'name the region with --region';
	return known?.resource ? `give it with --resource ${known.resource.key}=NAME` : 'give it with --requirements FILE';
}
