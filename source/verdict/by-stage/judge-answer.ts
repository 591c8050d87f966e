import type {Requirement} from '../../catalog/types.ts';
import {targetTlsOf} from '../../evidence/stages.ts';
import type {Attempt, HttpEvidence, TlsEvidence} from '../../evidence/types.ts';
import {safeText} from '../../safe-text.ts';
import {blocked, type Failure} from '../failure.ts';
import {recognizeAnswer} from '../fingerprints/recognize-answer.ts';
import type {Recognition} from '../fingerprints/types.ts';
import {differsFromFixedBody, isProven} from './judge-http.ts';
import {isAskedAsWhole} from './judge-own-answer.ts';
import {judgeProxyAnswer} from './judge-proxy.ts';
import {findPortal, isRedirectHome, judgeRedirect} from './judge-redirect.ts';

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
