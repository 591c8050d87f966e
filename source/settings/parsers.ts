import {isIP, isIPv6} from 'node:net';
import {fileURLToPath} from 'node:url';
import {UsageError} from '../errors.ts';
import {nearNames} from '../near-names.ts';
import {safeText} from '../safe-text.ts';
import {type CloudId, cloudIds, type Level, levels} from '../vocabulary.ts';
import type {Environment} from './types.ts';

/** Throws a UsageError that names `field` if the text is no level. */
export function parseLevel(text: string, field: string): Level {
	return parseChoice(text, levels, field);
}

/** Throws a UsageError that names `field` if the text is no cloud. */
export function parseCloud(text: string, field: string): CloudId {
	return parseChoice(text, cloudIds, field);
}

/**
 * Reads the name of a region as people write it: `East US` is `eastus`. Whether there is such a region is for the
 * catalog to say. Throws a UsageError that names `field` if it can't be one.
 */
export function parseRegion(text: string, field: string): string {
	const name = text.replace(/\s+/g, '').toLowerCase();
	if (!/^[a-z][a-z0-9]*$/.test(name)) {
		throw new UsageError(`${field} is "${safeText(text, 60)}": give the name of an Azure region, such as eastus.`);
	}
	return name;
}

/** Splits a list of features at commas and blanks; each comes once. Whether they exist is for the catalog to say. */
export function parseFeatures(text: string): readonly string[] {
	return [...new Set(text.toLowerCase().split(/[\s,]+/))].filter(id => id !== '');
}

