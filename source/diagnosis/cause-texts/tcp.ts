import type {Cause} from '../../verdict/causes.ts';
import type {CauseContext, CauseText, FixStep} from '../types.ts';
import {hostsPhrase, onPortsPhrase, proxyStep} from './phrases.ts';

type TcpCause = Extract<Cause, `tcp.${string}`>;

function allowSteps(context: CauseContext): FixStep[] {
	return [
		`Allow outbound TCP to ${hostsPhrase(context)} ${onPortsPhrase(context)}, from this machine and from the cluster nodes.`,
		'Let the firewall match names where it can: the addresses behind these names change without notice.',
		proxyStep(context),
	];
}

export const tcpTexts: {readonly [cause in TcpCause]: CauseText} = {
	'tcp.refused': {
		title: 'Connection refused',
		owner: 'network',
		meaning: 'A reset answered the connection attempt at once, which is how many firewalls reject traffic.',
		fix: allowSteps,
	},
	'tcp.timeout': {
		title: 'No answer to the connection attempt',
		owner: 'network',
		meaning: 'Nothing answered the connection attempt in time, which is how a firewall that drops packets looks.',
		fix: allowSteps,
	},
	'tcp.reset': {
		title: 'Connection reset',
		owner: 'network',
		meaning: 'The connection was torn down with a reset while it was being opened.',
		fix: allowSteps,
	},
	'tcp.unreachable': {
		title: 'No route to the address',
		owner: 'network',
		meaning:
			'A router on the way says that the address cannot be reached: it has no route, or a firewall rejects with an ICMP message.',
		fix: context => ['Check the default route of this machine and of the cluster nodes.', ...allowSteps(context)],
	},
	'tcp.prohibited': {
		title: 'Connection prohibited by policy',
		owner: 'network',
		meaning: 'The connection was forbidden by an administrative rule, on this machine or on a router.',
		fix: context => [
			'Look for a local firewall or security policy on this machine that forbids the connection.',
			...allowSteps(context),
		],
	},
};
