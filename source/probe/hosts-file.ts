import {isIP} from 'node:net';
import type {IpAddress} from '../evidence/types.ts';

/** Reads the text of a hosts file: name in lower case → its addresses. Lines that make no sense are passed over, as resolvers do. */
export function parseHostsFile(text: string): Map<string, IpAddress[]> {
	const byName = new Map<string, IpAddress[]>();
	for (const line of text.split('\n')) {
		const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
		const family = isIP(address);
		if (family === 0) continue;
		for (const name of names) {
			const key = name.toLowerCase();
			byName.set(key, [...(byName.get(key) ?? []), {address, family: family === 6 ? 6 : 4}]);
		}
	}
	return byName;
}
