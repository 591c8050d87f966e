import {isIP} from 'node:net';
import {getPublicSuffix} from 'tldts';
import {isHost, matchesHostPattern} from './host-pattern.ts';
import type {Catalog, Requirement} from './types.ts';

/** Every placeholder and every `*` as a label that stands for it. */
const filledIn = (pattern: string) => pattern.replaceAll(/<[a-z-]+>/g, 'sample').replaceAll('*', 'sample');

/**
 * Suffixes under which anybody can have a name, and which the vendor's documents name whole: accounts and relays there are
 * the service's own, chosen at run time. Any other one that is open to all, such as `*.azurewebsites.net`, is refused.
 */
const neededSuffixes: ReadonlySet<string> = new Set([
	'blob.core.windows.net',
	'blob.core.usgovcloudapi.net',
	'servicebus.windows.net',
	'servicebus.usgovcloudapi.net',
]);

type Rule = (row: Requirement, catalog: Pick<Catalog, 'features'>) => string | null;

/** What is wrong with a pattern by itself; null: nothing. */
function problemOfPattern(pattern: string): string | null {
	const isStarWhole = pattern.split('.').every(label => label === '*' || !label.includes('*'));
	if (!isStarWhole || !isHost(filledIn(pattern))) return `has ${pattern}, which is no host name`;
	if (isIP(pattern) !== 0) return `has the address ${pattern}: name a host, since addresses change`;
	return isOpenToAll(pattern) ? `has ${pattern}, under which anybody can have a name` : null;
}

/**
 * Whether what follows the last open label belongs to no one owner: a registry, or behind a `*` a service that rents names out.
 * A placeholder there is filled with the user's own name or region, and never becomes a wildcard.
 */
function isOpenToAll(pattern: string): boolean {
	const registered = tailBehind(pattern, /[*<]/);
	if (registered !== null && (registered === '' || getPublicSuffix(registered) === registered)) return true;
	const rented = tailBehind(pattern, /\*/);
	if (rented === null || neededSuffixes.has(rented)) return false;
	return getPublicSuffix(rented, {allowPrivateDomains: true}) === rented;
}

/** What stands behind the last label that is open, without its dot; null where none is. */
function tailBehind(pattern: string, open: RegExp): string | null {
	const labels = pattern.split('.');
	const last = labels.findLastIndex(label => open.test(label));
	return last === -1 ? null : labels.slice(last + 1).join('.');
}

/**
 * What no catalog may do, whoever wrote it: open more than the hosts of one owner, or send a request somewhere else. Each
 * gives what is wrong with a row, behind its id; null: nothing.
 */
const rules: readonly Rule[] = [
	({pattern}) => problemOfPattern(pattern),
	({pattern, narrowed}) => {
		if (narrowed === null) return null;
		const isNarrower = isUnder(pattern, narrowed);
		return (
			problemOfPattern(narrowed) ?? (isNarrower ? null : `narrows ${pattern} to ${narrowed}, which is not under it`)
		);
	},
	({path}) =>
		path === null || (path.startsWith('/') && !path.startsWith('//') && !/[\\@]|^[^?]*\/\.\.?(?:[/?]|$)/.test(path))
			? null
			: `asks for ${path}, which may lead to another host`,
	({pattern, standIns}) => {
		const stranger = standIns.find(({host}) => !isUnder(pattern, host));
		return stranger === undefined ? null : `has the stand-in ${stranger.host}, which is not under ${pattern}`;
	},
	({pattern, resource}) => {
		// The user gives the whole address of a cluster of AKS.
		if (resource === null || (resource.key === 'aks' && resource.host === '<aks>')) return null;
		const isOwn = isUnder(pattern, resource.host);
		return isOwn ? null : `has ${resource.host} for an own resource, which is not under ${pattern}`;
	},
	({features}, catalog) => {
		const unknown = features.find(id => !catalog.features.some(feature => feature.id === id));
		return unknown === undefined ? null : `names the feature ${unknown}, which is not there`;
	},
];

function isUnder(pattern: string, host: string): boolean {
	return isHost(filledIn(host)) && matchesHostPattern(pattern.replaceAll(/<[a-z-]+>/g, 'sample'), filledIn(host));
}

/** The first thing in a catalog that none may do, as one sentence without its end; null where there is nothing. */
export function findBrokenRule(catalog: Pick<Catalog, 'requirements' | 'features'>): string | null {
	const ids = new Set<string>();
	const places = new Set<string>();
	for (const row of catalog.requirements) {
		const problem = rules.map(rule => rule(row, catalog)).find(found => found !== null);
		if (problem != null) return `the requirement ${row.id} ${problem}`;
		if (ids.has(row.id)) return `the id ${row.id} is there twice`;
		ids.add(row.id);
		for (const cloud of row.clouds) {
			const place = `${row.pattern}:${row.port} in the cloud ${cloud}`;
			if (places.has(place)) return `${place} is there twice`;
			places.add(place);
		}
	}
	return null;
}
