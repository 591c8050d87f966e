import fs from 'node:fs';
import type {Peer} from '../../test/real-peers/helpers/peer.ts';
import type {Health, Task} from '../types.ts';
import {deadNameServer, internetAddress, proxyPort} from './addresses.ts';
import {openWire} from './namespaces.ts';
import {addDelay, type Delay, type DelayKind} from './round-trip.ts';
import {issueTrust, type RootsKind, startNameServer, startNginx, startProxy, type Trust} from './servers.ts';
import {createTargetSet, ownDomain, type TargetSet} from './target-set.ts';

/** What a workload wants of the network. */
export type Scene = {
	readonly count: number;
	readonly health: Health;
	/** There and back, in milliseconds; 0: the bare wire. */
	readonly roundTripMs: number;
	readonly isProxied: boolean;
	readonly isNameServerDead: boolean;
	readonly timeoutSeconds: number;
	readonly tries: number;
	/** Trust the lab's root alone, or the public ones too, which some tools load anew for every connection. */
	readonly roots: RootsKind;
};

type StagedTask = {readonly task: Task; readonly healthyCount: number};

export type Lab = {
	/** Sets the network up for a workload; what was there before it is taken down. */
	stage(scene: Scene): Promise<StagedTask>;
	/** What makes its wires slow; null while none was. */
	delayKind(): DelayKind | null;
	close(): Promise<void>;
};

/** Opens the lab in the network namespace that this process runs in. */
export async function openLab(folder: string): Promise<Lab> {
	openWire();
	const catalogNames = createTargetSet(20, 'all', folder)
		.targets.map(({host}) => host)
		.filter(host => !host.endsWith(ownDomain));
	const trust: Trust = issueTrust([`*.${ownDomain}`, ...catalogNames]);
	const nginx = await startNginx(trust.certificate);
	let scenery: readonly Peer[] = [];
	let delay: Delay | null = null;
	let delayKind: DelayKind | null = null;
	const strike = async () => {
		await delay?.remove();
		delay = null;
		for (const peer of scenery) await peer.stop();
		scenery = [];
	};

	return {
		async stage({count, health, roundTripMs, isProxied, isNameServerDead, timeoutSeconds, tries, roots}) {
			await strike();
			const set: TargetSet = createTargetSet(count, health, folder);
			const nameServer = await startNameServer(set.names);
			scenery = [nameServer];
			if (isProxied) scenery = [nameServer, await startProxy()];
			askNames(isNameServerDead ? deadNameServer : internetAddress, timeoutSeconds);
			if (roundTripMs > 0) {
				delay = await addDelay(roundTripMs);
				delayKind = delay.kind;
			}
			return {
				task: {
					targets: set.targets,
					requirementsFile: set.requirementsFile,
					rootsFile: trust.rootsFiles[roots],
					proxy: isProxied ? `${internetAddress}:${proxyPort}` : null,
					timeoutSeconds,
					tries,
					hasFailures: health !== 'all' || isNameServerDead,
				},
				healthyCount: isNameServerDead ? 0 : set.healthyCount,
			};
		},
		delayKind: () => delayKind,
		async close() {
			await strike();
			await nginx.stop();
		},
	};
}

/** Every program of the lab asks this name server, with one try of the length of a stage. */
function askNames(nameServer: string, timeoutSeconds: number): void {
	fs.writeFileSync('/etc/resolv.conf', `nameserver ${nameServer}\noptions timeout:${timeoutSeconds} attempts:1\n`);
}
