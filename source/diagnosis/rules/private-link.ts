import {isPrivateAddress} from '../../evidence/addresses.ts';
import {targetDnsOf} from '../../evidence/stages.ts';
import {privateServiceOf} from '../../plan/private-service-of.ts';
import type {PrivateService} from '../../settings/private-services.ts';
import type {JudgedRun, Result, Severity} from '../../verdict/types.ts';
import {joinWords, uniqueOf} from '../../words.ts';
import {addressSeen, hostOfFinding} from '../cause-texts/phrases.ts';
import {hostOf, proxyOf} from '../results.ts';
import type {Group, Rule} from './types.ts';

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
