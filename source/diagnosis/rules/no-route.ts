import {nameServerOutOfReach, noNameServer, noRoute as noRouteCode} from '../../evidence/codes.ts';
import type {StageError} from '../../evidence/types.ts';
import type {Result} from '../../verdict/types.ts';
import {countOf} from '../../words.ts';
import {endpointNamesOf, proxyNameOf} from '../results.ts';
import {quoteShellWord, type Shell, shellOf} from '../shell-words.ts';
import type {Check} from '../types.ts';
import type {Group, Rule} from './types.ts';

const ownCodes: readonly string[] = [nameServerOutOfReach, noNameServer, noRouteCode];

/** What this machine said itself, before anything left it. */
function ownErrorOf({verdict, attempts}: Result): StageError | null {
	const error = verdict.status === 'unverified' ? attempts.at(-1)?.stages.at(-1)?.error : null;
	return error !== undefined && error !== null && ownCodes.includes(error.code) ? error : null;
}

/** Rows with one cause: the name server is the same for all, and so is a proxy. */
function causeOf(result: Result): string {
	const {code} = ownErrorOf(result) ?? {};
	if (code === noNameServer) return 'no-name-server';
	return code === nameServerOutOfReach ? 'name-server' : (proxyNameOf(result) ?? 'direct');
}

/** An address in the words of the error: `… 10.0.0.2:53 (ENETUNREACH)`, `… [fd00::1]:53 …`. */
function addressIn({message}: StageError): string | null {
	return /\b(\d+\.\d+\.\d+\.\d+)\b/.exec(message)?.[1] ?? /[[ ]([0-9a-f]*:[0-9a-f:]+)[\] ]/i.exec(message)?.[1] ?? null;
}

function routeCheck(address: string, shell: Shell): Check {
	if (shell === 'powershell')
		return {
			command: `Find-NetRoute -RemoteIPAddress ${quoteShellWord(address, shell)}`,
			now: 'Prints an error, or a route over an interface that leads nowhere.',
			fixed: 'Prints the interface, the source address and the next hop of the way there.',
		};
	return {
		command: `ip route get ${address}`,
		now: 'Prints "Network is unreachable", or a route that forbids it.',
		fixed: 'Prints the interface and the source address of the way there.',
	};
}

/** Where each system keeps what a machine needs to reach anything. */
const placesOf: {readonly [shell in Shell]: {readonly routes: string; readonly servers: string}} = {
	posix: {routes: 'ip address, ip route', servers: 'put it into /etc/resolv.conf'},
	powershell: {
		routes: 'Get-NetIPConfiguration, Get-NetRoute',
		servers: 'set it for the adapter (Set-DnsClientServerAddress)',
	},
};

function explain(cause: string, results: readonly Result[], shell: Shell): Group[] {
	const [first] = results;
	const error = first ? ownErrorOf(first) : null;
	if (error === null) return [];
	if (cause === 'no-name-server') return [explainNoNameServer(results, shell)];
	const what = {'name-server': 'its name server', direct: 'the addresses of the endpoints'}[cause] ?? 'the proxy';
	const address = addressIn(error);
	return [
		{
			id: `no-route.${cause === 'name-server' || cause === 'direct' ? cause : 'proxy'}`,
			title: `This machine has no way to ${what}`,
			owner: 'you',
			severity: 'error',
			why: `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}: its own routing table or firewall says so, and nothing was sent. ${countOf(endpointNamesOf(results).length, 'endpoint')} could not be tested for it, which says nothing of the network.`,
			fix: [
				`Look at the interfaces, addresses and routes of this machine (${placesOf[shell].routes}): is the cable, the VPN or the default route missing?`,
				...(cause === 'name-server' ? [`If another name server is meant: ${placesOf[shell].servers}.`] : []),
				'Check again from here, or from a machine in the network of the cluster.',
			],
			...(address !== null && {checks: [routeCheck(address, shell)]}),
			results,
		},
	];
}

function explainNoNameServer(results: readonly Result[], shell: Shell): Group {
	const isPosix = shell === 'posix';
	return {
		id: 'no-route.no-name-server',
		title: 'This machine has no name server set',
		owner: 'you',
		severity: 'error',
		why: `${isPosix ? '/etc/resolv.conf' : 'No adapter'} names ${isPosix ? 'no' : 'a'} name server, so this machine can resolve no name. ${countOf(endpointNamesOf(results).length, 'endpoint')} could not be tested for it, which says nothing of the network.`,
		fix: [
			isPosix
				? 'Put the name server of this network into /etc/resolv.conf (nameserver ADDRESS), or let the network manager do it.'
				: 'Set the name server of this network for the adapter (Set-DnsClientServerAddress), or let DHCP do it.',
			{requester: 'Or name one for this check alone on the command line (--dns ADDRESS).'},
			'Check again from here, or from a machine in the network of the cluster.',
		],
		results,
	};
}

/** Rows that never left this machine. */
export const noRoute: Rule = {
	name: 'no-route',
	find: (unexplained, {vantage}) =>
		[
			...Map.groupBy(
				unexplained.filter(result => ownErrorOf(result) !== null),
				causeOf,
			),
		].flatMap(([cause, results]) => explain(cause, results, shellOf(vantage))),
};
