import type {HttpEvidence} from '../../evidence/types.ts';
import {blocked, type Failure} from '../failure.ts';
import {isInsidePlace, isOwnPlace, isSameService} from '../fingerprints/service-domains.ts';

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
export function findPortal(answer: HttpEvidence, {asked, isPublic, isExpected}: RedirectContext): URL | null {
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
