import {isPrivateAddress} from '../addresses.ts';
import type {Attempt, DnsEvidence, TcpEvidence} from '../types.ts';
import {clockNote, clockOffset} from './clock-skew.ts';
import {askedUrl, targetDnsOf, targetTcpOf} from './evidence.ts';

/** What is worth knowing of a try and no fault of the path. */
export function observe(attempt: Attempt): string[] {
	const dns = targetDnsOf(attempt);
	const tcp = targetTcpOf(attempt);
	const clock = clockNote(clockOffset(attempt), askedUrl(attempt)?.hostname ?? 'the server');
	return [...(dns ? observeNames(dns) : []), ...(tcp ? observeDials(tcp) : []), ...(clock === null ? [] : [clock])];
}

function observeNames(dns: DnsEvidence): string[] {
	const notes: string[] = [];
	const privateAddresses = dns.addresses.filter(({address}) => isPrivateAddress(address));
	if (privateAddresses.length > 0) {
		notes.push(
			`The name resolves to a private address (${privateAddresses.map(({address}) => address).join(', ')}): Private Link, or a name server of your own.`,
		);
	}
	if (dns.source === 'hosts') {
		notes.push('The address comes from the hosts file of this machine; pods do not read it.');
	}
	if (dns.system?.error === null) {
		notes.push(
			`The name servers ${dns.servers.join(', ')} do not know the name, but this machine's own resolver does; pods may not.`,
		);
	}
	return notes;
}

function observeDials(tcp: TcpEvidence): string[] {
	if (!tcp.ok) return [];
	const dead = tcp.dials.filter(dial => !dial.ok && dial.family === 6);
	const hasIpv4 = tcp.dials.some(dial => dial.ok && dial.family === 4);
	// A machine without IPv6 says ENETUNREACH or EADDRNOTAVAIL at once: that is how most of them are.
	const [first] = dead.filter(
		dial => !['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(dial.error?.code ?? ''),
	);
	return hasIpv4 && first
		? [`IPv4 works, but the IPv6 address ${first.address} leads nowhere (${first.error?.code}).`]
		: [];
}
