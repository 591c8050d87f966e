import {sourceAddressesOf} from '../../evidence/stages.ts';
import type {JudgedRun, Result} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {causeContextOf} from '../cause-context.ts';
import {hostsPhrase, onPortsPhrase} from '../cause-texts/phrases.ts';
import {describeEvidence} from '../describe-evidence.ts';
import {hostOf, isDecided, proxyNameOf, soFar} from '../results.ts';
import type {Group, Rule} from './types.ts';

/** Fewer hosts than this may all be missing from a list that holds others. */
const hostsWanted = 3;

function isDenied({verdict}: Result): boolean {
	return (
		verdict.status === 'blocked' && (verdict.cause === 'proxy.host-denied' || verdict.cause === 'proxy.port-denied')
	);
}

function explain(proxy: string, proxied: readonly Result[], run: JudgedRun): Group[] {
	const hosts = uniqueOf(proxied.map(hostOf));
	// Denied rows that nobody needs keep their own finding, so that no list of holes to open names them.
	const results = proxied.filter(({verdict}) => verdict.severity !== 'info');
	if (hosts.length < hostsWanted || !proxied.every(isDenied) || results.length === 0) return [];
	const sources = sourceAddressesOf(proxied);
	const here = sources.length === 0 ? 'this machine' : `this machine (${joinWords(sources)})`;
	const context = causeContextOf(results);
	return [
		{
			id: `proxy.denies-all@${proxy}`,
			title: run.complete ? 'The proxy denies everything' : 'The proxy denied everything so far',
			owner: 'proxy',
			why: `${proxy} denied every one of the ${countOf(hosts.length, 'host')} that were asked for through it${soFar(run)}. ${describeEvidence(results)} A rule for source addresses or for authentication is likelier than ${hosts.length} rules for hosts.`,
			fix: [
				`Look up ${here} in the log of ${proxy}, and see which rule denied it.`,
				`Let ${here} and the cluster nodes use the proxy: add their addresses to the clients that it serves, without authentication.`,
				`If hosts are allowed one by one, allow CONNECT to ${hostsPhrase(context)} ${onPortsPhrase(context)}.`,
				{
					requester:
						'Run the check again: which hosts are denied for themselves shows only once the proxy serves this machine.',
				},
			],
			remedy: 'allow',
			results,
		},
	];
}

/** A proxy that denies whatever it is asked for is one finding, and hardly a matter of hosts. */
export const proxyDeniesAll: Rule = {
	name: 'proxy-denies-all',
	find(unexplained, run) {
		const proxied = unexplained.filter(result => isDecided(result) && proxyNameOf(result) !== null);
		const groups = Map.groupBy(proxied, result => proxyNameOf(result) ?? '');
		return [...groups].flatMap(([proxy, results]) => explain(proxy, results, run));
	},
};
