import {isIP} from 'node:net';
import {isHost, matchesHostPattern} from '../../catalog/host-pattern.ts';

/** Where the metadata of a cloud names its own hosts and suffixes, as paths into the answer. */
const places = [
	['resourceManager'],
	['authentication', 'loginEndpoint'],
	['suffixes', 'keyVaultDns'],
	['suffixes', 'storage'],
	['suffixes', 'acrLoginServer'],
] as const;

/**
 * Hosts and suffixes that a cloud's metadata (`/metadata/endpoints`) names and no documented pattern covers: a sign that
 * the catalog has fallen behind. Nothing for an answer that is no such metadata.
 */
export function findUnlistedEndpoints(text: string, patterns: readonly string[]): string[] {
	const metadata = parseMetadata(text);
	const named = places.flatMap(path => {
		const value = path.reduce<unknown>((part, key) => (isRecord(part) ? part[key] : undefined), metadata);
		return typeof value === 'string' ? [value] : [];
	});
	const hosts = named.map(value =>
		value
			.toLowerCase()
			.replace(/^https?:\/\//, '')
			.replace(/[/:?#].*$/, '')
			.replace(/^\.|\.$/g, ''),
	);
	return [...new Set(hosts)].filter(
		// A name of one label is no host on the Internet.
		host => isHost(host) && host.includes('.') && isIP(host) === 0 && !patterns.some(pattern => covers(pattern, host)),
	);
}

/** A suffix is covered by any pattern below it: `core.windows.net` by `*.blob.core.windows.net`. */
function covers(pattern: string, host: string): boolean {
	return pattern === host || pattern.endsWith(`.${host}`) || matchesHostPattern(pattern, host);
}

/** Some versions of the interface answer with a list of clouds, the asked one first. */
function parseMetadata(text: string): unknown {
	try {
		const parsed: unknown = JSON.parse(text);
		return Array.isArray(parsed) ? parsed[0] : parsed;
	} catch {
		return undefined;
	}
}

function isRecord(value: unknown): value is {readonly [key: string]: unknown} {
	return typeof value === 'object' && value !== null;
}
