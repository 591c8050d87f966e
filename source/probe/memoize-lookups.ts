import type {Lookup, Network} from './network.ts';
import type {Standstill} from './standstill.ts';

/** Shares lookups under way or done: the name of a proxy, or one host on several ports, is asked for once. One during a standstill is forgotten. */
export function memoizeLookups(network: Network, standstill: Pick<Standstill, 'count'>): Network {
	const known = new Map<string, Promise<Lookup>>();
	return {
		...network,
		lookup(name, options) {
			const key = `${options.prefer} ${name}`;
			let lookup = known.get(key);
			if (!lookup) {
				const before = standstill.count();
				lookup = network.lookup(name, options).finally(() => {
					if (standstill.count() !== before) known.delete(key);
				});
				known.set(key, lookup);
			}
			return lookup;
		},
	};
}
