import {offeredSchemes} from '../evidence/headers.ts';
import {nameServersOf, stagesOf, targetTlsOf} from '../evidence/stages.ts';
import type {TlsEvidence} from '../evidence/types.ts';
import {loopbackRule} from '../settings/no-proxy.ts';
import {authorityFault, refusalOf} from '../verdict/by-stage/chain-faults.ts';
import type {Result} from '../verdict/types.ts';
import {uniqueOf} from '../words.ts';
import {findIssuer} from './describe-evidence.ts';
import {hostOf, proxyNameOf} from './results.ts';
import type {CauseContext} from './types.ts';

/** What the fix of a finding may name, taken from its rows. */
export function causeContextOf(results: readonly Result[]): CauseContext {
	const [first] = results;
	return {
		proxy: first === undefined ? null : proxyNameOf(first),
		hosts: uniqueOf(results.map(ruleHostOf)),
		ports: uniqueOf(results.map(({planned}) => planned.target?.port ?? planned.requirement.port)),
		noProxyRules: uniqueOf(
			results.flatMap(({planned}) => planned.route?.noProxyRule ?? []).filter(rule => rule !== loopbackRule),
		),
		nameServers: nameServersOf(results),
		issuer: first === undefined ? null : findIssuer(first),
		loginSchemes: loginSchemesOf(results),
		authorityCures: uniqueOf(shownBy(results).flatMap(tls => authorityFault(tls)?.cure ?? [])),
		refusalCures: uniqueOf(shownBy(results).flatMap(tls => refusalOf(tls)?.cure ?? [])),
		uninspectable: uniqueOf(results.filter(({planned}) => planned.requirement.noInspection).map(ruleHostOf)),
	};
}

function loginSchemesOf(results: readonly Result[]): string[] {
	return uniqueOf(
		stagesOf(results).flatMap(stage =>
			(stage.stage === 'proxy' || stage.stage === 'http') && (stage.status === 407 || stage.status === 401)
				? offeredSchemes(stage.headers)
				: [],
		),
	);
}

/** The name that a rule needs: the wildcard itself where a public stand-in was probed for it. */
function ruleHostOf(result: Result): string {
	return result.planned.target?.sampled ? result.planned.requirement.pattern : hostOf(result);
}

/** The handshake that decided each row. */
function shownBy(results: readonly Result[]): TlsEvidence[] {
	return results.flatMap(({attempts}) => {
		const last = attempts.at(-1);
		return (last && targetTlsOf(last)) ?? [];
	});
}
