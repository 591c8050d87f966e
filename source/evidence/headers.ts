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

const known = ['Basic', 'Digest', 'NTLM', 'Negotiate', 'Kerberos', 'Bearer'] as const;

/** The scheme names in a Proxy-Authenticate value. Parameters look like `realm="…"`, schemes stand alone. */
export function authenticationSchemes(header: string): string[] {
	const unquoted = header.replace(/"[^"]*"?/g, '');
	return known.filter(scheme => new RegExp(`(?:^|[\\s,])${scheme}(?:[\\s,]|$)`, 'i').test(unquoted));
}

/** The schemes that a refusal offers. Tinyproxy 1.11 asks by 401, with the header of an origin server. */
export function offeredSchemes(headers: HeaderMap): string[] {
	return authenticationSchemes(headers['proxy-authenticate'] ?? headers['www-authenticate'] ?? '');
}
