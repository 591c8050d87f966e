import {isIP} from 'node:net';
import {isMadeUpAddress, isPrivateAddress} from '../../evidence/addresses.ts';
import {nameServersOf, targetDnsOf} from '../../evidence/stages.ts';
import type {DnsEvidence} from '../../evidence/types.ts';
import {privateServiceOf} from '../../plan/requirements.ts';
import type {PrivateService} from '../../settings/private-services.ts';
import type {Cause} from '../../verdict/causes.ts';
import type {JudgedRun, Result, Severity} from '../../verdict/types.ts';
import {joinWords, uniqueOf} from '../../words.ts';
import {addressSeen, hostOfFinding, onPortsPhrase} from '../cause-texts/phrases.ts';
import {causeContextOf} from '../cause-texts.ts';
import {describeEvidence} from '../describe-evidence.ts';
import {hostOf, proxyOf} from '../results.ts';
import type {Group, Rule} from '../types.ts';

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
	if (status !== 'blocked' || cause === null || !causes.has(cause)) return false;
	if (proxyOf(result) !== null || isIP(hostOf(result)) !== 0) return false;
	const addresses = nameOf(result)?.addresses ?? [];
	return addresses.length > 0 && addresses.every(({address}) => isThere(address));
}

const leadsToPrivatePlace = (result: Result): boolean => leadsTo(result, pathCauses, isPrivateAddress);
const leadsToMadeUpPlace = (result: Result): boolean => leadsTo(result, pathCauses, isMadeUpAddress);
const leadsToAnothersPlace = (result: Result): boolean => leadsTo(result, nameCauses, isPrivateAddress);

