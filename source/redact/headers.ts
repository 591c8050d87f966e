import {authenticationSchemes} from '../evidence/headers.ts';
import type {Words} from './stand-in-words.ts';

export const takenOut = 'taken out';

/** A list of these words, with commas between. */
function listOf(words: string): RegExp {
	const word = `(?:${words.replaceAll(' ', '|')})`;
	return new RegExp(`^${word}(?:\\s*,\\s*${word})*$`, 'i');
}

const date =
	/^(?:mon|tue|wed|thu|fri|sat|sun), \d\d (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) \d{4} \d\d:\d\d:\d\d gmt$/i;
const count = /^\d{1,12}$/;
const codings = listOf('gzip x-gzip br deflate zstd compress identity chunked');
const hops = listOf('close keep-alive upgrade te transfer-encoding');

/** Values that say nothing of whoever sent them, by the header that has them. Any other value is taken out. */
const harmless: {readonly [name: string]: RegExp} = {
	'accept-ranges': listOf('bytes none'),
	age: count,
	allow: listOf('GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT'),
	'cache-control':
		/^(?:(?:no-cache|no-store|no-transform|private|public|must-revalidate|proxy-revalidate|must-understand|immutable|(?:max-age|s-maxage|stale-while-revalidate|stale-if-error)=\d{1,12})(?:\s*,\s*|$))+$/i,
	connection: hops,
	'content-encoding': codings,
	'content-language': /^[a-z]{2}(?:-[a-z]{2})?$/i,
	'content-length': count,
	'content-type':
		/^(?:text\/(?:html|plain|css|csv|xml|javascript)|application\/(?:json|xml|xhtml\+xml|javascript|octet-stream|problem\+json|pdf|x-www-form-urlencoded|x-ns-proxy-autoconfig|ocsp-response|pkix-cert|pkix-crl)|image\/(?:png|gif|jpeg|svg\+xml|x-icon))(?:\s*;\s*(?:charset="?(?:utf-8|utf-16|us-ascii|iso-8859-\d{1,2}|windows-125\d)"?|odata\.metadata=minimal))*$/i,
	date,
	'docker-distribution-api-version': /^registry\/\d\.\d$/,
	expires: new RegExp(`${date.source}|^(?:0|-1)$`, 'i'),
	'keep-alive': /^(?:(?:timeout|max)=\d{1,6}(?:\s*,\s*|$))+$/i,
	'last-modified': date,
	pragma: listOf('no-cache'),
	'proxy-connection': hops,
	'retry-after': count,
	'strict-transport-security': /^max-age=\d{1,12}(?:\s*;\s*(?:includeSubDomains|preload))*;?$/i,
	'transfer-encoding': codings,
	upgrade: listOf('websocket h2c'),
	'x-cache': listOf('HIT MISS TCP_HIT TCP_MISS TCP_DENIED CONFIG_NOCACHE'),
	'x-content-type-options': listOf('nosniff'),
	'x-frame-options': listOf('DENY SAMEORIGIN'),
	// The names of squid's own pages; the owner of a proxy may add others, named as they like (deny_info).
	'x-squid-error':
		/^ERR_(?:ACCESS_DENIED|AGENT_CONFIGURE|AGENT_WPAD|CACHE_ACCESS_DENIED|CACHE_MGR_ACCESS_DENIED|CANNOT_FORWARD|CONFLICT_HOST|CONNECT_FAIL|DIR_LISTING|DNS_FAIL|ESI|FORWARDING_DENIED|FTP_[A-Z_]{1,20}|GATEWAY_FAILURE|ICAP_FAILURE|INVALID_REQ|INVALID_RESP|INVALID_URL|LIFETIME_EXP|NO_RELAY|ONLY_IF_CACHED_MISS|PRECONDITION_FAILED|PROTOCOL_UNKNOWN|READ_ERROR|READ_TIMEOUT|RELAY_REMOTE|REQUEST_PARSE_TIMEOUT|REQUEST_START_TIMEOUT|SECURE_ACCEPT_FAIL|SECURE_CONNECT_FAIL|SHUTTING_DOWN|SOCKET_FAILURE|TOO_BIG|UNSUP_HTTPVERSION|UNSUP_REQ|URN_RESOLVE|WRITE_ERROR|ZERO_SIZE_OBJECT) -?\d{1,4}$/,
	'x-xss-protection': /^[01](?:\s*;\s*mode=block)?$/i,
};

