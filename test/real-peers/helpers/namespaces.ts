import {execFileSync} from 'node:child_process';

/** Where the proxies are found, and the far side of the firewall. */
export const gatewayAddress = '10.99.0.1';

/** An address of the internet's own, in private space. */
export const privateAddress = '10.99.1.2';

/** Where every healthy service is. */
export const originAddress = '198.51.100.1';
export const originAddress6 = '3fff::1';

/**
 * Three namespaces in a row: the one that the tests run in is the client, behind it the gateway (firewall and proxies),
 * behind that the internet, which has all addresses of 198.51.100.0/24 and 3fff::/32 (both kept for documentation).
 * Linux limits the ICMP errors that it sends; here that is off, but for the test that is about it.
 */
const setup = `
ip netns add gateway
ip netns add internet

for namespace in gateway internet; do
	ip netns exec $namespace sh -ec '
		for folder in all default; do
			echo 1 >/proc/sys/net/ipv6/conf/$folder/forwarding
			echo 0 >/proc/sys/net/ipv6/conf/$folder/accept_dad
		done
		echo 1 >/proc/sys/net/ipv4/ip_forward
		echo 0 >/proc/sys/net/ipv4/icmp_ratelimit
		echo 0 >/proc/sys/net/ipv6/icmp/ratelimit
	'
	ip -n $namespace link set lo up
done
# Else the link-local addresses are of no use for the first second.
echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad

ip link add name to-gateway type veth peer name to-client netns gateway
ip -n gateway link add name to-internet type veth peer name to-gateway netns internet
ip address add 10.99.0.2/24 dev to-gateway
ip address add fd99::2/64 dev to-gateway nodad
ip link set to-gateway up
ip -n gateway address add 10.99.0.1/24 dev to-client
ip -n gateway address add fd99::1/64 dev to-client nodad
ip -n gateway link set to-client up
ip -n gateway address add 10.99.1.1/24 dev to-internet
ip -n gateway address add fd99:1::1/64 dev to-internet nodad
ip -n gateway link set to-internet up
ip -n internet address add 10.99.1.2/24 dev to-gateway
ip -n internet address add fd99:1::2/64 dev to-gateway nodad
ip -n internet link set to-gateway up

ip route add default via 10.99.0.1
ip -6 route add default via fd99::1
ip -n gateway route add default via 10.99.1.2
ip -n gateway -6 route add default via fd99:1::2
ip -n internet route add default via 10.99.1.1
ip -n internet -6 route add default via fd99:1::1
ip -n internet route add local 198.51.100.0/24 dev lo
ip -n internet -6 route add local 3fff::/32 dev lo
`;

/** Deleting a namespace takes its links along, and with a link go its other end, the addresses and the routes over it. */
const removal = `
for namespace in gateway internet; do ip netns delete $namespace 2>/dev/null || :; done
ip link delete to-gateway 2>/dev/null || :
for type in unreachable prohibit blackhole; do ip route flush type $type; done
`;

/** Runs lines of shell here, or in a namespace. Throws with what the line said when one fails. */
export function runShell(script: string, namespace?: string): void {
	const [program = 'sh', ...words] = [...(namespace ? ['ip', 'netns', 'exec', namespace] : []), 'sh', '-euc', script];
	execFileSync(program, words, {stdio: ['ignore', 'ignore', 'pipe']});
}

export type Namespaces = {close(): void};

/** Makes the client a neighbour of a gateway and, behind it, an internet. */
export function openNamespaces(): Namespaces {
	const close = () => runShell(removal);
	try {
		runShell(setup);
	} catch (error) {
		close();
		throw error;
	}
	return {close};
}
