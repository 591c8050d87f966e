import {isMadeUpAddress, isPrivateAddress} from '../evidence/addresses.ts';
import {programDifference} from '../evidence/program-names.ts';
import {askedUrl, httpOf, targetDnsOf} from '../evidence/stages.ts';
import type {Attempt, DnsEvidence} from '../evidence/types.ts';
import {isTornButSpoken} from './by-stage/judge-http.ts';
import {clockNote, clockOffset} from './clock-skew.ts';
import {familyDifference} from './second-family.ts';

/** What is worth knowing of a try and no fault of the path. */
export function attemptNotes(attempt: Attempt): string[] {
	const dns = targetDnsOf(attempt);
	const difference = familyDifference(attempt);
	const clock = clockNote(clockOffset(attempt), askedUrl(attempt)?.hostname ?? 'the server');
	const http = httpOf(attempt);
	return [
		...(dns ? observeNames(dns) : []),
		...(dns?.ok && hasFailed(attempt) ? observeAlias(dns) : []),
		...(difference ? [difference.sentence] : []),
		...(http && isTornButSpoken(http) ? [`The answer (${http.status}) broke off before the end of its body.`] : []),
		...(clock === null ? [] : [clock]),
	];
}

function hasFailed({stages}: Attempt): boolean {
	return stages.some(({ok}) => !ok);
}

/** Where a name really leads says whose doing a failure may be. */
function observeAlias({name, aliases}: DnsEvidence): string[] {
	const alias = aliases.at(-1);
	return alias === undefined ? [] : [`${name} is an alias, and leads there by ${alias}.`];
}

function observeNames(dns: DnsEvidence): string[] {
	const notes: string[] = [];
	const privateAddresses = dns.addresses.filter(({address}) => isPrivateAddress(address));
	if (privateAddresses.length > 0) {
		notes.push(
			`The name resolves to a private address (${privateAddresses.map(({address}) => address).join(', ')}): Private Link, or a name server of your own.`,
		);
	}
	const madeUp = dns.addresses.filter(({address}) => isMadeUpAddress(address));
	if (madeUp.length > 0 && dns.source !== 'literal') {
		notes.push(
			`The name resolves to ${madeUp.map(({address}) => address).join(', ')}, which no service on the internet has: a proxy client on this machine or a filter made it up, and the way from a cluster will be another one.`,
		);
	}
	if (dns.source === 'hosts') {
		notes.push('The address comes from the hosts file of this machine; pods do not read it.');
	}
	if (dns.source === 'system' && dns.system?.error === null) {
		notes.push(
			`The name servers ${dns.servers.join(', ')} do not know the name, but this machine's own resolver does; pods may not.`,
		);
	}
	const difference = programDifference(dns);
	if (difference !== null) notes.push(difference.sentence);
	return notes;
}