/** Headers that public standards and products have, so that their names tell nothing; their values may. */
const publicNames: ReadonlySet<string> = new Set([
	...Object.keys(harmless),
	...'accept-ch access-control-allow-credentials access-control-allow-headers access-control-allow-methods access-control-allow-origin access-control-expose-headers access-control-max-age alt-svc authentication-info cf-cache-status cf-ray client-protocol content-disposition content-location content-md5 content-range content-security-policy cross-origin-opener-policy cross-origin-resource-policy etag link location mime-version nel p3p permissions-policy proxy-agent proxy-authenticate proxy-authentication-info proxy-status proxy-support public-key-pins referrer-policy refresh report-to request-id sec-websocket-accept sec-websocket-extensions sec-websocket-protocol server server-timing set-cookie source-age timing-allow-origin trailer vary via warning www-authenticate'.split(
		' ',
	),
	...'x-amz-cf-id x-amz-cf-pop x-amz-id-2 x-amz-request-id x-aspnet-version x-azure-ref x-azure-ref-originshield x-bluecoat-via x-cache-hits x-cache-lookup x-cdn-provider x-correlation-request-id x-download-options x-envoy-upstream-service-time x-fd-int-roxy-purgeid x-forwarded-for x-guploader-uploadid x-iinfo x-ms-activity-id x-ms-blob-type x-ms-client-request-id x-ms-correlation-request-id x-ms-ests-server x-ms-error-code x-ms-failure-cause x-ms-keyvault-network-info x-ms-keyvault-region x-ms-keyvault-service-version x-ms-lease-status x-ms-operation-id x-ms-ratelimit-remaining-calls-per-second x-ms-request-id x-ms-routing-request-id x-ms-version x-msedge-ref x-netskope-user x-permitted-cross-domain-policies x-powered-by x-proxy-cache x-request-id x-served-by x-timer x-ua-compatible x-varnish x-zscaler-request-id'.split(
		' ',
	),
]);

/** What speaks of itself as a server or a hop, by its name alone or with a version. */
const knownProduct =
	/^(?:AkamaiGHost|Apache|AzureContainerRegistry|BigIP|Caddy|CloudFront|cloudflare|Envoy|ESF|GHost|Google Frontend|gunicorn|gws|HAProxy|istio-envoy|Kestrel|lighttpd|Microsoft-Azure-Application-Gateway|Microsoft-HTTPAPI|Microsoft-IIS|mitmproxy|nginx|openresty|Python|squid|tinyproxy|TornadoServer|Traefik|uvicorn|Varnish|Windows-Azure-Blob|Zscaler)(?:[/ ]v?\d[\d.]{0,15})?$/i;

/** Headers that a reader learns something from even without the names in them. */
const readers: {readonly [name: string]: (value: string, words: Words) => string} = {
	location(value, words) {
		const url = URL.parse(value);
		if (url === null || !/^https?:$/.test(url.protocol)) return '/path';
		const host = words.host(url.hostname.replace(/^\[|\]$/g, ''));
		return `${url.protocol}//${host}${url.port === '' ? '' : `:${url.port}`}${url.pathname === '/' && url.search === '' ? '/' : '/path'}`;
	},
	'proxy-authenticate': readChallenges,
	server: (value, words) => (knownProduct.test(value) ? value : words.word('title', value)),
	via: (value, words) =>
		value
			.split(',')
			.map(hop => readHop(hop.trim(), words))
			.join(', '),
	'www-authenticate': readChallenges,
};

function readChallenges(value: string): string {
	const offered = authenticationSchemes(value);
	const realm = /realm=/i.test(value) ? ` realm="${takenOut}"` : '';
	return offered.length === 0 ? takenOut : `${offered.join(', ')}${realm}`;
}

/** `1.1 wcg01 (squid/6.6)`: RFC 9110, 7.6.3. */
const hopForm = /^((?:HTTP\/)?\d(?:\.\d)?) ([^\s()]{1,200})(?: \((.{1,200})\))?$/i;

/** Who received a request, as a hop of Via names them; null where it is of another form. */
export function receiverOf(hop: string): string | null {
	return hopForm.exec(hop.trim())?.[2] ?? null;
}

function readHop(hop: string, words: Words): string {
	const [, protocol = '', receiver = '', comment = ''] = hopForm.exec(hop) ?? [];
	if (protocol === '') return takenOut;
	const shown = knownProduct.test(receiver) ? receiver : words.address(receiver);
	return `${protocol} ${shown}${knownProduct.test(comment) ? ` (${comment})` : ''}`;
}

/** One header as it may be shown. An unknown name may be a company's own, and gets a word. */
export function redactHeader(name: string, value: string, words: Words): readonly [string, string] {
	if (!publicNames.has(name)) return [words.word('header', name), takenOut];
	if (value === '' || harmless[name]?.test(value)) return [name, value];
	return [name, readers[name]?.(value, words) ?? takenOut];
}
