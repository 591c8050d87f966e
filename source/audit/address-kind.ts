import {BlockList, isIP} from 'node:net';

const internal = new BlockList();
for (const [address, bits] of [
	['10.0.0.0', 8],
	['172.16.0.0', 12],
	['192.168.0.0', 16],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['100.64.0.0', 10],
] as const) {
	internal.addSubnet(address, bits);
}

/**
 * What a destination by address is: every host, one of the inside, where the services are not, addresses outside, or no
 * address at all.
 */
export function addressKind(text: string): 'every' | 'private' | 'public' | 'none' {
	const [address = '', bits] = text.trim().split('/');
	if (text === '*' || text.toLowerCase() === 'any' || text === '0.0.0.0/0' || text === '::/0') return 'every';
	const family = isIP(address.split('-')[0] ?? '');
	if (family === 0) return 'none';
	if (family === 6) return /^f[cde]/i.test(address) ? 'private' : 'public';
	return internal.check(address.split('-')[0] ?? '') && Number(bits ?? 32) >= 8 ? 'private' : 'public';
}
