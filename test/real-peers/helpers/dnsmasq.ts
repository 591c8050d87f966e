import {type Fault, hostOf} from '../faults/types.ts';
import {gatewayAddress, originAddress} from './namespaces.ts';
import {type Peer, startPeer} from './peer.ts';

/** Names of the proxies, beside those of the faults. */
const proxyNames = ['squid'];

/** What every dnsmasq has in common: it stays in front, writes into its own folder, and knows nothing but what it is told. */
export const dnsmasqBasics = `
keep-in-foreground
log-facility=-
user=root
pid-file=@FOLDER@/dnsmasq.pid
no-resolv
no-hosts
`;

/**
 * Starts dnsmasq in the namespace of the client or in that of the gateway, as the name server of what runs there. It
 * knows the names of the faults and nothing else. The faults of names themselves are played by the one that is asked:
 * the client's, or with a proxy on the way that of the gateway.
 */
export function startDnsmasq(faults: readonly Fault[], namespace?: 'gateway'): Promise<Peer> {
	const records = faults.flatMap(fault => {
		const isFaultHere = namespace === undefined || fault.proxy !== undefined;
		if (fault.records && isFaultHere) return fault.records;
		const addresses = fault.addresses ?? [originAddress];
		// `address` stands for all names below it, too.
		return fault.hosts
			? [`address=/${hostOf(fault)}/${addresses[0]}`]
			: [`host-record=${[hostOf(fault), ...addresses].join(',')}`];
	});
	const configuration = `${dnsmasqBasics}
bind-interfaces
listen-address=127.0.0.1${namespace ? `,${gatewayAddress}` : ''}
local=/peers.example/
${proxyNames.map(name => `host-record=${name}.peers.example,${gatewayAddress}`).join('\n')}
${records.join('\n')}
`;
	return startPeer('dnsmasq', folder => ['-C', `${folder}/dnsmasq.conf`], {
		files: {'dnsmasq.conf': configuration},
		port: 53,
		...(namespace && {namespace, address: gatewayAddress}),
	});
}
