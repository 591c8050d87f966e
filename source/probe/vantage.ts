import {existsSync} from 'node:fs';
import os from 'node:os';
import process from 'node:process';
import type {Vantage} from '../evidence/types.ts';
import {safeText} from '../safe-text.ts';
import type {Network} from './network.ts';

/** Where this run is made: in the practice network, in a pod (its service account is mounted), on a cluster node (a kubelet lives here), else on a jump box. */
export function readVantage({isPractice = false}: Pick<Network, 'isPractice'> = {}): Vantage {
	const isPod = existsSync('/var/run/secrets/kubernetes.io');
	const isNode = existsSync('/var/lib/kubelet');
	return {
		hostname: safeText(os.hostname(), 100),
		platform: `${process.platform} ${process.arch}`,
		kind: isPractice ? 'practice' : isPod ? 'pod' : isNode ? 'node' : 'jumpbox',
	};
}
