import {tool} from '../../version.ts';
import type {ProxyLogin} from '../proxy-logins.ts';
import {acceptedCodings} from './body.ts';

export type HttpRequest = {
	readonly scheme: 'http' | 'https';
	/** `host` or `host:port`, as the Host header has it. */
	readonly authority: string;
	readonly path: string;
	/** Ask a proxy for the whole URL instead of an origin for the path. */
	readonly isAbsolute: boolean;
	/** Ask for a WebSocket. */
	readonly isUpgrade: boolean;
	/** For a proxy in absolute form; never for an origin. */
	readonly login: ProxyLogin | undefined;
};

/** The URL as the request line has it. */
export function urlOf({isAbsolute, scheme, authority, path}: HttpRequest): string {
	return isAbsolute ? `${scheme}://${authority}${path}` : path;
}

/** @param authorization the value of Proxy-Authorization, if one is sent */
export function headersOf({authority}: HttpRequest, authorization: string | undefined): Record<string, string> {
	return {
		host: authority,
		'user-agent': `${tool.name}/${tool.version}`,
		accept: '*/*',
		'accept-encoding': acceptedCodings,
		...(authorization !== undefined && {'proxy-authorization': authorization}),
	};
}
