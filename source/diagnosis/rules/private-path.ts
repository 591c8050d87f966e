import {isIP} from 'node:net';
import {isMadeUpAddress, isPrivateAddress} from '../../evidence/addresses.ts';
import {nameServersOf, targetDnsOf} from '../../evidence/stages.ts';
import type {DnsEvidence} from '../../evidence/types.ts';
import type {Cause} from '../../verdict/causes.ts';
import type {Result} from '../../verdict/types.ts';
import {joinWords, uniqueOf} from '../../words.ts';
import {causeContextOf} from '../cause-context.ts';
import {addressSeen, hostOfFinding, onPortsPhrase} from '../cause-texts/phrases.ts';
import {describeEvidence} from '../describe-evidence.ts';
import {hostOf, proxyOf} from '../results.ts';
import type {Group, Rule} from './types.ts';

/** How a path to an address fails, whoever stands on it. */
const pathCauses: ReadonlySet<Cause> = new Set<Cause>([
	...(['tcp.refused', 'tcp.timeout', 'tcp.reset', 'tcp.unreachable', 'tcp.prohibited'] as const),
	...(['tls.reset', 'tls.closed', 'tls.timeout'] as const),
]);

/** How a name fails that the zone of its alias does not have. */
const zoneCauses: ReadonlySet<Cause> = new Set<Cause>(['dns.nxdomain', 'dns.no-answer', 'dns.servfail']);

/** How a private endpoint fails that belongs to another name. */
const nameCauses: ReadonlySet<Cause> = new Set<Cause>(['tls.hostname-mismatch']);

/** Aliases that Azure's public zones give to names with a private endpoint. */
const privateLinkAlias = /(?:^|\.)privatelink\./i;

function nameOf({attempts}: Result): DnsEvidence | undefined {
	return attempts.map(targetDnsOf).findLast(evidence => evidence !== undefined);
}

function leadsTo(result: Result, causes: ReadonlySet<Cause>, isThere: (address: string) => boolean): boolean {
	const {status, cause} = result.verdict;
	const addresses = nameOf(result)?.addresses ?? [];
	return (
		status === 'blocked' &&
		cause !== null &&
		causes.has(cause) &&
		proxyOf(result) === null &&
		isIP(hostOf(result)) === 0 &&
		addresses.length > 0 &&
		addresses.every(({address}) => isThere(address))
	);
}

const leadsToPrivatePlace = (result: Result): boolean => leadsTo(result, pathCauses, isPrivateAddress);
const leadsToMadeUpPlace = (result: Result): boolean => leadsTo(result, pathCauses, isMadeUpAddress);
const leadsToAnothersPlace = (result: Result): boolean => leadsTo(result, nameCauses, isPrivateAddress);

function endsInPrivateZone(result: Result): boolean {
	const {status, cause} = result.verdict;
	const aliases = nameOf(result)?.aliases ?? [];
	return (
		status === 'blocked' &&
		cause !== null &&
		zoneCauses.has(cause) &&
		aliases.some(alias => privateLinkAlias.test(alias))
	);
}

function explainPath(id: string, results: readonly Result[]): Group {
	const names = results.flatMap(result => nameOf(result) ?? []);
	const places = joinWords(
		uniqueOf(names.flatMap(({addresses}) => addresses.map(({address}) => address))),
		5,
		addressSeen,
	);
	const aliases = uniqueOf(names.flatMap(({aliases}) => aliases));
	const hosts = joinWords(uniqueOf(results.map(hostOf)), 5, hostOfFinding);
	const ports = onPortsPhrase(causeContextOf(results));
	return {
		id,
		title: 'No way to a private address',
		owner: 'network',
		why: `${describeEvidence(results)} The name leads to a private address (${places})${aliases.length === 0 ? '' : ` by the alias ${joinWords(aliases, 3, ['alias', 'aliases'])}`}: a private endpoint, or a name server of your own. No rule of a firewall to the internet concerns it.`,
		fix: [
			`Make a way from this machine and from the cluster nodes to ${places} ${ports}: a route, a peering of the virtual networks, and a network security group that lets it through.`,
			`If the private endpoint is gone or belongs to another network, let the name servers answer the public address of ${hosts}: take its record out of the private zone, or the link of that zone to this network.`,
		],
		results,
	};
}

function placesOf(results: readonly Result[]): string {
	const names = results.flatMap(result => nameOf(result) ?? []);
	return joinWords(uniqueOf(names.flatMap(({addresses}) => addresses.map(({address}) => address))), 5, addressSeen);
}

function explainMadeUp(id: string, results: readonly Result[]): Group {
	const places = placesOf(results);
	const hosts = joinWords(uniqueOf(results.map(hostOf)), 5, hostOfFinding);
	return {
		id,
		title: 'The name leads to an address that was made up',
		owner: 'dns',
		why: `${describeEvidence(results)} The name leads to ${places}, which no service on the internet has: a name server, a filter or a proxy client on this machine made it up. No rule of a firewall to the internet concerns it.`,
		fix: [
			`Let the name servers answer the public address of ${hosts}, for this machine and for the cluster nodes.`,
			{requester: 'If a VPN or proxy client on this machine answers for names, switch it off and run the check again.'},
		],
		results,
	};
}

function explainAnothers(id: string, results: readonly Result[]): Group {
	const places = placesOf(results);
	const hosts = joinWords(uniqueOf(results.map(hostOf)), 5, hostOfFinding);
	return {
		id,
		title: 'The private address belongs to another name',
		owner: 'dns',
		why: `${describeEvidence(results)} The name leads to a private address (${places}), where something else answers: the private endpoint of another resource, or a server of your own.`,
		fix: [
			`Compare the record of ${hosts} in the private zone with the address of its private endpoint: ${places} shows a certificate for another name.`,
			'If there is no private endpoint for it, take the record out of the private zone, or the link of that zone to this network, so that the public address is found again.',
		],
		results,
	};
}

function explainZone(id: string, results: readonly Result[]): Group {
	const aliases = joinWords(uniqueOf(results.flatMap(result => nameOf(result)?.aliases ?? [])), 5, [
		'alias',
		'aliases',
	]);
	const servers = joinWords(nameServersOf(results), 3, 'name server') || 'the name server';
	return {
		id,
		title: 'The private zone has no record for the name',
		owner: 'dns',
		why: `${describeEvidence(results)} The name exists: it is an alias of ${aliases}, and the private zone that answers for that here has no address for it.`,
		fix: [
			`Add a record for ${aliases} with the address of the private endpoint to the private zone that ${servers} answers from.`,
			'If there is no private endpoint for it in this network, take the link of that zone to this network away, so that the public address is found again.',
		],
		results,
	};
}

/** Private addresses and their aliases as evidence of a failure: other teams and other cures than those of the internet. */
export const privatePath: Rule = {
	name: 'private-path',
	find(unexplained) {
		const byCause = (results: readonly Result[]) => [...Map.groupBy(results, ({verdict}) => verdict.cause)];
		return [
			...byCause(unexplained.filter(endsInPrivateZone)).map(([cause, of]) => explainZone(`private.${cause}`, of)),
			...byCause(unexplained.filter(leadsToPrivatePlace)).map(([cause, of]) => explainPath(`private.${cause}`, of)),
			...byCause(unexplained.filter(leadsToMadeUpPlace)).map(([cause, of]) => explainMadeUp(`made-up.${cause}`, of)),
			...byCause(unexplained.filter(leadsToAnothersPlace)).map(([cause, of]) =>
				explainAnothers(`private.${cause}`, of),
			),
		];
	},
};
