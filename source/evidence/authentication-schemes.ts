import type {HeaderMap} from './types.ts';

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
