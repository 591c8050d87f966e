import type {Requirement} from '../../catalog/types.ts';
import {targetTlsOf} from '../../evidence/stages.ts';
import type {Attempt, HttpEvidence, TlsEvidence} from '../../evidence/types.ts';
import {safeText} from '../../safe-text.ts';
import {blocked, type Failure} from '../failure.ts';
import type {Recognition} from '../fingerprints/answer-fingerprints.ts';
import {recognizeAnswer} from '../fingerprints/recognize.ts';
import {isInsidePlace, isOwnPlace, isSameService} from '../fingerprints/service-domains.ts';
import {differsFromFixedBody, isProven} from './judge-http.ts';
import {isAskedAsWhole, judgeProxyAnswer} from './judge-proxy.ts';

/**
 * An answer came: is it the service's, or that of something in between? Null unless there is evidence that it is not
 * the service's: whatever else a service answers, it was reached.
 */
export function judgeAnswer(
	requirement: Requirement,
	attempt: Attempt,
	http: HttpEvidence,
	asked: URL | null,
): Failure | null {
	const tls = targetTlsOf(attempt);
	const recognized = recognizePage(http, asked);
	// Nobody in between can have set the status of an answer over a chain that verifies publicly.
	const recognition = tls?.trust === 'public' && recognized?.isByStatusAlone ? null : recognized;
	const byProxy = judgeProxyWords(attempt, http, tls, asked, recognition);
	if (byProxy) return byProxy;
	if (isProven(requirement, http, asked)) return null;
	const isExpected = http.status !== null && (requirement?.expect.statuses.includes(http.status) ?? false);
	const isPublic = tls?.trust === 'public';
	return (
		judgePortal(http, asked, {isPublic, isExpected}, recognition) ??
		judgeUpgrade(requirement, http, tls, recognition) ??
		judgePage(http, tls, recognition) ??
		differsFromFixedBody(requirement, http)
	);
}

/** Who spoke over a connection that was rejected, if it is evident that it was not the service. */
export function describeStranger(http: HttpEvidence, asked: URL | null): string | null {
	const page = describePage(http, recognizePage(http, asked));
	if (page !== null || asked === null) return page;
	const portal = findPortal(http, {asked, isPublic: false, isExpected: false});
	return portal === null ? null : `a redirect to ${portal.host}`;
}

/** `a block page of Zscaler, titled "…"`, or null: no page of a product that stands in between. */
function describePage(http: HttpEvidence, recognition: Recognition | null): string | null {
	if (recognition === null || recognition.kind === 'presence') return null;
	const what = {'block-page': 'a block page', portal: 'a login page', 'proxy-error': 'an error page'}[recognition.kind];
	return `${what} of ${recognition.product}${titleWords(http)}`;
}

/** The page that an answer is, if a known product made it. A redirect to the service's own owner is none. */
function recognizePage(http: HttpEvidence, asked: URL | null): Recognition | null {
	const recognition = recognizeAnswer(http);
	if (recognition === null || recognition.kind === 'presence') return null;
	return asked !== null && isRedirectHome(http, asked) ? null : recognition;
}

/**
 * What the proxy said in its own name. A plain HTTP request goes to it as a whole URL, so that both the proxy and the
 * origin can have answered; and one that inspects TLS writes its errors into the tunnel. Only 407 and the pages of
 * forward proxies are laid at its door: a forwarded 403 is the origin's.
 */
function judgeProxyWords(
	{stages}: Attempt,
	http: HttpEvidence,
	tls: TlsEvidence | undefined,
	asked: URL | null,
	recognition: Recognition | null,
): Failure | null {
	const isViaProxy = stages.some(stage => stage.stage === 'tcp' && stage.of === 'proxy');
	if (!isViaProxy || http.status === null || asked === null) return null;
	const isAbsolute = isAskedAsWhole(http);
	const isOwnPage =
		recognition?.isForwardProxy === true &&
		!isForwarded(http, recognition.product) &&
		(recognition.kind === 'proxy-error' || (recognition.kind === 'block-page' && isAbsolute));
	const isOwn = isAbsolute
		? http.status === 407 || isOwnPage
		: (http.status === 407 || isOwnPage) && tls !== undefined && tls.trust !== 'public';
	if (!isOwn) return null;
	const port = Number(asked.port || (isAbsolute ? 80 : 443));
	return judgeProxyAnswer({...http, status: http.status, authority: asked.host, port});
}

