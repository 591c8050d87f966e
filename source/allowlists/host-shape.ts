import {isIP} from 'node:net';
import {isHost, matchesHostPattern} from '../catalog/host-pattern.ts';

/**
 * What a rule's host looks like: one name, `*.` before a name, a `*` further in, an IP address, nothing but wildcards, or
 * none of these, which no dialect may see.
 */
export type HostShape = 'name' | 'leading-wildcard' | 'inner-wildcard' | 'address' | 'everything' | 'unsafe';

const wildcardLabel = /(?<=^|\.)\*(?=\.|$)/g;

/** Tells the shape of a host pattern. Only letters, digits, hyphens, underscores, dots and `*` labels are safe, but for addresses. */
export function shapeOf(host: string): HostShape {
	if (isIP(host) !== 0) return 'address';
	if (host.split('.').every(label => label === '*')) return 'everything';
	if (!isHost(host.replace(wildcardLabel, 'x'))) return 'unsafe';
	if (!host.includes('*')) return 'name';
	return host.lastIndexOf('*') === 0 ? 'leading-wildcard' : 'inner-wildcard';
}

/** `*.example.com` without its wildcard: `example.com`. */
export function baseOf(wildcard: string): string {
	return wildcard.replace(/^\*\./, '');
}

/** Whether all that `inner` stands for also falls under `outer`, where a leading `*` takes any depth. */
export function covers(outer: string, inner: string): boolean {
	if (shapeOf(outer) !== 'leading-wildcard' || outer === inner) return false;
	// Any label will do in place of a wildcard: what is left of the base does not matter.
	return matchesHostPattern(outer, inner.replaceAll('*', 'x'));
}

/** Orders hosts by their labels from the right, so that a domain's names stand together. */
export function compareHosts(left: string, right: string): number {
	const key = (host: string) => host.split('.').toReversed().join('.');
	const [leftKey, rightKey] = [key(left), key(right)];
	return leftKey < rightKey ? -1 : leftKey > rightKey ? 1 : 0;
}

/** Why no rule can be made for a host and port, to stand in brackets; null where one can. */
export function flawOf(host: string, port: number): string | null {
	const shape = shapeOf(host);
	if (port < 1 || port > 65_535) return 'not a port';
	if (shape === 'unsafe') return 'not a plain host name';
	return shape === 'everything' ? 'it stands for every host' : null;
}
