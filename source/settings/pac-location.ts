import {fileURLToPath} from 'node:url';
import {UsageError} from '../errors.ts';
import {safeText} from '../safe-text.ts';
import type {Environment} from './types.ts';

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
