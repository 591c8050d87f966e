import {safeText} from '../../safe-text.ts';
import type {JudgedRun, Result} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {hostOfFinding} from '../cause-texts/phrases.ts';
import {inspectionSteps} from '../cause-texts/tls.ts';
import {causeContextOf} from '../cause-texts.ts';
import {describeEvidence, findIssuer} from '../describe-evidence.ts';
import {failsAtLargeHello, hostOf, proxyNameOf, soFar} from '../results.ts';
import type {Group, Rule} from '../types.ts';

/** The share of hosts that showed a certificate which one issuer must have signed. */
const shareWanted = 0.8;

/** Fewer hosts than this don't make a pattern. */
const hostsWanted = 3;

function isInspected({verdict}: Result): boolean {
	return verdict.cause === 'tls.intercepted' || verdict.cause === 'tls.untrusted';
}

function explainInspection(
	issuer: string,
	results: readonly Result[],
	shown: readonly Result[],
	run: JudgedRun,
): Group[] {
	const hosts = uniqueOf(results.map(hostOf)).length;
	const all = uniqueOf(shown.map(hostOf)).length;
	if (hosts < hostsWanted || hosts < shareWanted * all) return [];
	const name = safeText(issuer, 120).replaceAll('"', "'");
	return [
		{
			id: `tls.inspects-all#${safeText(issuer, 120)}`,
			title: `TLS inspection of everything${soFar(run)}`,
			owner: 'security',
			why: `One CA, "${name}", issued the certificates of ${hosts} of the ${countOf(all, 'host')} that showed one${soFar(run)}, so a device on the way opens all TLS. ${describeEvidence(results)} Pods and nodes do not know this CA unless they are told to.`,
			fix: inspectionSteps(causeContextOf(results)),
			remedy: 'exempt',
			results,
		},
	];
}

/** One device that opens all TLS is one finding, with the places that must learn its CA. */
export const inspectsAll: Rule = {
	name: 'inspects-all',
	find(unexplained, run) {
		const shown = run.results.filter(
			result => !result.verdict.cause?.startsWith('proxy.') && findIssuer(result) !== null,
		);
		const byIssuer = Map.groupBy(unexplained.filter(isInspected), result => findIssuer(result) ?? '');
		return [...byIssuer].flatMap(([issuer, results]) =>
			issuer === '' ? [] : explainInspection(issuer, results, shown, run),
		);
	},
};

function explainLargeHello(proxy: string | null, results: readonly Result[]): Group {
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
			explainLargeHello(proxy, results),
		),
};
