import {isIP} from 'node:net';
import type {Company} from '../evidence/types.ts';
import type {Lookup, Network} from './network.ts';
import type {Stay} from './pace/door.ts';
import type {Turn} from './pace/kinds-of-failure.ts';
import type {Pace, Peer} from './pace/pace.ts';

/** What one try takes up at the peers on its way, from its first connection to its last. */
export type Visit = {
	/** Waits for its places. Once it has them, further connections of the same try need none. */
	enter(address: string | null): Promise<void>;
	/** A peer answered. */
	answered(): void;
	/** No peer on the way minds it. */
	passed(): void;
	/** The stays at the way, and at the address behind it. */
	stays(): readonly Stay[];
	leave(): void;
};

/**
 * @param proxy the address of the proxy; null: the direct way
 * @param turn with what a try at this way was let in before
 */
export function createVisit(pace: Pace, proxy: string | null, turn: Turn | null): Visit {
	let stays: readonly Stay[] = [];
	let entering: Promise<void> | undefined;
	let hasLeft = false;
	const each = (act: (stay: Stay) => void) => () => {
		for (const stay of stays) act(stay);
	};
	const enter = async (address: string | null) => {
		const as = turn?.as ?? 'first';
		// Who holds a place at the way waits for none at the address: those who have that one may be waiting for the way.
		const asBehind = turn?.stay ? 'exempt' : as;
		const atAddress = address === null ? [] : [await pace.address(address).enter(asBehind)];
		stays = [turn?.stay ?? (await pace.way(proxy).door.enter(as)), ...atAddress];
		for (const stay of stays) stay.begin();
	};
	return {
		enter(address) {
			entering ??= hasLeft ? Promise.resolve() : enter(proxy === null ? address : null);
			return entering;
		},
		answered: each(stay => stay.answered()),
		passed: each(stay => stay.passed()),
		stays: () => stays,
		leave() {
			hasLeft = true;
			for (const stay of stays) stay.leave();
		},
	};
}

/** The company at the way, with how much of it was at the same address. */
export function companyOf(visit: Visit): Company | undefined {
	const [way, address] = visit.stays().map(stay => stay.company());
	return way && {...way, ...(address && {atAddress: address.open})};
}

/** Answers of a name server about the name itself. */
const answers: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * A network whose name servers are asked for as much as they take.
 *
 * @param turn with what the lookup of the next name was let in before
 */
export function askGently(network: Network, {door}: Peer, turn: Turn | null = null): Network {
	return {
		...network,
		async lookup(name, options): Promise<Lookup> {
			// What this machine knows by itself.
			if (isIP(name) !== 0 || options.prefer === 'application') return network.lookup(name, options);
			const stay = turn?.stay ?? (await door.enter(turn?.as));
			stay.begin();
			try {
				const lookup = await network.lookup(name, options);
				if (lookup.source === 'server') {
					if (lookup.error === null || answers.has(lookup.error.code)) {
						stay.answered();
						stay.passed();
					} else stay.turnedAway();
				}
				return {...lookup, company: stay.company()};
			} finally {
				stay.leave();
			}
		},
	};
}
