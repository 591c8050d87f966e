import type {Lookup, Network} from './network.ts';

/** Shares lookups under way or done: the name of a proxy, or one host on several ports, is asked for once. */
export function memoizeLookups(network: Network): Network {
	const known = new Map<string, Promise<Lookup>>();
	return {
		...network,
		lookup(name, options) {
			const key = `${options.prefer} ${name}`;
			let lookup = known.get(key);
			if (!lookup) {
				lookup = network.lookup(name, options);
				known.set(key, lookup);
			}
			return lookup;
		},
	};
}
