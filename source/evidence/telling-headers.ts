import type {HeaderMap} from './types.ts';

/** Headers in which filters and proxies name themselves or their reason, the most telling first. */
const namingHeaders = ['X-Squid-Error', 'Proxy-Authenticate', 'Location', 'Via', 'Server'];

/** Further headers that tell who answered: the service, a proxy, or a filter. */
const furtherHeaders =
	/^(?:date|content-type|content-length|proxy-.*|www-authenticate|x-cache.*|x-ms-.*|docker-distribution-api-version|x-msedge-ref|x-guploader-uploadid)$/;

/** The most telling header of an answer, its name as it is usually written; null where none tells anything. */
export function namingHeaderOf(headers: HeaderMap): {readonly name: string; readonly value: string} | null {
	for (const name of namingHeaders) {
		const value = headers[name.toLowerCase()];
		if (value !== undefined && value !== '') return {name, value};
	}
	return null;
}

/** The headers of an answer that tell who gave it, in its own order; others are in the JSON report. */
export function tellingHeadersOf(headers: HeaderMap): (readonly [name: string, value: string])[] {
	const isNaming = (name: string) => namingHeaders.some(naming => naming.toLowerCase() === name);
	return Object.entries(headers).filter(([name]) => isNaming(name) || furtherHeaders.test(name));
}
