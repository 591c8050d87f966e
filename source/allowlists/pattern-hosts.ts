import {isWildcard} from '../catalog/host-pattern.ts';
import type {Requirement} from '../catalog/types.ts';
import {fillPlaceholders, isConcrete, openPlaceholders} from '../plan/placeholders.ts';
import {othersOf} from '../plan/requirements.ts';
import type {PlanReport} from '../record/plan-report.ts';

/** One host pattern made of a documented one. */
export type PatternHost = {
	readonly host: string;
	readonly narrowing: string | null;
	/** Why it is a wildcard although the user named what is behind it; null where nothing was named, or that suffices. */
	readonly breadth: string | null;
	readonly namedHosts: readonly string[];
};

type ReportRow = Pick<PlanReport['targets'][number], 'target' | 'origin'>;

/** The settings that fill in a pattern. */
export type PatternSettings = Pick<PlanReport['settings'], 'region' | 'resources' | 'features'>;

/**
 * Turns one documented pattern into what rules are made of: narrowed to the user's own names where the documents narrow it
 * so, with the region filled in, else as documented. Public stand-ins never get in. A text says why there is none.
 *
 * @param options.known the catalog's line, if the pattern is one of its own
 * @param options.onlyMissing the rows are only what a run found missing
 */
export function hostsForPattern(
	pattern: string,
	rows: readonly ReportRow[],
	settings: PatternSettings,
	{
		known,
		onlyMissing,
	}: {readonly known: Pick<Requirement, 'narrowed' | 'resource'> | null; readonly onlyMissing: boolean},
): readonly PatternHost[] | string {
	const filled = fillPlaceholders(known?.narrowed ?? pattern, {
		region: settings.region || null,
		'region-code': settings.resources['region-code']?.[0] ?? null,
	});
	const targets = rows.flatMap(({target, origin}) => (target && !target.sampled ? [{host: target.host, origin}] : []));

	const own = targets.filter(({origin}) => origin === 'user').map(({host}) => host);
	const others = known && isWildcard(filled) ? othersOf(known, settings) : null;
	// Of what a run found missing, the own names alone are asked for where the others passed.
	const isOwnEnough = others === null || (onlyMissing && !rows.some(({target}) => target?.sampled));
	if (known?.resource && own.length > 0 && isOwnEnough) {
		const narrowing = isWildcard(filled) ? `from ${filled} to your own name` : null;
		return own.map(host => ({...plain, host, narrowing}));
	}
	if (isConcrete(filled)) return [{...plain, host: filled}];
	if (openPlaceholders(filled).length > 0) {
		if (targets.length === 0) return `its name is not known; ${supplyFor(filled, known)}`;
		return targets.map(({host}) => ({...plain, host}));
	}
	const namedHosts = targets.filter(({origin}) => origin === 'live').map(({host}) => host);
	const narrowing = filled === pattern || known?.narrowed == null ? null : 'by the region';
	return [{host: filled, narrowing, breadth: own.length > 0 ? others : null, namedHosts}];
}

const plain = {narrowing: null, breadth: null, namedHosts: []};

/**
 * What a run found missing is asked for by the names that the service gave, where it gave some: the wildcard would open the
 * names of all other customers as well.
 */
export function narrowToNamed(pattern: PatternHost): PatternHost[] {
	const {host, namedHosts} = pattern;
	if (namedHosts.length === 0) return [pattern];
	const narrowing = `from ${host} to the names that the service gave this run, which may change`;
	return namedHosts.map(named => ({...plain, host: named, narrowing}));
}

function supplyFor(filled: string, known: Pick<Requirement, 'resource'> | null): string {
	if (openPlaceholders(filled).includes('region')) return 'name the region with --region';
	return known?.resource ? `give it with --resource ${known.resource.key}=NAME` : 'give it with --requirements FILE';
}
