import {askedUrl, httpOf} from '../../evidence/stages.ts';
import type {Attempt, HttpEvidence} from '../../evidence/types.ts';
import {type Blocked, blocked, mayBeNoProxy} from '../failure.ts';
import {judgeProxyAnswer} from './judge-proxy.ts';

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
