import {
	connectRefusedCode,
	headTooLong,
	http2Answer,
	loginSparedCode,
	loginWithoutTicket,
	notHttp,
	peerClosed,
	probeTimeout,
	ticketSpared,
	tlsAnswer,
} from '../../evidence/codes.ts';
import {offeredSchemes} from '../../evidence/headers.ts';
import {askedUrl, httpOf} from '../../evidence/stages.ts';
import type {Attempt, HeaderMap, HttpEvidence, ProxyEvidence} from '../../evidence/types.ts';
import {loginNames} from '../../settings/proxy-url.ts';
import {countOf} from '../../words.ts';
import {type Blocked, blocked, type Failure, mayBeNoProxy, unexplained} from '../failure.ts';
import {recognizeAnswer} from '../fingerprints/recognize.ts';
import {judgeSocks} from './judge-socks.ts';

/** What a proxy answered in its own name, to CONNECT or to a request for a whole URL. */
export type ProxyAnswer = {
	readonly status: number;
	readonly statusText: string;
	readonly headers: HeaderMap;
	readonly body: string;
	readonly authority: string;
	readonly port: number;
	readonly authenticated: boolean;
	readonly login?: ProxyEvidence['login'];
};

/** What a failed CONNECT means. */
export function judgeConnect(evidence: ProxyEvidence): Failure {
	const error = evidence.error ?? {code: 'UNKNOWN', syscall: null, message: ''};
	if (error.code === connectRefusedCode && evidence.status !== null) {
		const authority = evidence.request.replace('CONNECT ', '');
		const port = Number(authority.slice(authority.lastIndexOf(':') + 1));
		return judgeProxyAnswer({...evidence, status: evidence.status, authority, port});
	}
	const refused = evidence.socks === undefined ? null : judgeSocks(evidence, error);
	if (refused !== null) return refused;
	switch (error.code) {
		case loginSparedCode:
		case loginWithoutTicket:
			return judgeUnsentLogin(evidence);
		case probeTimeout:
		case 'ETIMEDOUT':
			if (error.received !== undefined) {
				return blocked(
					'proxy.protocol-error',
					`The proxy began its answer to ${evidence.request} (${begun(evidence)}) and did not end the head of it within the time limit.`,
				);
			}
			return blocked(
				'proxy.timeout',
				`The proxy took the connection but did not answer ${evidence.request} within the time limit.`,
			);
		case peerClosed:
		case 'ECONNRESET':
		case 'EPIPE':
			return blocked(
				'proxy.closed',
				error.received === undefined
					? `The proxy closed the connection after ${evidence.request} without an answer.`
					: `The proxy began its answer to ${evidence.request} (${begun(evidence)}) and closed the connection before the end of its head.`,
				'medium',
			);
		case headTooLong:
			return blocked('proxy.protocol-error', `The proxy answered ${evidence.request}, but ${error.message}.`, 'medium');
		case tlsAnswer:
			return blocked('proxy.wrong-scheme', 'The proxy wants TLS on this port: use https:// for it.');
		case notHttp:
		case http2Answer:
			return blocked(
				'proxy.protocol-error',
				`What answers at the proxy's address does not speak HTTP (${error.message}).`,
			);
		default:
			// Of an answer, or of the records of a handshake that is over, only the proxy can break the form.
			return /^(?:HPE_|ERR_SSL_|UND_ERR_HEADERS_OVERFLOW$)/.test(error.code)
				? blocked(
						'proxy.protocol-error',
						`What the proxy answered ${evidence.request} is not proper (${error.message}).`,
						'medium',
					)
				: unexplained(evidence.request, error);
	}
}

/** How much of an answer came whose head did not end. */
function begun({error}: Pick<ProxyEvidence, 'error'>): string {
	return countOf(error?.received ?? 0, 'byte');
}

/** Squid names the reason in a header of its own, `ERR_ACCESS_DENIED 0`, `ERR_CONNECT_FAIL 111` (squid 5.7). */
const squidHeader = 'x-squid-error';

/** Words in which proxies say that a name could not be resolved: squid's ERR_DNS_FAIL page, tinyproxy, generic gateways. */
const dnsWords = /ERR_DNS_FAIL|\bDNS\b|resolv|no such host|name or service not known|unknown host|ENOTFOUND/i;

/** How servers answer plain HTTP on a port for TLS: nginx, Apache, Go. */
const plainToTlsWords =
	/plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled server|HTTP request to an HTTPS server/i;

/** What a refusal by the proxy means: by its status, and where that is shared, by what it says. */
export function judgeProxyAnswer(answer: ProxyAnswer): Blocked {
	const {status, authority, headers} = answer;
	const said = [status, answer.statusText].join(' ').trim();
	// Whatever a proxy answers in its own name may carry its name, so that a mere presence is enough here.
	const product = recognizeAnswer({...answer, title: null})?.product;
	const signature = [product, headers[squidHeader]].filter(text => text !== undefined).join(', ');
	const words = `The proxy answered ${said} for ${authority}${signature === '' ? '' : ` (${signature})`}`;
	// Tinyproxy 1.11 answers credentials that it does not know with 401.
	if (status === 407 || status === 401) return judgeAuthentication(answer);
	if (status === 400 && plainToTlsWords.test(answer.body)) {
		return blocked('proxy.wrong-scheme', `${words}: it wants TLS on this port, so use https:// for it.`);
	}
	// A web server taken for a proxy says so with these; a proxy that minds only the port uses 403 and 405.
	if (status === 400 || status === 404 || status === 501 || (status === 405 && answer.port === 443)) {
		return blocked('proxy.protocol-error', `${words}${mayBeNoProxy}`, 'medium');
	}
	// RFC 6585 gives 511 to networks that want a login first, and no status from 600 on speaks of a host behind the proxy.
	if (status >= 500 && status < 600 && status !== 511) return judgeUpstream(answer, words, product);
	if (answer.port !== 443 && answer.port !== 80) {
		return blocked('proxy.port-denied', `${words}: proxies often let CONNECT pass to port 443 alone.`, 'medium');
	}
	return blocked('proxy.host-denied', `${words}.`);
}