/**
 * Whether another proxy handed the page on. Measured with squid 5.7 and tinyproxy 1.11: a proxy signs its own page with
 * one hop in Via, or with none, and each proxy that passes an answer on adds a hop.
 */
function isForwarded({headers}: HttpEvidence, product: string): boolean {
	const hops = (headers.via ?? '').split(',').filter(hop => hop.trim() !== '');
	const [own] = hops;
	const word = product.split(' ')[0]?.toLowerCase() ?? '';
	return hops.length > 1 || (own !== undefined && !own.toLowerCase().includes(word));
}

function judgePortal(
	http: HttpEvidence,
	asked: URL | null,
	context: {readonly isPublic: boolean; readonly isExpected: boolean},
	recognition: Recognition | null,
): Failure | null {
	if (recognition?.kind === 'portal') {
		return blocked('http.portal', `${http.request} was answered by ${describePage(http, recognition)}.`);
	}
	if (recognition !== null || asked === null) return null;
	return judgeRedirect(http, {asked, ...context});
}

/**
 * An upgrade was asked for. Over a connection that verifies publicly whatever comes is the service's own word, unless it
 * is a known page; over one that is intercepted, only an answer that the service is known for.
 */
function judgeUpgrade(
	requirement: Requirement,
	http: HttpEvidence,
	tls: TlsEvidence | undefined,
	recognition: Recognition | null,
): Failure | null {
	if (!http.upgrade || http.status === null) return null;
	const page = describePage(http, recognition);
	if (page !== null) {
		return blocked(
			'http.websocket-denied',
			`The request for a WebSocket was answered by ${page} (${http.status}), not by the service.`,
		);
	}
	const statuses = requirement?.expect.statuses ?? [];
	const isKnown = http.status === 101 || statuses.length === 0 || statuses.includes(http.status);
	if (tls === undefined || tls.trust === 'public' || isKnown) return null;
	return blocked(
		'http.websocket-denied',
		`The request for a WebSocket was answered with ${http.status} over an intercepted connection; the service itself answers ${statuses.join(' or ')}.`,
		'medium',
	);
}

/** A known page in place of the service's answer. */
function judgePage(http: HttpEvidence, tls: TlsEvidence | undefined, recognition: Recognition | null): Failure | null {
	const page = describePage(http, recognition);
	if (page === null) return null;
	const isPublic = tls?.trust === 'public';
	// Behind a certificate that verifies publicly, a proxy's error is that of a proxy before the service itself.
	if (isPublic && recognition?.kind === 'proxy-error') return null;
	const remark = isPublic ? ', though over a certificate that verifies publicly' : '';
	return blocked(
		'http.block-page',
		`${http.request} was answered by ${page} (${http.status})${remark}, not by the service.`,
		isPublic || recognition?.kind === 'proxy-error' ? 'medium' : 'high',
	);
}

function titleWords({title}: HttpEvidence): string {
	return title === null ? '' : `, titled "${safeText(title, 80)}"`;
}

/** Labels of a host and parts of a path that speak of signing in, of a notice, or of a block. */
const portalWords = new Set([
	'auth',
	'authenticate',
	'authentication',
	'block',
	'blocked',
	'blocking',
	'blockpage',
	'captive',
	'captiveportal',
	'denied',
	'deny',
	'disclaimer',
	'forbidden',
	'guest',
	'hotspot',
	'login',
	'logon',
	'notice',
	'notification',
	'notify',
	'portal',
	'restricted',
	'saml',
	'sign-in',
	'signin',
	'splash',
	'sso',
	'usercheck',
	'warning',
	'webfilter',
]);

export type RedirectContext = {
	/** What was asked for. */
	readonly asked: URL;
	/** The answer came over TLS that verifies publicly, so that the service itself sent it. */
	readonly isPublic: boolean;
	/** The catalog knows this status from the healthy service. */
	readonly isExpected: boolean;
};

