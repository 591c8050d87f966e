import type {Cause} from '../../verdict/causes.ts';
import type {CauseContext, CauseText} from '../types.ts';
import {hostsPhrase, nameServersPhrase, proxyStep} from './phrases.ts';

type DnsCause = Extract<Cause, `dns.${string}`>;

function resolveStep(context: CauseContext): string {
	return `Let ${nameServersPhrase(context)} resolve ${hostsPhrase(context)}.`;
}

export const dnsTexts: {readonly [cause in DnsCause]: CauseText} = {
	'dns.nxdomain': {
		title: 'Name not found (NXDOMAIN)',
		owner: 'dns',
		meaning: 'The name server says that the name does not exist, so there is no address to connect to.',
		fix: context => [
			{requester: 'Check the spelling of the region and of your own resource names where they are part of the host.'},
			`${resolveStep(context)} A private zone for the same domain hides the public names in it.`,
			proxyStep(context),
		],
	},
	'dns.no-answer': {
		title: 'Name without an address',
		owner: 'dns',
		meaning: 'The name exists, but the name server returns neither an IPv4 nor an IPv6 address for it.',
		fix: context => [
			`${resolveStep(context)} Look for a private zone or a filter that holds the name without an address.`,
			proxyStep(context),
		],
	},
	'dns.servfail': {
		title: 'Name server failure (SERVFAIL)',
		owner: 'dns',
		meaning: 'The name server tried to resolve the name and failed, often because it cannot reach its own forwarder.',
		fix: context => [
			`Find out why ${nameServersPhrase(context)} cannot resolve ${hostsPhrase(context)}: forwarder down, blocked, or DNSSEC validation.`,
			proxyStep(context),
		],
	},
	'dns.refused': {
		title: 'Refused at the address of the name server',
		owner: 'dns',
		meaning: 'A name server that does not serve this machine answers REFUSED; where none runs, the port is closed.',
		fix: context => [
			`Check that this machine is meant to ask ${nameServersPhrase(context)}, and that a name server runs there.`,
			'Allow recursive queries from the address of this machine.',
			{requester: 'To try another name server, run the check from the command line with --dns ADDRESS.'},
		],
	},
	'dns.timeout': {
		title: 'No answer from the name server',
		owner: 'dns',
		meaning: 'The query got no answer in time: the name server is down, or port 53 towards it is dropped.',
		fix: context => [
			`Find out whether ${nameServersPhrase(context)} can be reached from this machine: a name server must run there, and UDP and TCP port 53 towards it must be open.`,
			{requester: 'To try another name server, run the check from the command line with --dns ADDRESS.'},
			proxyStep(context),
		],
	},
	'dns.sinkhole': {
		title: 'Name led to a sinkhole',
		owner: 'dns',
		meaning:
			'The name server answers with an address that leads nowhere, such as 0.0.0.0 or loopback: a DNS filter does this on purpose.',
		fix: context => [
			`Exempt ${hostsPhrase(context)} in the DNS filter at or behind ${nameServersPhrase(context)}.`,
			'Check the hosts file of this machine for the same names.',
		],
	},
};
