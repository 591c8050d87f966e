import {BlockList, isIP} from 'node:net';
import type {DnsEvidence} from './types.ts';

function blockList(ranges: readonly (readonly [string, number])[]): (address: string) => boolean {
	const list = new BlockList();
	for (const [address, prefix] of ranges) list.addSubnet(address, prefix, address.includes(':') ? 'ipv6' : 'ipv4');
	return address => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Addresses that no public service has: answering with them is how resolvers take a name off the net. Also as DNS64 hands
 * them on, behind the prefix of RFC 6052; those mapped into IPv6 (`::ffff:0.0.0.0`) are matched by Node itself.
 */
export const isSinkhole = blockList([
	['0.0.0.0', 8],
	['127.0.0.0', 8],
	['::', 128],
	['::1', 128],
	['64:ff9b::', 104],
	['64:ff9b::7f00:0', 104],
]);

/** RFC 1918, RFC 6598 and RFC 4193: an address inside a company, which may well be Private Link. */
export const isPrivateAddress = blockList([
	['10.0.0.0', 8],
	['172.16.0.0', 12],
	['192.168.0.0', 16],
	['100.64.0.0', 10],
	['fc00::', 7],
	['64:ff9b::a00:0', 104],
	['64:ff9b::ac10:0', 108],
	['64:ff9b::c0a8:0', 112],
]);

/**
 * Addresses that are kept off the internet and out of companies (RFC 6890): whoever answers with one made it up. Clients
 * of proxies do, to catch connections by name (198.18.0.0/15 in Clash and its like), and filters.
 */
export const isMadeUpAddress = blockList([
	['198.18.0.0', 15],
	['169.254.0.0', 16],
	['192.0.0.0', 24],
	['240.0.0.0', 4],
	['100::', 64],
	['2001:2::', 48],
	['fe80::', 10],
]);

/**
 * Whether a name was answered with nothing but addresses of the asking machine itself, so that there is nothing to dial.
 * Only answers of name servers are suspect, which the machine's own resolver hands on: a hosts file with a loopback
 * address is somebody's own doing, and `localhost`, or a name for it, is where a local proxy runs.
 */
export function isSunk({name, of, ok, source, addresses}: DnsEvidence): boolean {
	return (
		ok &&
		(source === 'server' || (source === 'system' && of === 'target')) &&
		name !== 'localhost' &&
		addresses.every(({address}) => isSinkhole(address))
	);
}
