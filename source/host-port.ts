import {isIP} from 'node:net';

/** `host:port`, with brackets around an IPv6 address. */
export function formatHostPort(host: string, port: number): string {
	return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}
