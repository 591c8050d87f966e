import {isMadeUpAddress, isPrivateAddress, isSinkhole} from './addresses.ts';
import type {DnsEvidence, IpAddress} from './types.ts';

/**
 * What programs of the machine get for a name, where that is not what its name servers say. `search-list`: a domain of
 * the search list answers; `resolver`: the machine's own resolver leads elsewhere, or nowhere; `hosts-file`: an entry of the
 * hosts file does, which nobody else reads.
 */
export type ProgramDifference = {
	readonly kind: 'search-list' | 'resolver' | 'hosts-file';
	/** The search domains that answer. */
	readonly domains: readonly string[];
	/** Variables of the environment behind that, where it is not the machine's resolv.conf. */
	readonly variables?: readonly string[];
	/** One sentence for a reader. */
	readonly sentence: string;
};

/** Finds such a difference; null where there is none, or nobody asked. Public addresses differ from one answer to the next. */
export function programDifference(dns: DnsEvidence): ProgramDifference | null {
	if (dns.of !== 'target') return null;
	return hostsDifference(dns) ?? searchDifference(dns) ?? resolverDifference(dns);
}

function hostsDifference({name, source, addresses, byServers}: DnsEvidence): ProgramDifference | null {
	if (source !== 'hosts' || !byServers) return null;
	const {error} = byServers;
	if (error !== null && !['ENOTFOUND', 'ENODATA'].includes(error.code)) return null;
	// One of several lines that is out of date is met as well.
	if (error === null && addresses.every(address => !areApart([address], byServers.addresses))) return null;
	const said = error === null ? `answer ${listOf(byServers.addresses)}` : `know no address of it (${error.code})`;
	return {
		kind: 'hosts-file',
		domains: [],
		sentence: `The hosts file of this machine leads ${name} to ${listOf(addresses)}, and its name servers ${said}.`,
	};
}

/** None of the one stands in the other. */
function areApart(some: readonly IpAddress[], others: readonly IpAddress[]): boolean {
	return !some.some(({address}) => others.some(other => other.address === address));
}

function searchDifference({name, search, ok}: DnsEvidence): ProgramDifference | null {
	const [first] = search?.answers ?? [];
	if (!search || !first) return null;
	const isTriedFirst = name.split('.').length - 1 < search.ndots;
	// With enough dots in it the search list only comes into play for a name that does not exist.
	if (!isTriedFirst && ok) return null;
	const leads = `${name}.${first.domain} resolves to ${listOf(first.addresses)}`;
	const order = isTriedFirst
		? `programs on this machine try that before the name itself (ndots:${search.ndots})`
		: 'programs on this machine try that for a name that does not exist';
	const domains = search.answers.map(({domain}) => domain);
	const variables = search.variables ?? [];
	const by =
		variables.length === 0 ? '' : `, as ${variables.join(' and ')} ${variables.length === 1 ? 'sets' : 'set'} it,`;
	return {
		kind: 'search-list',
		domains,
		variables,
		sentence: `The search list of this machine${by} answers for it: ${leads}, and ${order}.`,
	};
}

function resolverDifference({name, source, ok, system, addresses}: DnsEvidence): ProgramDifference | null {
	if (!ok || source !== 'server' || !system) return null;
	const said = `The name servers answer ${listOf(addresses)} for ${name}`;
	if (system.error !== null) {
		// A resolver that was slow once says nothing.
		if (!['ENOTFOUND', 'EAI_NONAME', 'EAI_NODATA'].includes(system.error.code)) return null;
		return {
			kind: 'resolver',
			domains: [],
			sentence: `${said}, but programs on this machine get no address for it (${system.error.code}).`,
		};
	}
	const areAlike =
		system.addresses.length === addresses.length && addresses.every(one => !areApart([one], system.addresses));
	if (areAlike) return null;
	const isStrange = (list: readonly IpAddress[]) => list.length > 0 && list.every(({address}) => isNotPublic(address));
	const areBothStrange = isStrange(system.addresses) && isStrange(addresses);
	const isOneStrange = isStrange(system.addresses) !== isStrange(addresses);
	// Private addresses do not take turns as public ones do.
	if (!isOneStrange && !(areBothStrange && areApart(system.addresses, addresses))) return null;
	return {
		kind: 'resolver',
		domains: [],
		sentence: `${said}, but programs on this machine get ${listOf(system.addresses)}.`,
	};
}

/** A public address that programs get, and that is none of those that the name servers answer; null: there is none. */
export function otherProgramAddress({ok, source, system, addresses}: DnsEvidence): IpAddress | null {
	if (!ok || source !== 'server' || !system || system.error !== null) return null;
	const areAllPublic = [...system.addresses, ...addresses].every(({address}) => !isNotPublic(address));
	return areAllPublic && areApart(system.addresses, addresses) ? (system.addresses[0] ?? null) : null;
}

function isNotPublic(address: string): boolean {
	return isPrivateAddress(address) || isSinkhole(address) || isMadeUpAddress(address);
}

function listOf(addresses: readonly IpAddress[]): string {
	return (
		addresses
			.map(({address}) => address)
			.slice(0, 3)
			.join(', ') || 'no address'
	);
}