function judgeAuthentication({status, headers, authenticated, authority, login}: ProxyAnswer): Blocked {
	const offered = offerWords(headers);
	if (login !== undefined) {
		return blocked(
			'proxy.auth-rejected',
			`The proxy rejected the ${loginNames[login.scheme]} login of this machine for ${authority} (${status}) and ${offered}.`,
		);
	}
	return authenticated
		? blocked(
				'proxy.auth-rejected',
				`The proxy rejected the user name or password for ${authority} (${status}) and ${offered}.`,
			)
		: blocked(
				'proxy.auth-required',
				`The proxy wants a user name and password for ${authority} (${status}) and ${offered}.${refusesBasic(headers) ? ' It does not offer Basic, so no password was sent.' : ''}`,
			);
}

/** What it means that a login was not made: the proxy had turned it down before, or this machine has no ticket. */
export function judgeUnsentLogin({
	request,
	status,
	headers,
	error,
}: Pick<HttpEvidence | ProxyEvidence, 'request' | 'status' | 'headers' | 'error'>): Blocked {
	const asked = status === null ? '' : ` (${status}) and ${offerWords(headers)}`;
	if (error?.code === loginWithoutTicket) {
		return blocked(
			'proxy.auth-required',
			`The proxy wants a login${asked}, and this machine has none of its own to give: ${error.message}.`,
		);
	}
	return blocked(
		'proxy.auth-rejected',
		`The proxy wants a ${error?.message === ticketSpared.message ? 'login' : 'user name and password'}${asked}, and rejected those given before: ${request} was ${error?.message}.`,
		'medium',
	);
}

/** The proxy names schemes, and Basic is none of them. */
function refusesBasic(headers: HeaderMap): boolean {
	const schemes = offeredSchemes(headers);
	return schemes.length > 0 && !schemes.includes('Basic');
}

function offerWords(headers: HeaderMap): string {
	const schemes = offeredSchemes(headers);
	return schemes.length === 0 ? 'names no scheme' : `offers ${schemes.join(', ')}`;
}

function judgeUpstream({status, headers, body}: ProxyAnswer, words: string, product: string | undefined): Blocked {
	const squid = headers[squidHeader];
	// Squid 5.7 answers 500 ERR_CANNOT_FORWARD for a name that does not exist. Its header says all; its page is mostly style.
	const isDns = squid === undefined ? dnsWords.test(body) : /^ERR_(?:DNS_FAIL|CANNOT_FORWARD)/.test(squid);
	if (isDns) {
		return blocked(
			'proxy.upstream-dns',
			`${words}: the proxy could not resolve the name.`,
			squid === undefined ? 'medium' : 'high',
		);
	}
	if (squid === 'ERR_READ_ERROR 0') {
		// Without an errno there was no connection to read from: squid 5.7 says so for a name that does not exist.
		return blocked('proxy.upstream-dns', `${words}: most likely it could not resolve the name.`, 'medium');
	}
	if (squid?.startsWith('ERR_SECURE_CONNECT_FAIL')) {
		return blocked(
			'proxy.upstream-unreachable',
			`${words}: the proxy could not make a TLS connection to the host that satisfies it.`,
		);
	}
	if (product === 'tinyproxy') {
		// Measured with 1.11.1: a name that does not exist and a host that refuses bring the same page.
		return blocked(
			'proxy.upstream-unreachable',
			`${words}: the proxy could not connect. Tinyproxy says the same when it can not resolve the name.`,
			'low',
		);
	}
	// Others answer 500 for a name that they can't resolve, and 502 to 504 for a host that they can't reach.
	if (status === 500)
		return blocked('proxy.upstream-dns', `${words}: most likely it could not resolve the name.`, 'low');
	return blocked(
		'proxy.upstream-unreachable',
		`${words}: the proxy could not reach the host.`,
		squid === undefined ? 'medium' : 'high',
	);
}

/**
 * What it means that the answer to a request for a whole URL is the proxy's own, known by the way in which it answers
 * other requests. Null where there is no such answer.
 */
export function judgeOwnAnswer(attempt: Attempt): Blocked | null {
	const http = httpOf(attempt);
	const asked = askedUrl(attempt);
	if (!http || http.status === null || asked === null || !isAskedAsWhole(http)) return null;
	const authority = asked.host;
	if (http.status < 300) {
		const said = [http.status, http.statusText].join(' ').trim();
		return blocked(
			'proxy.protocol-error',
			`The proxy answered ${said} for ${authority} itself${mayBeNoProxy}`,
			'medium',
		);
	}
	return judgeProxyAnswer({...http, status: http.status, authority, port: Number(asked.port || 80)});
}

/** The request named the whole URL, so that it went to a proxy, which may have answered itself. */
export function isAskedAsWhole({request}: Pick<HttpEvidence, 'request'>): boolean {
	return /^GET http:/.test(request);
}
