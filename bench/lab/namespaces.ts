import {runShell} from '../../test/real-peers/helpers/namespaces.ts';
import {clientAddress, droppedNetwork, healthyNetwork, internetAddress, targetNetworks} from './addresses.ts';

/**
 * Two namespaces with a wire between: the client, which is the one that the benchmark runs in, and an internet. The
 * queues are long, so that nothing is lost that nobody means to lose.
 */
const setup = `
ip netns add internet
ip link add name uplink type veth peer name downlink netns internet
ip address add ${clientAddress}/24 dev uplink
ip link set uplink txqueuelen 20000 up
ip -n internet address add ${internetAddress}/24 dev downlink
ip -n internet link set downlink txqueuelen 20000 up
ip -n internet link set lo up
ip route add ${targetNetworks} metric 100 via ${internetAddress}
ip -n internet route add local ${healthyNetwork} dev lo
ip netns exec internet sh -ec '
	echo 65535 >/proc/sys/net/core/somaxconn
	echo 65535 >/proc/sys/net/ipv4/tcp_max_syn_backlog
	nft add table inet lab
	nft add chain inet lab input "{ type filter hook prerouting priority 0; }"
	nft add rule inet lab input ip daddr ${droppedNetwork} drop
'
# A client that has just closed 10,000 connections must be able to open as many again.
echo 1024 65535 >/proc/sys/net/ipv4/ip_local_port_range
`;

/** Builds the lab's wire. It is gone with the namespace that the benchmark runs in. */
export function openWire(): void {
	runShell(setup);
}
