import {type FamilyDifference, familyDifference} from '../../verdict/second-family.ts';
import type {Result} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {addressSeen, hostOfFinding} from '../cause-texts/phrases.ts';
import {hostOf} from '../results.ts';
import type {Group, Rule} from './types.ts';

type Seen = {readonly result: Result; readonly difference: FamilyDifference};

const answered = new Set(['reachable', 'intercepted', 'unstable']);

const titles: {readonly [kind in FamilyDifference['kind']]: (family: string) => string} = {
	unconnected: family => `${family} leads nowhere where the other family works`,
	handshake: family => `TLS fails over ${family} and works over the other family`,
	certificate: family => `Another certificate over ${family}`,
	answer: family => `Another answer over ${family}, or none`,
};

function explain(key: string, seen: readonly Seen[]): Group[] {
	const [first] = seen;
	if (!first) return [];
	const {family, kind, sentence} = first.difference;
	const name = `IPv${family}`;
	const hosts = uniqueOf(seen.map(({result}) => hostOf(result)));
	const addresses = uniqueOf(seen.map(({difference}) => difference.address));
	return [
		{
			id: `second-family.${key}`,
			title: titles[kind](name),
			owner: 'network',
			severity: 'warning',
			why: `${countOf(hosts.length, 'host')} (${joinWords(hosts, 3, hostOfFinding)}) ${hosts.length === 1 ? 'answers' : 'answer'} over one address family only, or otherwise over the other. ${sentence}`,
			fix: [
				`Let ${name} to ${joinWords(hosts, 3, hostOfFinding)} (${joinWords(addresses, 3, addressSeen)}) pass as the other family does: look for the firewall, tunnel or route that only one of them takes.`,
				`Or take ${name} off this machine and the nodes, if the network does not offer it: programs that find it try it first.`,
			],
			results: seen.map(({result}) => result),
		},
	];
}

/** Targets that answer, and do so over one family alone: clients which choose the other one fail by chance. */
export const secondFamily: Rule = {
	name: 'second-family',
	// Also where another finding has its rows: they stay behind that one, and are named here as well.
	find(_unexplained, {results}) {
		const seen = results.flatMap((result): Seen[] => {
			const last = result.attempts.at(-1);
			const difference = last && answered.has(result.verdict.status) ? familyDifference(last) : null;
			return difference === null ? [] : [{result, difference}];
		});
		const groups = Map.groupBy(seen, ({difference: {family, kind}}) => `ipv${family}.${kind}`);
		return [...groups].flatMap(([key, rows]) => explain(key, rows));
	},
};
