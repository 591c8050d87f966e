import {isIPv6} from 'node:net';
import type {Protocol} from '../catalog/types.ts';
import {formatProxy, isSocks, type LoginScheme} from '../settings/proxy-url.ts';
import type {ProxyEndpoint} from '../settings/types.ts';
import {formatHostPort} from '../words.ts';
import {quoteShellWord, type Shell} from './shell-words.ts';

export type CurlRequest = {
	readonly host: string;
	readonly port: number;
	readonly protocol: Protocol;
	/** Path and query; null asks for `/`. */
	readonly path: string | null;
	/** Null: direct. */
	readonly proxy: ProxyEndpoint | null;
	/** How the proxy is logged in at; Basic unless given. */
	readonly proxyLogin?: LoginScheme;
	/** Roots for the TLS of an `https://` proxy, or null. */
	readonly proxyCaFile: string | null;
	/** Limit for one stage; curl gets it for the connection, and three times as much for all. */
	readonly timeoutMs: number;
};

/** The opening handshake of a WebSocket (RFC 6455, section 4.1); the key is that RFC's own example. */
const upgradeHeaders = [
	'Connection: Upgrade',
	'Upgrade: websocket',
	'Sec-WebSocket-Version: 13',
	'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

/** Host names may hold letters, digits, hyphens, dots and underscores; anything else is percent-encoded, so that it can't turn into another part of a URL. */
function encodeHost(host: string): string {
	return isIPv6(host) && !host.includes('%') ? host : host.toWellFormed().replace(/[^A-Za-z0-9._-]/gu, encodeCharacter);
}

function encodeCharacter(character: string): string {
	return encodeURIComponent(character).replace(/[!'()*]/g, one => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

function encodePath(path: string | null): string {
	const text = (path ?? '/').toWellFormed().replace(/[^!-~]/gu, encodeURIComponent);
	return text.startsWith('/') ? text : `/${text}`;
}

function url({host, port, protocol, path}: CurlRequest): string {
	const scheme = protocol === 'http' ? 'http' : 'https';
	const isDefaultPort = port === (scheme === 'http' ? 80 : 443);
	const authority = formatHostPort(encodeHost(host), port);
	return `${scheme}://${isDefaultPort ? authority.replace(/:\d+$/, '') : authority}${encodePath(path)}`;
}

/** The proxy's flags. The name alone stands after `--proxy-user`, so that curl asks for the password. */
function routeFlags({proxy, proxyLogin = 'basic', proxyCaFile}: CurlRequest): string[] {
	if (proxy === null) return ['--noproxy', '*'];
	// An empty --noproxy keeps a NO_PROXY variable of the shell from changing the route (curl >= 7.53).
	const flags = ['--proxy', formatProxy({...proxy, host: encodeHost(proxy.host)}), '--noproxy', ''];
	// A login without name and password is that of the machine, where curl knows one.
	if (proxyLogin !== 'basic' && !isSocks(proxy)) flags.push(`--proxy-${proxyLogin}`, '--proxy-user', ':');
	else if (proxy.username !== null) flags.push('--proxy-user', proxy.username.split(':', 1).join(''));
	if (proxy.scheme === 'https' && proxyCaFile !== null) flags.push('--proxy-cacert', proxyCaFile);
	return flags;
}

/**
 * What a line shows. `everything`: all that curl tells; `statuses`: one line with the status of the proxy's answer to
 * CONNECT and of the service, 000 for none; `large-hello`: the same, asked for with a TLS hello that takes two packets; `certificate`: the names and dates of the certificate that was shown, trusted
 * or not; `page`: the beginning of the answer.
 */
export type CurlView = 'everything' | 'statuses' | 'large-hello' | 'certificate' | 'page';

const quiet = ['--silent', '--show-error'];

function viewFlags(view: CurlView, {protocol, proxy}: Pick<CurlRequest, 'protocol' | 'proxy'>, shell: Shell): string[] {
	const discarded = ['--output', shell === 'powershell' ? 'NUL' : '/dev/null'];
	switch (view) {
		case 'everything':
			return ['--verbose', ...quiet, ...discarded];
		case 'large-hello':
			return [...viewFlags('statuses', {protocol, proxy}, shell), '--curves', 'X25519MLKEM768:X25519'];
		case 'statuses': {
			// Plain HTTP goes to a proxy without CONNECT, and SOCKS has no status: the one status is that of whoever answered.
			const ofProxy = proxy === null || isSocks(proxy) || protocol === 'http' ? '' : 'proxy %{http_connect}, ';
			return [...quiet, ...discarded, '--write-out', String.raw`${ofProxy}service %{http_code}\n`];
		}
		case 'certificate':
			// The curl of Windows tells of no certificate by itself.
			return shell === 'powershell'
				? ['--silent', '--insecure', ...discarded, '--write-out', '%{certs}']
				: ['--verbose', '--silent', '--insecure', ...discarded];
		case 'page':
			// A filter that answers over TLS shows a certificate of its own.
			return [...quiet, '--insecure', '--include'];
		default:
			return view satisfies never;
	}
}

/** What picks the telling lines out of the output; of our own words only. */
const viewFilters: {readonly [view in CurlView]: string} = {
	everything: '',
	statuses: '',
	'large-hello': '',
	certificate: " 2>&1 | grep -E '(subject|start date|expire date|issuer):'",
	page: ' | head -n 20',
};

const viewFiltersOfPowerShell: {readonly [view in CurlView]: string} = {
	...viewFilters,
	certificate: " | Select-String '(Subject|Start date|Expire date|Issuer):'",
	page: ' | Select-Object -First 20',
};

/** A curl command that makes the same request over the same route, or null for UDP, which curl can't speak. */
export function buildCurlLine(
	request: CurlRequest,
	view: CurlView = 'everything',
	shell: Shell = 'posix',
): string | null {
	if (request.protocol === 'udp') return null;
	const address = url(request);
	const seconds = Math.max(1, Math.ceil(request.timeoutMs / 1000));
	// In PowerShell 5.1 `curl` alone is another command; and the one of Windows asks lists of revoked certificates, which may be blocked.
	const program = shell === 'powershell' ? ['curl.exe', '--ssl-no-revoke'] : ['curl'];
	const words = [...program, ...viewFlags(view, request, shell), '--http1.1'];
	words.push('--connect-timeout', String(seconds), '--max-time', String(seconds * 3), ...routeFlags(request));
	// The certificate comes before anything is asked for.
	if (request.protocol === 'websocket' && view !== 'certificate')
		words.push(...upgradeHeaders.flatMap(header => ['--header', header]));
	// curl expands brackets and braces in a URL, but leaves those of an IPv6 address alone.
	if (/[[\]{}]/.test(encodePath(request.path))) words.push('--globoff');
	const filters = shell === 'powershell' ? viewFiltersOfPowerShell : viewFilters;
	return `${[...words, address].map(word => quoteShellWord(word, shell)).join(' ')}${filters[view]}`;
}
