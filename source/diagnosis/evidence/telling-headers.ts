import type {HeaderMap} from '../../evidence/types.ts';
import {safeText} from '../../safe-text.ts';

/** Headers in which filters and proxies name themselves or their reason, the most telling first. */
const tellingHeaders = ['X-Squid-Error', 'Proxy-Authenticate', 'Location', 'Via', 'Server'];

/** The most telling header of an answer as `header X-Squid-Error: ERR_ACCESS_DENIED 0`, or an empty text. */
export function tellingHeaderOf(headers: HeaderMap): string {
	for (const name of tellingHeaders) {
		const value = headers[name.toLowerCase()];
		if (value !== undefined && value !== '') return `header ${name}: ${safeText(value, 120)}`;
	}
	return '';
}
