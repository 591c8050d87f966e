import {loginSparedCode} from '../../evidence/codes.ts';
import {formatHostPort} from '../../host-port.ts';
import type {Result} from '../types.ts';
import {asUnverified} from '../unverified.ts';

/**
 * Holds rejected logins against the others of the run. Where the same proxy opened a tunnel to the same user, the
 * password is right: a 407 is then how it denies a host (squid does, where the last word of its rule is about users),
 * and what was not tried because of the password was not tested.
 */
export function reviseLogins(results: readonly Result[]): Result[] {
	const obliging = new Set(results.filter(hasLoggedIn).map(proxyOf));
	return results.map(result => {
		const isRejected = result.verdict.status === 'blocked' && result.verdict.cause === 'proxy.auth-rejected';
		if (!isRejected || !obliging.has(proxyOf(result))) return result;
		return wasSpared(result)
			? asUnverified(result, `Not tested: ${result.verdict.detail} Then it took them for another host.`)
			: denyByRule(result);
	});
}

function denyByRule(result: Result): Result {
	const {verdict} = result;
	return {
		...result,
		verdict: {
			...verdict,
			cause: 'proxy.host-denied',
			confidence: 'high',
			detail: `${verdict.detail} It takes them for other hosts, so it denies this one to the user.`,
		},
	};
}

/** Without credentials another tunnel had been refused or not asked for, so that one with them shows that they were taken. */
function hasLoggedIn({attempts}: Result): boolean {
	return attempts.some(({stages}) => stages.some(stage => stage.stage === 'proxy' && stage.authenticated && stage.ok));
}

function wasSpared({attempts}: Result): boolean {
	return attempts.at(-1)?.stages.at(-1)?.error?.code === loginSparedCode;
}

function proxyOf({planned: {route}}: Result): string {
	return route?.proxy ? `${route.proxy.username}@${formatHostPort(route.proxy.host, route.proxy.port)}` : '';
}
