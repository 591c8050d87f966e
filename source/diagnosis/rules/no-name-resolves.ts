import {isIP} from 'node:net';
import {nameServersOf} from '../../evidence/stages.ts';
import type {JudgedRun, Result} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {dnsAnswerOf, serversOf} from '../describe-evidence.ts';
import {endpointNamesOf, hostOf, isDecided, proxyOf, soFar} from '../results.ts';
import type {FixStep} from '../types.ts';
import type {Group, Rule} from './types.ts';

/** Fewer names than this say nothing about name resolution as a whole. */
const namesWanted = 3;

/** The share of names that must fail. Closed networks know a few public names after all: mirrors, private zones. */
const shareWanted = 0.9;

/** A sinkhole is an answer: names do resolve then, only not to the truth. */
function isUnresolved({verdict}: Result): boolean {
	return verdict.status === 'blocked' && verdict.cause?.startsWith('dns.') === true && verdict.cause !== 'dns.sinkhole';
}

function whatTheySaid(failed: readonly Result[]): string {
	const counts = [...Map.groupBy(failed, result => dnsAnswerOf(result) ?? '')]
		.map(([answer, results]) => ({
			answer,
			names: uniqueOf(results.map(hostOf)),
		}))
		.sort((one, other) => other.names.length - one.names.length);
	const servers = serversOf(nameServersOf(failed));
	const parts = counts.map(({answer, names}) => `${answer} for ${countOf(names.length, 'name')}`);
	return `${servers.charAt(0).toUpperCase()}${servers.slice(1)} ${joinWords(parts)}.`;
}

function meaningOf(isNameless: boolean, hasProxy: boolean): string {
	if (hasProxy)
		return 'These endpoints bypass the proxy because of no_proxy, so this machine has to resolve them itself.';
	return isNameless
		? 'NXDOMAIN for so many public names usually means that this machine has no path to public DNS and is meant to use a proxy; no proxy is set.'
		: 'No proxy is set, so this machine has to resolve every name itself; many closed networks leave that to a proxy.';
}

function fixSteps(servers: string, hasProxy: boolean): FixStep[] {
	const letResolve = `let ${servers} resolve public names.`;
	const tryAnother = {
		requester: 'To try a name server that does, run the check from the command line with --dns ADDRESS.',
	};
	if (hasProxy) {
		return [
			'Take these hosts out of no_proxy, if they are meant to go through the proxy.',
			`L${letResolve.slice(1)}`,
			tryAnother,
		];
	}
	return [
		{
			requester:
				'Find out whether this network uses a proxy. If it does, name it (--proxy http://HOST:PORT): the proxy then resolves the names. This is the likely cure.',
		},
		`If there is no proxy: ${letResolve}`,
		tryAnother,
	];
}

/** `for all 57 endpoints that were probed` or `for 54 of the 57 endpoints …`, with the names that do resolve. */
function extentOf(failed: readonly Result[], direct: readonly Result[], hasProxy: boolean): string {
	const scope = hasProxy ? 'that bypass the proxy' : 'that were probed';
	const [failedCount, directCount] = [failed, direct].map(rows => endpointNamesOf(rows).length);
	if (failed.length === direct.length)
		return `for all ${countOf(failedCount ?? 0, 'endpoint')} ${scope}; no connection could be tried.`;
	const resolved = uniqueOf(direct.filter(result => !isUnresolved(result)).map(hostOf));
	return `for ${failedCount} of the ${countOf(directCount ?? 0, 'endpoint')} ${scope}; only ${joinWords(resolved, 5, ['name among the endpoints', 'names among the endpoints'])} could be resolved.`;
}

function find(unexplained: readonly Result[], run: JudgedRun): Group[] {
	const {settings} = run;
	const direct = unexplained.filter(
		result => isDecided(result) && proxyOf(result) === null && isIP(hostOf(result)) === 0,
	);
	const failed = direct.filter(isUnresolved);
	const names = uniqueOf(failed.map(hostOf)).length;
	if (names < namesWanted || names < shareWanted * uniqueOf(direct.map(hostOf)).length) return [];
	const hasProxy = settings.proxy.https !== null || settings.proxy.http !== null;
	const isNameless = failed.every(({verdict}) => verdict.cause === 'dns.nxdomain');
	return [
		{
			id: 'dns.no-name-resolves',
			title: `${failed.length === direct.length ? 'No name' : 'Hardly any name'} could be resolved${soFar(run)}`,
			owner: 'dns',
			why: [
				`Name resolution is what fails, ${extentOf(failed, direct, hasProxy)}`,
				whatTheySaid(failed),
				meaningOf(isNameless, hasProxy),
			].join(' '),
			fix: fixSteps(serversOf(nameServersOf(failed)), hasProxy),
			results: failed,
		},
	];
}

export const noNameResolves: Rule = {name: 'no-name-resolves', find};
