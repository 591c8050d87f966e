import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {runShell} from '../../test/real-peers/helpers/namespaces.ts';
import {clientAddress, internetAddress, targetNetworks} from './addresses.ts';

/** What makes packets late. `netem` is the kernel's own; not every kernel has it. */
export type DelayKind = 'netem' | 'delay line';

export type Delay = {readonly kind: DelayKind; remove(): Promise<void>};

const ends = [
	{device: 'uplink', namespace: undefined},
	{device: 'downlink', namespace: 'internet'},
] as const;

/** Makes the wire slow: so many milliseconds there and back, half of them each way. */
export async function addDelay(roundTripMs: number): Promise<Delay> {
	try {
		for (const {device, namespace} of ends)
			runShell(`tc qdisc add dev ${device} root netem delay ${roundTripMs / 2}ms limit 100000`, namespace);
		return {
			kind: 'netem',
			async remove() {
				for (const {device, namespace} of ends) runShell(`tc qdisc del dev ${device} root`, namespace);
			},
		};
	} catch {
		return startDelayLine(roundTripMs / 2);
	}
}

/** Both sides reach each other over the slow wire as long as it is there. */
const detour = `
ip link set slow-up txqueuelen 20000 up
ip -n internet link set slow-down txqueuelen 20000 up
ip route add ${internetAddress}/32 dev slow-up src ${clientAddress}
ip route add ${targetNetworks} dev slow-up src ${clientAddress} metric 0
ip -n internet route add ${clientAddress}/32 dev slow-down
`;

async function startDelayLine(oneWayMs: number): Promise<Delay> {
	const script = fileURLToPath(new URL('delay-line.py', import.meta.url));
	const child = spawn('python3', [script, '/run/netns/internet', 'slow-up', 'slow-down', String(oneWayMs)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const ended = once(child, 'exit');
	await Promise.race([once(child.stdout, 'data'), ended]);
	if (child.exitCode !== null)
		throw new Error('This kernel has neither netem nor tun devices, so no wire can be slow.');
	runShell(detour);
	return {
		kind: 'delay line',
		async remove() {
			// The devices and the routes over them go with it.
			child.kill('SIGTERM');
			await ended;
		},
	};
}