function endsInPrivateZone(result: Result): boolean {
	const {status, cause} = result.verdict;
	if (status !== 'blocked' || cause === null || !zoneCauses.has(cause)) return false;
	return nameOf(result)?.aliases.some(alias => privateLinkAlias.test(alias)) === true;
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

function addressesOf({attempts}: Result): readonly string[] {
	const evidence = attempts.map(targetDnsOf).findLast(one => one !== undefined);
	return evidence?.addresses.map(({address}) => address) ?? [];
}

const serviceOf = ({planned}: Result): PrivateService | null => privateServiceOf(planned);
const namesOf = (results: readonly Result[]) => joinWords(uniqueOf(results.map(hostOf)), 5, hostOfFinding);
const servicesOf = (results: readonly Result[]) =>
	joinWords(uniqueOf(results.flatMap(result => serviceOf(result) ?? [])));

/** Names that have public addresses although their service is to be reached by a private endpoint. */
function publicWherePrivate(results: readonly Result[]): Group {
	const addresses = joinWords(uniqueOf(results.flatMap(addressesOf)), 5, addressSeen);
	return {
		id: 'private-link.public',
		title: 'A public answer where a private one is due',
		owner: 'dns',
		severity: 'warning',
		why: `${namesOf(results)} lead to public addresses (${addresses}), although private endpoints are to serve ${servicesOf(results)}: the private zone is not asked here.`,
		fix: [
			`Link the private zone of each service to this network, or let the name servers forward its names to it, so that ${namesOf(results)} get the addresses of the private endpoints.`,
			{requester: 'If the service is public after all, leave it out of --private.'},
		],
		results,
	};
}

/** Private endpoints that a proxy is asked for, which resolves the names itself. */
function privateThroughProxy(results: readonly Result[]): Group {
	const isArc = results.some(result => serviceOf(result) === 'arc');
	const others = uniqueOf(results.filter(result => serviceOf(result) !== 'arc').map(hostOf));
	const entries = [...(isArc ? ['Arc'] : []), ...others];
	return {
		id: 'private-link.proxy',
		title: 'Private endpoints are asked for through the proxy',
		owner: 'you',
		severity: 'warning',
		why: `${namesOf(results)} go through the proxy, which looks the names up itself and may not reach the private endpoints of ${servicesOf(results)}.`,
		fix: [
			{requester: `Add to --no-proxy, and to --proxy-skip-range of az connectedk8s: ${entries.join(',')}.`},
			...(isArc
				? [
						{
							requester:
								'The word Arc stands for all hosts of Arc with private endpoints; older versions of the extension need them one by one.',
						},
					]
				: []),
		],
		results,
	};
}

/** Private addresses of services that nobody said to be private. */
function privateWherePublic(results: readonly Result[], {settings}: JudgedRun): Group {
	return {
		id: 'private-link.undeclared',
		title: 'A private answer where a public one is due',
		owner: 'you',
		severity: settings.privateServices.length > 0 ? 'warning' : 'info',
		why: `${namesOf(results)} lead to private addresses (${joinWords(uniqueOf(results.flatMap(addressesOf)), 5, addressSeen)}), and ${servicesOf(results)} was not named as private.`,
		fix: [
			{
				requester: `If there are private endpoints, name them: --private ${[...settings.privateServices, ...uniqueOf(results.flatMap(result => serviceOf(result) ?? []))].join(',')}.`,
			},
			{requester: 'If there are none, a name server of your own answers for these names: ask who runs it.'},
		],
		results,
	};
}

/** What can't work together, whatever the network does. */
function contradictions({settings}: JudgedRun): Group[] {
	const {features, privateServices, resources} = settings;
	const isArcPrivate = privateServices.includes('arc');
	const unnamed = privateServices.filter(service => service !== 'arc' && (resources[service] ?? []).length === 0);
	const group = (id: string, severity: Severity, title: string, why: string, fix: string): Group[] => [
		{id, title, owner: 'you', severity, why, fix: [{requester: fix}], results: []},
	];
	return [
		...(isArcPrivate && features.includes('cluster-connect')
			? group(
					'private-link.cluster-connect',
					'warning',
					'Cluster connect does not work with Private Link',
					"Arc with Private Link has neither cluster connect nor custom locations (Microsoft's page on Private Link for Arc-enabled Kubernetes).",
					'Leave cluster-connect out of --features, or arc out of --private.',
				)
			: []),
		...(isArcPrivate && features.includes('arc-gateway')
			? group(
					'private-link.gateway',
					'warning',
					'Arc gateway and Private Link for Arc together',
					'No document describes a cluster that reaches Arc by a gateway and by private endpoints at once.',
					'Choose one: leave arc-gateway out of --features, or arc out of --private.',
				)
			: []),
		...(unnamed.length > 0
			? group(
					'private-link.unnamed',
					'info',
					'Private endpoints that could not be checked',
					`No name was given for ${joinWords(unnamed)}, and a public stand-in says nothing of a private endpoint.`,
					`Name your own: ${unnamed.map(service => `--resource ${service}=NAME`).join(' ')}.`,
				)
			: []),
	];
}

/** Private Link by design against what the names lead to. */
export const privateLink: Rule = {
	name: 'private-link',
	find(unexplained, run) {
		const due = new Set<PrivateService>(run.settings.privateServices);
		const rows = unexplained.filter(result => serviceOf(result) !== null && result.attempts.length > 0);
		const isDue = (result: Result) => {
			const service = serviceOf(result);
			return service !== null && due.has(service);
		};
		const isDirect = (result: Result) => proxyOf(result) === null;
		const known = rows.filter(result => isDirect(result) && addressesOf(result).length > 0);
		const isAnyPrivate = (result: Result) => addressesOf(result).some(isPrivateAddress);

		const open = known.filter(result => isDue(result) && !isAnyPrivate(result));
		const proxied = rows.filter(result => isDue(result) && !isDirect(result));
		const undeclared = known.filter(
			result => !isDue(result) && result.verdict.status === 'reachable' && addressesOf(result).every(isPrivateAddress),
		);
		return [
			...(open.length > 0 ? [publicWherePrivate(open)] : []),
			...(proxied.length > 0 ? [privateThroughProxy(proxied)] : []),
			...(undeclared.length > 0 ? [privateWherePublic(undeclared, run)] : []),
			...contradictions(run),
		];
	},
};
