import {nameFaults} from './dnsmasq.ts';
import {mitmproxyFaults} from './mitmproxy.ts';
import {packetFaults} from './nftables.ts';
import {serverFaults} from './nginx.ts';
import {squidFaults} from './squid.ts';
import {tinyproxyFaults} from './tinyproxy.ts';
import type {Fault, PeerName} from './types.ts';

/** The faults of one peer, and the program that must be there for them. */
export type Section = {readonly peer: PeerName; readonly program: string; readonly faults: readonly Fault[]};

export const sections: readonly Section[] = [
	{peer: 'dnsmasq', program: 'dnsmasq', faults: nameFaults},
	{peer: 'nftables', program: 'nft', faults: packetFaults},
	{peer: 'nginx', program: 'nginx', faults: serverFaults},
	{peer: 'squid', program: 'squid', faults: squidFaults},
	{peer: 'tinyproxy', program: 'tinyproxy', faults: tinyproxyFaults},
	{peer: 'mitmproxy', program: 'mitmdump', faults: mitmproxyFaults},
];

export const allFaults: readonly Fault[] = sections.flatMap(({faults}) => faults);
