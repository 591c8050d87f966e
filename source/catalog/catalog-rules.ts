import {isIP} from 'node:net';
import {getPublicSuffix} from 'tldts';
import {isHost, isWildcard, matchesHostPattern} from './host-pattern.ts';
import type {Catalog, Requirement} from './types.ts';

/** Every placeholder and every `*` as a label that stands for it. */
const filledIn = (pattern: string) => pattern.replaceAll(/<[a-z-]+>/g, 'sample').replaceAll('*', 'sample');

type Rule = (row: Requirement, catalog: Pick<Catalog, 'features'>) => string | null;

/**
 * What no catalog may do, whoever wrote it: open more than the hosts of one owner, or send a request somewhere else. Each
 * gives what is wrong with a row, behind its id; null: nothing.
 */
const rules: readonly Rule[] = [
	({pattern}) => (isHost(filledIn(pattern)) ? null : `has ${pattern}, which is no host name`),
	({pattern}) => (isIP(pattern) === 0 ? null : `has the address ${pattern}: name a host, since addresses change`),
	({pattern}) => {
		const tail = pattern.slice(pattern.lastIndexOf('*') + 2);
		const isSuffix = isWildcard(pattern) && (tail === '' || getPublicSuffix(filledIn(tail)) === filledIn(tail));
		return isSuffix ? `has ${pattern}, under which anybody can have a name` : null;
	},
	({path}) =>
		path === null || (path.startsWith('/') && !path.startsWith('//') && !/[\\@]|^[^?]*\/\.\.?(?:[/?]|$)/.test(path))
			? null
			: `asks for ${path}, which may lead to another host`,
	({pattern, standIns}) => {
		const stranger = standIns.find(({host}) => !isUnder(pattern, host));
		return stranger === undefined ? null : `has the stand-in ${stranger.host}, which is not under ${pattern}`;
	},
	({pattern, resource}) =>
		resource === null || resource.key === 'aks' || isUnder(pattern, resource.host)
			? null
			: `has ${resource.host} for an own resource, which is not under ${pattern}`,
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
