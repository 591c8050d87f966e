import type {Requirement} from '../../catalog/types.ts';
import {isMadeUpAddress, isPrivateAddress} from '../../evidence/addresses.ts';
import {targetDnsOf, targetTlsOf} from '../../evidence/stages.ts';
import type {Attempt, HttpEvidence} from '../../evidence/types.ts';
import type {Failure} from '../failure.ts';
import {isOwnPlace, isSameService} from '../fingerprints/service-domains.ts';
import {isRedirectHome, pageTarget, redirectTarget, speaksOfPortal} from './judge-answer.ts';

/** What is known when an answer came without a witness. */
type Scene = {
	readonly requirement: Requirement;
	readonly attempt: Attempt;
	readonly http: HttpEvidence;
	readonly status: number;
	readonly asked: URL | null;
	/** The catalog knows this status from the healthy service. */
	readonly isExpected: boolean;
};

type Doubt = {readonly why: (scene: Scene) => string; readonly holds: (scene: Scene) => boolean};

/**
 * What makes an answer doubtful that nobody vouches for: plain HTTP, or TLS whose certificate is not judged. Anything on
 * the way can have given it, so that it counts only where it is what the service is known to give, or at least nothing
 * that filters and portals give as well. Whatever comes with a proof never gets here.
 */
const doubts: readonly Doubt[] = [
	{
		// A redirect is the service's own if it stays with its owner, and does not lead to a page for signing in there.
		why: ({http}) => `redirects to ${http.headers.location || 'nowhere'}, as a portal or a filter may`,
		holds: ({status, http, asked}) => isRedirect(status) && !isPlausibleRedirect(http, asked),
	},
	{
		why: () => 'reads like the page of a filter or a portal',
		holds: ({status, http}) => !isRedirect(status) && readsLikeBarrier(http),
	},
	{
		why: () => 'sends its reader on to a host that is not its own',
		holds: ({status, http, asked}) => !isRedirect(status) && leadsAway(http, asked),
	},
	{
		why: () => 'has a status that only a request for another protocol can have',
		holds: ({status, http}) => status < 200 && !http.upgrade,
	},
	{
		// Success where the catalog knows of failure alone: a page of somebody else.
		why: describeExpected,
		holds: ({status, requirement: {expect}}) =>
			isSuccess(status) && expect.statuses.length > 0 && !expect.statuses.some(isSuccess),
	},
	{
		// A redirect where the catalog knows of none: a device that wants TLS for everything sends its reader home, too.
		why: describeExpected,
		holds: ({status, requirement: {expect}, attempt}) =>
			isRedirect(status) &&
			expect.statuses.length > 0 &&
			!expect.statuses.some(isRedirect) &&
			targetTlsOf(attempt) === undefined,
	},
	{
		// Responders for certificates do answer so; where that was not measured, anything on the way may.
		why: () => 'is empty, so that nothing in it is the service’s own',
		holds: ({status, http, requirement: {expect}, attempt}) =>
			isSuccess(status) && http.body === '' && expect.basis !== 'measured' && targetTlsOf(attempt) === undefined,
	},
	{
		why: scene =>
			scene.requirement.expect.statuses.length > 0
				? describeExpected(scene)
				: 'is one that proxies and firewalls give as well',
		holds: ({status, isExpected, attempt, http}) =>
			status >= 400 && !isExpected && (targetTlsOf(attempt) === undefined || isForPeople(http)),
	},
	{
		why: () => 'comes from a private address, or a made-up one, which the public service does not have',
		holds: ({requirement, attempt, asked}) =>
			requirement.features.length > 0 && asked !== null && !isOwnPlace(asked.hostname) && isAtOwnAddress(attempt),
	},
];

/** Why an answer without a witness proves nothing, or null: nothing speaks against it. */
export function judgeUnwitnessedAnswer(
	requirement: Requirement,
	attempt: Attempt,
	http: HttpEvidence,
	asked: URL | null,
): Failure | null {
	const {status} = http;
	if (status === null) return null;
	const scene = {requirement, attempt, http, status, asked, isExpected: requirement.expect.statuses.includes(status)};
	const doubt = doubts.find(({holds}) => holds(scene));
	if (doubt === undefined) return null;
	const said = [status, http.statusText].join(' ').trim();
	const tls = targetTlsOf(attempt);
	const isInspected = tls?.trust === 'private';
	const channel = !tls ? 'plain HTTP' : isInspected ? 'TLS that is inspected' : 'TLS whose certificate is not judged';
	return {
		kind: 'doubtful',
		detail: `${http.request} was answered ${said} in ${channel}, where nothing proves who answered, and the answer ${doubt.why(scene)}.`,
	};
}

function describeExpected({requirement: {expect}}: Scene): string {
	return `is not what the service is known to answer (${expect.statuses.join(', ')})`;
}

function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}

function isRedirect(status: number): boolean {
	return status >= 300 && status < 400;
}

function isPlausibleRedirect(http: HttpEvidence, asked: URL | null): boolean {
	const target = asked === null ? null : redirectTarget(http, asked);
	if (target === null || asked === null || !isRedirectHome(http, asked)) return false;
	return target.protocol === 'https:' || !speaksOfPortal(target);
}

function leadsAway(http: HttpEvidence, asked: URL | null): boolean {
	const target = asked === null ? null : pageTarget(http, asked);
	return target !== null && asked !== null && !isSameService(target.hostname, asked.hostname);
}

/** Services for programs answer those in JSON or plain text; the pages of filters are HTML. */
function isForPeople({body, headers}: HttpEvidence): boolean {
	return /^\s*</.test(body) || headers['content-type']?.includes('html') === true;
}

function isAtOwnAddress(attempt: Attempt): boolean {
	const dns = targetDnsOf(attempt);
	if (!dns || targetTlsOf(attempt) !== undefined || (dns.source !== 'server' && dns.source !== 'system')) return false;
	return (
		dns.addresses.length > 0 &&
		dns.addresses.every(({address}) => isPrivateAddress(address) || isMadeUpAddress(address))
	);
}

/** What stands in the title of a page that bars the way, or wants a sign-in first. */
const titleWords =
	/\b(?:block(?:ed|ing)?|denied|forbidden|restricted|not allowed|prohibited|web ?filter|content filter|firewall|captive|portal|sign.?in|log.?in|log.?on|authentication|disclaimer|terms of (?:use|service))\b/i;

/** Sentences in which a page says that it stands in place of another. A single word such as "policy" is on any page. */
const bodyWords =
	/\b(?:access|request|site|website|page|url|address|connection|content|category)\b[^.<>]{0,60}\b(?:blocked|denied|restricted|not allowed|prohibited|forbidden)\b|\bweb ?filter|\bcontent filter|\bcaptive portal\b/i;

const passwordField = /<input[^>]{0,200}type\s*=\s*["']?password/i;

/** Whether a page reads like that of a filter or a portal. No evidence on its own: healthy services have such pages too. */
function readsLikeBarrier({title, body}: Pick<HttpEvidence, 'title' | 'body'>): boolean {
	// What a service says in JSON is its own: such pages are written for people.
	if (/^\s*[[{]/.test(body)) return false;
	return titleWords.test(title ?? '') || bodyWords.test(body) || passwordField.test(body);
}
