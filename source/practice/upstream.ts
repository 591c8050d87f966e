import type {Socket} from 'node:net';
import {withDeadline} from '../probe/deadline.ts';
import type {Routes} from './routes.ts';
import type {PlayedFault} from './scenario.ts';
import {answerName, type Zone} from './zone.ts';

/** The names and connections of the practice internet, as its forward proxies see them. */
export type Upstream = (target: {
	readonly host: string;
	readonly port: number;
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
}) => Promise<Socket>;

/** Resolves and connects; rejects with the code of what went wrong. The IPv4 address comes first. */
export function createUpstream(zone: Zone, faults: readonly PlayedFault[], routes: Routes): Upstream {
	return async ({host, port, timeoutMs, signal}) => {
		const limit = {timeoutMs, signal};
		const addresses = zone.byAddress.has(host) ? [host] : await resolve(host, limit);
		let failure: unknown;
		for (const address of addresses) {
			try {
				const family = address.includes(':') ? 6 : 4;
				return await routes.connect({address, family, port, ...limit}, 'proxy');
			} catch (error) {
				failure = error;
			}
		}
		throw failure;
	};

	async function resolve(host: string, limit: {timeoutMs: number; signal: AbortSignal}): Promise<string[]> {
		const answers = (['A', 'AAAA'] as const).map(type => answerName(zone, faults, {name: host, type, side: 'proxy'}));
		if (answers.some(({kind}) => kind === 'silence')) await silence(host, limit);
		const addresses = answers.flatMap(answer => (answer.kind === 'answer' ? answer.addresses : []));
		if (addresses.length === 0) throw Object.assign(new Error(`${host} has no address`), {code: 'ENOTFOUND'});
		return addresses;
	}
}

/** A name server that never answers: rejects at the limit, with the code that name lookups have for it. */
async function silence(host: string, limit: {timeoutMs: number; signal: AbortSignal}): Promise<void> {
	await withDeadline<void>({...limit, what: `asking for ${host}`}, () => undefined).catch((error: Error) => {
		throw Object.assign(error, {code: 'ETIMEOUT'});
	});
}
