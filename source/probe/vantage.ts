import {existsSync} from 'node:fs';
import os from 'node:os';
import process from 'node:process';
import type {Vantage} from '../evidence/types.ts';
import {safeText} from '../safe-text.ts';
import type {Network} from './network.ts';

/**
 * Where this run is made: in the practice network, in a pod, on a cluster node (a kubelet lives here), else on a jump box.
 * Hardened clusters mount no service account into a pod; the address of the API server stands in its environment all the
 * same (kubernetes.io, "Services, environment variables").
 */
export function readVantage(
	{isPractice = false}: Pick<Network, 'isPractice'> = {},
	environment: {readonly [name: string]: string | undefined} = process.env,
): Vantage {
	const isPod = Boolean(environment.KUBERNETES_SERVICE_HOST) || existsSync('/var/run/secrets/kubernetes.io');
	const isNode = existsSync('/var/lib/kubelet');
	return {
		hostname: safeText(os.hostname(), 100),
		platform: `${process.platform} ${process.arch}`,
		kind: isPractice ? 'practice' : isPod ? 'pod' : isNode ? 'node' : 'jumpbox',
	};
}
