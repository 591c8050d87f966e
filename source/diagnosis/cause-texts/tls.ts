import type {Cause} from '../../verdict/causes.ts';
import {joinWords} from '../../words.ts';
import type {CauseContext, CauseText} from '../types.ts';
import {hostsPhrase, onPortsPhrase, routePhrase} from './phrases.ts';

type TlsCause = Extract<Cause, `tls.${string}`>;

function filterSteps(context: CauseContext): string[] {
	return [
		`Allow TLS ${routePhrase(context)} to ${hostsPhrase(context)} ${onPortsPhrase(context)}: look for a rule that filters by the server name (SNI) or by application.`,
		'Match names, not addresses: the addresses behind these names change without notice.',
	];
}

export const tlsTexts: {readonly [cause in TlsCause]: CauseText} = {
	'tls.reset': {
		title: 'Reset during the TLS handshake',
		owner: 'network',
		meaning:
			'The connection opened and was reset right after the TLS hello, which carries the server name: filters by name do this, and some by address.',
		fix: filterSteps,
	},
	'tls.closed': {
		title: 'Closed during the TLS handshake',
		owner: 'network',
		meaning:
			'The connection opened and was closed right after the TLS hello, which carries the server name: filters by name do this, and some by address.',
		fix: filterSteps,
	},
	'tls.timeout': {
		title: 'No answer to the TLS handshake',
		owner: 'network',
		meaning:
			'The connection opened and the TLS handshake got no answer: a filter by name drops it, or large packets are lost on the way.',
		fix: context => [
			...filterSteps(context),
			'If small requests pass and handshakes hang, check the MTU of tunnels and VPNs on the path, and let ICMP "fragmentation needed" through.',
		],
	},
	'tls.untrusted': {
		title: 'Certificate from an unknown issuer',
		owner: 'security',
		meaning:
			'The certificate verifies neither against the public roots nor against what this machine trusts: something on the way answers in place of the service, or its chain is incomplete.',
		fix: context => [
			...inspectionSteps(context),
			...(context.authorityCures.length + context.refusalCures.length > 0
				? []
				: [
						{
							requester:
								'To see whether that CA is the only obstacle, run the check again with its certificate as the CA file (--ca-file FILE).',
						},
					]),
		],
	},
	'tls.intercepted': {
		title: 'TLS inspection on the way',
		owner: 'security',
		meaning:
			'A device on the way opens the connection and shows a certificate of its own CA, which this machine trusts, but which pods and nodes do not know unless they are told to.',
		fix: inspectionSteps,
	},
	'tls.hostname-mismatch': {
		title: 'Certificate for another name',
		owner: 'network',
		meaning: 'What answered shows a certificate for another name, so it is not the service that was asked for.',
		fix: context => [
			`Find out what answers ${routePhrase(context)} for ${hostsPhrase(context)}: a block page, a portal, a wrong DNS entry or a wrong address translation.`,
		],
	},
	'tls.expired': {
		title: 'Expired certificate',
		owner: 'security',
		meaning: 'The certificate that was shown is past its end date, or the clock of this machine is ahead.',
		fix: context => [
			'Compare the clock of this machine with a time server.',
			`If the clock is right, look at who issued the certificate${context.issuer === null ? '' : ` ("${context.issuer}")`}: an inspecting device with an old CA shows such certificates.`,
		],
	},
	'tls.not-yet-valid': {
		title: 'Certificate not valid yet',
		owner: 'you',
		meaning:
			'The certificate that was shown starts in the future, which mostly means that the clock of this machine is behind.',
		fix: () => [
			'Set the clock of this machine, and let it follow a time server.',
			'Check the clocks of the cluster nodes too: their agents verify the same certificates.',
		],
	},
	'tls.protocol': {
		title: 'No common TLS version, or no TLS at all',
		owner: 'network',
		meaning: 'What answered does not speak TLS as a current client does: an old TLS version, or another protocol.',
		fix: context => [
			`Find out what answers ${routePhrase(context)} for ${hostsPhrase(context)} ${onPortsPhrase(context)}: a portal or block page in plain HTTP, or a device that forces an old TLS version.`,
			'Let TLS 1.2 and 1.3 pass unchanged.',
		],
	},
	'tls.alert': {
		title: 'TLS handshake rejected',
		owner: 'network',
		meaning: 'What answered ended the TLS handshake with an alert of its own.',
		fix: filterSteps,
	},
};

/**
 * What to do about TLS inspection, in the order of doing: exemptions first, and only for what stays inspected the three
 * places that have to learn its CA. Agents and nodes keep trust of their own: Arc quickstart (`--proxy-cert`),
 * Azure/AKS-Edge#170 (image pulls).
 */
export function inspectionSteps(context: CauseContext): string[] {
	const {hosts, uninspectable, issuer, authorityCures, refusalCures} = context;
	const others = hosts.filter(host => !uninspectable.includes(host));
	const must = `Exempt ${joinWords(uninspectable)} from TLS inspection: the service breaks under it, whatever CA is trusted.`;
	if (uninspectable.length > 0 && others.length === 0) return [must];
	const rest = hostsPhrase({...context, hosts: others});
	const isPart = uninspectable.length > 0;
	return [
		...refusalCures,
		...authorityCures,
		...(isPart ? [must] : []),
		`${isPart ? 'Best exempt the others as well' : 'Best exempt from TLS inspection'}: ${rest}. With that done, leave out the steps below.`,
		`Where ${isPart ? 'those' : 'they'} stay inspected, get the certificate of the CA${issuer === null ? ' that inspects' : ` "${issuer}"`} with every CA above it, up to the root, as one PEM file.`,
		'Agents: pass that file to az connectedk8s connect with --proxy-cert.',
		'Nodes: put the same CA into the trust store of every node, and restart the container runtime: image pulls do not use the file given to the agents.',
		'This machine: name the file in REQUESTS_CA_BUNDLE for the Azure CLI.',
	];
}
