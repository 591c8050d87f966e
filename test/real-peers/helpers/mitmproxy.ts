import fs from 'node:fs';
import path from 'node:path';
import {gatewayAddress} from './namespaces.ts';
import {type Peer, startPeer} from './peer.ts';

export const mitmproxyPorts = {explicit: 8090, basic: 8091, transparent: 8092} as const;

type Door = keyof typeof mitmproxyPorts;

const modes: {readonly [door in Door]: readonly string[]} = {
	explicit: ['--mode', 'regular', '--ignore-hosts', '^mitm-ignored\\.'],
	basic: ['--mode', 'regular', '--proxyauth', 'me:secret'],
	transparent: [
		...['--mode', 'transparent', '--ignore-hosts', '^mitm-transparent-ignored\\.'],
		// 444 is how it is told to hang up.
		...['--set', 'block_list=:~d mitm-hang-up:444', '--set', 'block_list=:~d mitm-bare-403:403'],
	],
};

/**
 * Starts mitmdump on the gateway, once for each of its doors, and gives each to `keep`. Resolves to the PEM of the
 * authority that the first of them makes and all of them use.
 */
export async function startMitmproxies(
	publicRootPem: string,
	keep: (starting: readonly Promise<Peer>[]) => Promise<readonly Peer[]>,
): Promise<string> {
	const [first] = await keep([startMitmproxy('explicit', publicRootPem)]);
	const read = (name: string) => fs.readFileSync(path.join(first?.folder ?? '', name), 'utf8');
	const files = {'mitmproxy-ca.pem': read('mitmproxy-ca.pem')};
	await keep((['basic', 'transparent'] as const).map(door => startMitmproxy(door, publicRootPem, files)));
	return read('mitmproxy-ca-cert.pem');
}

function startMitmproxy(
	door: Door,
	publicRootPem: string,
	files: {readonly [name: string]: string} = {},
): Promise<Peer> {
	// What was redirected arrives at an address of the gateway's own choosing.
	const listen = ['--listen-host', door === 'transparent' ? '' : gatewayAddress];
	return startPeer(
		'mitmdump',
		folder => [
			...modes[door],
			...['--set', `confdir=${folder}`, '--set', `ssl_verify_upstream_trusted_ca=${folder}/root.pem`],
			...[...listen, '--listen-port', String(mitmproxyPorts[door])],
		],
		{
			files: {...files, 'root.pem': publicRootPem},
			address: gatewayAddress,
			port: mitmproxyPorts[door],
			namespace: 'gateway',
		},
	);
}
