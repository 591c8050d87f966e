import {isSinkhole} from '../../evidence/addresses.ts';
import {sinkholeCode} from '../../evidence/codes.ts';
import type {DnsEvidence, StageError} from '../../evidence/types.ts';
import type {StageContext} from './context.ts';

/** Resolves a name. An IP address given as the name is taken as it is, loopback included: somebody chose it. */
export async function resolveName(name: string, of: 'target' | 'proxy', context: StageContext): Promise<DnsEvidence> {
	const lookup = await context.network.lookup(name, {
		timeoutMs: context.timeoutMs,
		signal: context.signal,
		prefer: of === 'proxy' ? 'application' : 'server',
	});
	// Only answers of name servers are suspect, which the machine's own resolver hands on: a hosts file with a loopback
	// address is somebody's own doing, and `localhost`, or a name for it, is where a local proxy runs.
	const isSunk =
		lookup.error === null &&
		(lookup.source === 'server' || (lookup.source === 'system' && of === 'target')) &&
		name !== 'localhost' &&
		lookup.addresses.every(({address}) => isSinkhole(address));
	const error: StageError | null = isSunk
		? {
				code: sinkholeCode,
				syscall: null,
				message: `answered with ${lookup.addresses.map(({address}) => address).join(', ')}`,
			}
		: lookup.error;
	return {stage: 'dns', of, ok: error === null, ...lookup, error};
}
