import {formatProxy} from '../../settings/proxy-url.ts';
import type {JudgedRun, Result} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {hostOf, isDecided, proxyOf, soFar} from '../results.ts';
import type {Group, Rule} from './types.ts';

/** Fewer hosts than this may all be meant to go past the proxy. */
const hostsWanted = 3;

/** `no_proxy rule ".com" (12 hosts)`, the most frequent first. */
function reasonsOf(direct: readonly Result[]): string[] {
	return [...Map.groupBy(direct, ({planned}) => planned.route?.reason ?? '')]
		.map(([reason, results]) => ({reason, count: uniqueOf(results.map(hostOf)).length}))
		.sort((one, other) => other.count - one.count)
		.map(({reason, count}) => `${reason} (${countOf(count, 'host')})`);
}

function find(_unexplained: readonly Result[], run: JudgedRun): Group[] {
	const {
		settings: {proxy},
		results: all,
	} = run;
	const name = proxy.https ?? proxy.http;
	const decided = all.filter(isDecided);
	const hosts = uniqueOf(decided.map(hostOf));
	if (name === null || hosts.length < hostsWanted || decided.some(result => proxyOf(result) !== null)) return [];
	const isSchemeMissing = proxy.https === null;
	return [
		{
			id: 'proxy.without-effect',
			title: 'The proxy that is set has no effect',
			owner: 'you',
			severity: 'warning',
			why: `${formatProxy(name)} is set, but all ${countOf(hosts.length, 'host')} that were probed${soFar(run)} go past it: ${joinWords(reasonsOf(decided), 3, 'reason')}.`,
			fix: [
				isSchemeMissing
					? 'Set the proxy for HTTPS endpoints as well (--https-proxy, or --proxy for both): nearly every endpoint is HTTPS.'
					: 'Take the rules named above out of no_proxy, and leave only what is inside the cluster and the own network.',
				'If direct access is what you want, drop the proxy from the settings and from az connectedk8s connect.',
			],
			results: [],
		},
	];
}

/** A proxy that no target uses: the rows that fail have causes of their own, but this is why they take that way. */
export const proxyWithoutEffect: Rule = {name: 'proxy-without-effect', find};
