import {problemOf, UsageError} from '../../../errors.ts';
import {parsePacLocation} from '../../../settings/pac-location.ts';
import {formatProxy, type ParsedProxy, parseProxyUrl} from '../../../settings/proxy-url.ts';
import {passwordVariable} from '../../../settings/resolve-proxy.ts';
import type {Environment} from '../../../settings/types.ts';
import type {OwnProxy} from './answers.ts';

const field = 'The proxy address';

/** The PAC script that stands in the place of an address, behind `pac:`, or null. Throws a UsageError where it can't be one. */
export function pacOf({url}: Pick<OwnProxy, 'url'>): string | null {
	const [, location] = /^pac:(.*)$/i.exec(url.trim()) ?? [];
	return location === undefined ? null : parsePacLocation(location, 'The PAC script');
}

/** An own proxy whose address is a PAC script. */
export function ownPac(location: string, own: Partial<OwnProxy> = {}): OwnProxy {
	return {username: '', password: '', noProxy: '', caFile: '', ...own, url: `pac:${location}`};
}

/** Reads the fields of an own proxy. Throws a UsageError. */
export function parseOwnProxy(own: OwnProxy): ParsedProxy {
	const {url, username, password} = moveCredentials(own);
	const {endpoint} = parseProxyUrl(url.trim(), field);
	const user = username.trim() || null;
	if (password && user === null) {
		throw new UsageError('The proxy has a password but no user name: fill in the user name, or empty the password.');
	}
	return {endpoint: {...endpoint, username: user}, password: password || null};
}

/**
 * Moves `user:password@` out of the address into their fields, so that the password is no longer in plain view. They take
 * the place of what stood there: an address that is corrected means its own user. Only the same user without a password
 * keeps the one that was given before.
 */
export function moveCredentials(own: OwnProxy): OwnProxy {
	const parsed = readAddress(own);
	if (parsed === null || parsed.endpoint.username === null) return own;
	const {endpoint, password} = parsed;
	const isSameUser = endpoint.username === own.username.trim();
	return {
		...own,
		url: withoutCredentials(own.url),
		username: endpoint.username ?? '',
		password: password ?? (isSameUser ? own.password : ''),
	};
}

/** What of an own proxy may be remembered. An address that can't be read may hold a part of the password anywhere. */
export function withoutPassword(own: OwnProxy): Omit<OwnProxy, 'password'> {
	const {password: _password, ...rest} = moveCredentials(own);
	const isPac = problemOf(() => pacOf(own)) === null && pacOf(own) !== null;
	return readAddress(own) === null && !isPac ? {...rest, url: ''} : rest;
}

/** The port that an address means without naming it, or null. Hardly any proxy listens there. */
export function impliedPort(own: OwnProxy): number | null {
	const parsed = readAddress(own);
	return parsed && !/:\d+\/?$/.test(own.url.trim()) ? parsed.endpoint.port : null;
}

/** The address as a person reads it, or null while it can't be read. */
export function ownAddress(own: OwnProxy): string | null {
	const parsed = readAddress(own);
	return parsed && formatProxy(parsed.endpoint);
}

function readAddress({url}: OwnProxy): ParsedProxy | null {
	try {
		return parseProxyUrl(url.trim(), field);
	} catch (error) {
		if (error instanceof UsageError) return null;
		throw error;
	}
}

/** As it was typed otherwise: without a port it must not get one that nobody gave. */
function withoutCredentials(url: string): string {
	return url.trim().replace(/^([a-z]+:\/\/)?.*@/i, '$1');
}

/** The variable that a password comes from where none is typed, or null. */
export function passwordSource(environment: Environment): string | null {
	return environment[passwordVariable] ? passwordVariable : null;
}