/** Whether an answer sends its reader to the login or the notice of somebody else. */
export function judgeRedirect(answer: HttpEvidence, context: RedirectContext): Failure | null {
	if (answer.status === 511) {
		// RFC 6585: sent by what stands in between, never by an origin.
		return blocked('http.portal', `${answer.request} was answered by a network that wants a sign-in first (511).`);
	}
	if (answer.status === 407 && !context.isPublic) {
		// RFC 9110 (15.5.8): sent by a proxy, which here nobody asked.
		return blocked(
			'http.portal',
			`${answer.request} was answered by a proxy in between that wants a sign-in first (407).`,
		);
	}
	const target = findPortal(answer, context);
	if (target === null) return null;
	return blocked(
		'http.portal',
		`${answer.request} was redirected (${answer.status}) to ${target.host}, which is not the service's own: a login or notice of the network.`,
		isInsidePlace(target.hostname) ? 'high' : 'medium',
	);
}

/**
 * The login or notice of somebody else that an answer redirects to, or null. Two things excuse a login page in HTTPS
 * under a public name, which a service may well have with a provider of identities: the status is one that the service
 * is known for, or nobody else could have sent it. Nothing excuses an address, an inside name, or plain HTTP.
 */
function findPortal(answer: HttpEvidence, {asked, isPublic, isExpected}: RedirectContext): URL | null {
	// Whoever answers over verified TLS is the service, whose pages may lead wherever they like.
	const target = redirectTarget(answer, asked) ?? (isPublic ? null : pageTarget(answer, asked));
	if (target === null || isAtHome(target, asked)) return null;
	if (isInsidePlace(target.hostname)) return target;
	const isExcused = target.protocol === 'https:' && (isPublic || isExpected);
	return speaksOfPortal(target) && !isExcused ? target : null;
}

/** The redirect stays with the service, so it is no block page, whatever its words are. */
export function isRedirectHome(answer: HttpEvidence, asked: URL): boolean {
	const target = redirectTarget(answer, asked);
	return target !== null && isAtHome(target, asked);
}

/** Where a redirect leads, or null: no redirect, or not one to a web page. */
export function redirectTarget({status, headers}: HttpEvidence, asked: URL): URL | null {
	if (status === null || status < 300 || status > 399) return null;
	if (!headers.location) return null;
	const target = URL.parse(headers.location, asked.href);
	return target && /^https?:$/.test(target.protocol) ? target : null;
}

/** How a page sends its reader on without a status: the Refresh header, its twin in HTML, or a line of script. */
const pageRedirects = [
	/<meta[^>]{0,100}http-equiv\s*=\s*["']?refresh[^>]{0,100}url\s*=\s*["']?([^"'>\s]{1,500})/i,
	/(?:window|document|top|self)\.location(?:\.href)?\s*=\s*["']([^"']{1,500})["']/i,
	/\blocation\.(?:replace|assign)\(\s*["']([^"']{1,500})["']/i,
];

/** Where a page leads its reader by itself, or null. */
export function pageTarget({headers, body}: HttpEvidence, asked: URL): URL | null {
	const [, refresh] = /url\s*=\s*["']?([^"'\s]{1,500})/i.exec(headers.refresh ?? '') ?? [];
	const found = [refresh, ...pageRedirects.map(pattern => pattern.exec(body)?.[1])].find(text => text !== undefined);
	const target = found === undefined ? null : URL.parse(found, asked.href);
	return target && /^https?:$/.test(target.protocol) ? target : null;
}

function isAtHome(target: URL, asked: URL): boolean {
	// What a host of one's own network redirects to is that network's business.
	return isSameService(target.hostname, asked.hostname) || isOwnPlace(asked.hostname);
}

/** Whether an address speaks of signing in, of a notice, or of a block. */
export function speaksOfPortal({hostname, pathname}: URL): boolean {
	const parts = [...hostname.split('.'), ...pathname.toLowerCase().split(/[^a-z0-9-]/)];
	return parts.some(part => portalWords.has(part) || part.split('-').some(word => portalWords.has(word)));
}
