import type {DnsEvidence} from '../../evidence/types.ts';
import type {StageContext} from './context.ts';

/** Resolves a name. An IP address given as the name is taken as it is, loopback included: somebody chose it. */
export async function resolveName(name: string, of: 'target' | 'proxy', context: StageContext): Promise<DnsEvidence> {
	const lookup = await context.network.lookup(name, {
		timeoutMs: context.timeoutMs,
		signal: context.signal,
		prefer: of === 'proxy' ? 'application' : 'server',
	});
	return {stage: 'dns', of, ok: lookup.error === null, ...lookup};
}
