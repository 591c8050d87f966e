import type {Network} from '../probe/network.ts';
import {createSystemNetwork} from '../probe/system-network.ts';
import type {Settings} from '../settings/types.ts';
import {readPem} from './files/read-pem.ts';

/** The network that these settings describe. Throws a UsageError for a PEM file that can't be used. */
export async function openNetwork(settings: Settings): Promise<Network> {
	const caPem = await readPem(settings.caFile, '--ca-file');
	const publicRootsPem = await readPem(settings.publicRootsFile, '--public-roots');
	return createSystemNetwork({dns: settings.dns, timeoutMs: settings.timeoutMs, caPem, publicRootsPem});
}
