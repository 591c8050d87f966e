import {BlockList, isIP} from 'node:net';

function blockList(ranges: readonly (readonly [string, number])[]): (address: string) => boolean {
	const list = new BlockList();
	for (const [address, prefix] of ranges) list.addSubnet(address, prefix, address.includes(':') ? 'ipv6' : 'ipv4');
	return address => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Addresses that no public service has: answering with them is how resolvers take a name off the net. */
export const isSinkhole = blockList([
	['0.0.0.0', 8],
	['127.0.0.0', 8],
	['::', 128],
	['::1', 128],
]);

/** RFC 1918, RFC 6598 and RFC 4193: an address inside a company, which may well be Private Link. */
export const isPrivateAddress = blockList([
	['10.0.0.0', 8],
	['172.16.0.0', 12],
	['192.168.0.0', 16],
	['100.64.0.0', 10],
	['fc00::', 7],
]);
