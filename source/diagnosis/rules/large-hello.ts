import type {Result} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {hostOfFinding} from '../cause-texts/phrases.ts';
import {failsAtLargeHello, hostOf, proxyNameOf} from '../results.ts';
import type {Group, Rule} from './types.ts';

function explain(proxy: string | null, results: readonly Result[]): Group {
	const hosts = uniqueOf(results.map(hostOf));
	const way = proxy === null ? 'on the direct path' : `through ${proxy}`;
	return {
		id: `large-hello${proxy === null ? '' : `@${proxy}`}`,
		title: 'Large TLS ClientHellos are lost or refused',
		owner: 'network',
		why: `For ${countOf(hosts.length, 'host')} (${joinWords(hosts, 3, hostOfFinding)}) the TLS handshake fails ${way} with the hello that current TLS libraries send, and succeeds with one that is the same but for its size. With a post-quantum key share (X25519MLKEM768: OpenSSL since 3.5, Go since 1.24, current browsers) a ClientHello has some 1,600 bytes and comes in two packets. Some firewalls, load balancers and servers look for the server name in the first one alone. Clients with older TLS libraries get through, so that parts of a cluster may work while others fail. A path that loses large packets (MTU) looks the same.`,
		fix: [
			'Find the device on the way that reads the server name of TLS connections (a firewall with application or URL filtering, a transparent proxy, a load balancer), and update it: it has to put a ClientHello together that comes in several packets.',
			`Until then, take these hosts out of whatever it does by server name: ${joinWords(hosts, 6, hostOfFinding)}.`,
			'If there is no such device: look for lost large packets, with ping -M do -s 1472 towards the next hops, and clamp the TCP MSS there.',
		],
		results,
	};
}

/** Handshakes that fail for the size of the hello. */
export const largeHello: Rule = {
	name: 'large-hello',
	find: unexplained =>
		[...Map.groupBy(unexplained.filter(failsAtLargeHello), proxyNameOf)].map(([proxy, results]) =>
			explain(proxy, results),
		),
};
