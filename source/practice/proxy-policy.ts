import {type Page, proxyPage} from './pages.ts';
import {matchesHost, type ProxyOptions} from './scenario.ts';

/** What a client asks of a proxy. */
export type ProxyRequest = {readonly host: string; readonly port: number; readonly authorization: string | null};

/** The page that refuses a request, or null: it may pass. Credentials come first, as in squid. */
export function refuse(options: ProxyOptions, request: ProxyRequest): Page | null {
	const matches = (patterns: readonly string[] = []) => patterns.some(host => matchesHost(host, request.host));
	const isUser = matches(options.open) || isAuthenticated(options, request.authorization);
	if (!isUser || matches(options.deniedToUsers)) return authenticationPage(options);
	const isPortOpen = (options.ports ?? [80, 443]).includes(request.port);
	const isHostOpen = options.allow === undefined || matches(options.allow);
	if (isPortOpen && isHostOpen) return null;
	return proxyPage(403, reason(options, 'ERR_ACCESS_DENIED 0'), 'This proxy does not let the request pass.');
}

/** Whether the proxy looks into the TLS of this host. */
export function isInspected(options: ProxyOptions, host: string): boolean {
	return options.inspection !== undefined && !options.inspection.except.some(pattern => matchesHost(pattern, host));
}

/** The page that says why the other side could not be reached, by the code of the failure. */
export function failurePage(options: ProxyOptions, code: string): Page {
	const errno = connectErrnos[code];
	if (errno !== undefined) {
		return proxyPage(503, reason(options, `ERR_CONNECT_FAIL ${errno}`), 'The site could not be reached.');
	}
	const status = options.dnsFailureStatus ?? 500;
	const detail = status === 500 ? 'ERR_CANNOT_FORWARD 0' : 'ERR_DNS_FAIL 0';
	return proxyPage(status, reason(options, detail), 'The name of the site could not be resolved.');
}

/** The certificate of the site did not satisfy an inspecting proxy. */
export function untrustedPage(options: ProxyOptions): Page {
	return proxyPage(
		503,
		reason(options, 'ERR_SECURE_CONNECT_FAIL 71'),
		'The site showed a certificate that is not trusted.',
	);
}

/** The request is not one that a proxy understands. */
export function badRequestPage(options: ProxyOptions): Page {
	return proxyPage(400, reason(options, 'ERR_INVALID_URL 0'), 'This is a proxy: ask for a whole URL.');
}

/** Linux's numbers, which squid puts into its header. */
const connectErrnos: {readonly [code: string]: number} = {
	EACCES: 13,
	ENETUNREACH: 101,
	ECONNRESET: 104,
	PROBE_TIMEOUT: 110,
	ECONNREFUSED: 111,
	EHOSTUNREACH: 113,
};

function isAuthenticated({credentials, challenges}: ProxyOptions, authorization: string | null): boolean {
	if (credentials === undefined) return true;
	const takesBasic = challenges === undefined || challenges.some(challenge => /^basic\b/i.test(challenge));
	const expected = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
	return takesBasic && authorization === `Basic ${expected}`;
}

function authenticationPage(options: ProxyOptions): Page {
	const challenges = options.challenges ?? ['Basic realm="proxy"'];
	return proxyPage(
		407,
		{'proxy-authenticate': challenges.join(', '), ...reason(options, 'ERR_CACHE_ACCESS_DENIED 0')},
		'This proxy wants to know who asks.',
	);
}

function reason({isTerse}: ProxyOptions, detail: string): Page['headers'] {
	return isTerse ? {} : {server: 'squid/6.6', 'x-squid-error': detail};
}
