import {joinWords} from '../../words.ts';
import {hostsPhrase} from './phrases.ts';
import type {CauseContext} from './types.ts';

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
