import {UsageError} from '../errors.ts';
import {formatProxy, type ParsedProxy, parseProxyUrl} from '../settings/proxy-url.ts';
import type {OwnProxy} from './answers.ts';

/** Reads the fields of an own proxy. Throws a UsageError; the fields for credentials win over those in the address. */
export function parseOwnProxy({url, username, password}: OwnProxy): ParsedProxy {
	const {endpoint, password: passwordInUrl} = parseProxyUrl(url.trim(), 'The proxy address');
	const user = username.trim() || endpoint.username;
	const secret = password || passwordInUrl;
	if (secret && user === null) {
		throw new UsageError('The proxy has a password but no user name: fill in the user name, or empty the password.');
	}
	return {endpoint: {...endpoint, username: user}, password: secret || null};
}

/** Moves `user:password@` out of the address into their fields, so that the password is no longer in plain view. */
export function moveCredentials(own: OwnProxy): OwnProxy {
	try {
		const {endpoint, password} = parseProxyUrl(own.url.trim(), 'The proxy address');
		if (endpoint.username === null) return own;
		return {
			...own,
			url: formatProxy(endpoint),
			username: own.username || endpoint.username,
			password: own.password || (password ?? ''),
		};
	} catch (error) {
		if (error instanceof UsageError) return own;
		throw error;
	}
}