/** Reads one of a few words. Throws a UsageError that names `field`, the choices, and the one that was meant. */
export function parseChoice<Choice extends string>(text: string, choices: readonly Choice[], field: string): Choice {
	const found = choices.find(choice => choice === text.trim().toLowerCase());
	if (found) return found;
	const list = `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
	const [near] = nearNames(text, choices);
	const guess = near === undefined ? '' : ` Did you mean ${near}?`;
	throw new UsageError(`${field} is "${safeText(text, 60)}": choose ${list}.${guess}`);
}

/** Reads the limit for one stage, 0.1 to 600 seconds, and returns milliseconds. Throws a UsageError that names `field`. */
export function parseTimeout(text: string, field: string): number {
	const seconds = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
	if (!(seconds >= 0.1 && seconds <= 600)) {
		throw new UsageError(`${field} is "${safeText(text, 60)}": give seconds from 0.1 to 600, such as 5.`);
	}
	return Math.round(seconds * 1000);
}

/** Reads how often a target is tried again, 0 to 10. Throws a UsageError that names `field`. */
export function parseRetries(text: string, field: string): number {
	return parseCount(text, field, 0, 10);
}

/** Reads how many connections may be under way at once, 1 to 4096. Throws a UsageError that names `field`. */
export function parseConcurrency(text: string, field: string): number {
	return parseCount(text, field, 1, 4096);
}

/** Reads a whole number from `least` to `most`. Throws a UsageError that names `field`. */
export function parseCount(text: string, field: string, least: number, most: number): number {
	const count = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN;
	if (!(count >= least && count <= most)) {
		throw new UsageError(`${field} is "${safeText(text, 60)}": give a whole number from ${least} to ${most}.`);
	}
	return count;
}

/** A time server: its name or address, or null for those that the catalog lists. */
export type TimeServer = {readonly host: string | null; readonly port: number};

/** The port of NTP. */
export const ntpPort = 123;

/** As many time servers as anybody compares. */
const mostTimeServers = 8;

/**
 * Reads a list of time servers, on top of those named before: names, addresses, either with a port, and `listed` for those
 * of the catalog. Throws a UsageError that names `field`.
 */
export function parseTimeServers(
	text: string,
	field: string,
	before: readonly TimeServer[] = [],
): readonly TimeServer[] {
	const words = text.split(/[\s,]+/).filter(word => word !== '');
	if (words.length === 0)
		throw new UsageError(`${field} is empty: give time servers, or listed for those of the catalog.`);
	const servers = [...before, ...words.map(word => parseTimeServer(word.toLowerCase(), field))];
	const unique = [...new Map(servers.map(server => [`${server.host} ${server.port}`, server])).values()];
	if (unique.length <= mostTimeServers) return unique;
	throw new UsageError(`${field} names ${unique.length} time servers: give at most ${mostTimeServers}.`);
}

function parseTimeServer(word: string, field: string): TimeServer {
	if (word === 'listed') return {host: null, port: ntpPort};
	if (isIPv6(word)) return {host: word, port: ntpPort};
	const match = /^(?:\[([^\]]+)\]|([^:[\]/]+))(?::(\d{1,5}))?$/.exec(word);
	const host = match?.[1] ?? match?.[2]?.replace(/\.$/, '') ?? '';
	const isName = /^(?=.{1,253}$)(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/.test(host);
	const isAddress = match?.[1] === undefined ? isIP(host) === 4 : isIPv6(host);
	const port = Number(match?.[3] ?? ntpPort);
	// Digits and dots alone are an address with a slip in it, and no name.
	const isHost = isAddress || (match?.[1] === undefined && isName && /[a-z]/.test(host));
	if (isHost && port >= 1 && port <= 65_535) return {host, port};
	throw new UsageError(
		`${field} names "${safeText(word, 60)}": give the name or the IP address of a time server, such as ntp.ubuntu.com, or listed.`,
	);
}

export type NameServer = {readonly address: string; readonly port: number};

/**
 * Reads the address of a name server: `10.0.0.53`, `10.0.0.53:5353`, `[fd00::53]:5353` or `fd00::53`; port 53 unless
 * given. Throws a UsageError that names `field`.
 */
export function parseNameServer(text: string, field: string): NameServer {
	const given = text.trim();
	if (isIPv6(given)) return {address: given.toLowerCase(), port: 53};
	const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(given);
	const address = match?.[1] ?? match?.[2] ?? '';
	const isAddress = match?.[1] === undefined ? isIP(address) === 4 : isIPv6(address);
	const port = Number(match?.[3] ?? 53);
	if (!isAddress || port < 1 || port > 65_535) {
		throw new UsageError(
			`${field} is "${safeText(text, 60)}": give the IP address of a name server, such as 10.0.0.53 or [fd00::53]:5353.`,
		);
	}
	return {address: address.toLowerCase(), port};
}

/** What `--pac` takes for what the environment names. */
const fromEnvironment = 'env';

/** The variables in which Chromium, and what is made of it, looks for the URL of a PAC script (its proxy_config_service_linux). */
const variables = ['auto_proxy', 'AUTO_PROXY'];

/** Whether a PAC script is fetched over the network. */
export function isUrl(location: string): boolean {
	return /^https?:\/\//i.test(location);
}

/** Reads where a PAC script is: a path, a URL, or `env`. Throws a UsageError that names `field`, and shows no login. */
export function parsePacLocation(text: string, field: string): string {
	const refuse = (problem: string, cure: string) => new UsageError(`${field} ${problem}: ${cure}.`);
	const given = text.trim();
	if (given === '') throw refuse('is empty', 'give the file or the URL of a PAC script, or env');
	if (given.toLowerCase() === fromEnvironment) return fromEnvironment;
	if (/^wpad$/i.test(given)) {
		throw refuse('asks for automatic detection (WPAD), which is never used', 'give the URL that it leads to');
	}
	const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(given) ?? [];
	if (scheme === undefined) return given;
	const url = URL.parse(given);
	if (url === null || !['http:', 'https:', 'file:'].includes(url.protocol)) {
		throw refuse('is no URL of a PAC script', 'write it like http://config.example/proxy.pac');
	}
	if (url.username !== '' || url.password !== '') {
		throw refuse('has a login in it', 'save the script to a file, and give that');
	}
	if (url.protocol !== 'file:') return url.href;
	try {
		return fileURLToPath(url);
	} catch {
		throw refuse('is no file of this machine', 'give its path');
	}
}

/** The location with that of the environment in place of `env`. Throws a UsageError where that names none. */
export function resolvePacLocation(location: string, environment: Environment): string {
	if (location !== fromEnvironment) return location;
	const name = variables.find(one => environment[one]);
	if (name !== undefined) return parsePacLocation(environment[name] ?? '', `The environment variable ${name}`);
	const emptied = variables.find(one => environment[one] === '');
	throw new UsageError(
		emptied === undefined
			? `The environment names no PAC script: set ${variables[0]}, or give the file or URL with --pac.`
			: `${safeText(emptied)} is empty, which asks browsers for automatic detection (WPAD), and that is never used: give the file or URL with --pac.`,
	);
}
