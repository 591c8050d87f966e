import {spawnSync} from 'node:child_process';
import type {PeerName} from '../faults/types.ts';

/** How each peer tells its version, and how much of it a release of Debian keeps: the rest changes with security fixes. */
const questions: {readonly [peer in PeerName]: readonly [command: string, pattern: RegExp]} = {
	dnsmasq: ['dnsmasq --version', /version (\d+)/],
	nftables: ['nft --version', /v(\d+\.\d+)/],
	nginx: ['nginx -v', /nginx\/(\d+\.\d+)/],
	squid: ['squid -v', /Version (\d+\.\d+)/],
	tinyproxy: ['tinyproxy -v', /tinyproxy (\d+\.\d+)/],
	mitmproxy: ['mitmdump --version', /Mitmproxy: (\d+\.\d+)/],
};

/** `squid 5.7`. */
export function nameWithVersion(peer: PeerName): string {
	const [command, pattern] = questions[peer];
	const [program = '', ...parameters] = command.split(' ');
	const {stdout, stderr} = spawnSync(program, parameters, {encoding: 'utf8'});
	const version = pattern.exec(`${stdout}${stderr}`)?.[1];
	if (version === undefined) throw new Error(`${command} tells no version:\n${stdout}${stderr}`);
	return `${peer} ${version}`;
}
