import {isAlert, probeTimeout} from '../../evidence/codes.ts';
import {targetTlsOf} from '../../evidence/stages.ts';
import type {Attempt, Http2Evidence} from '../../evidence/types.ts';
import {findLimits} from '../../verdict/limits.ts';
import {type FamilyDifference, familyDifference} from '../../verdict/second-family.ts';
import type {Result} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {addressSeen, hostOfFinding} from '../cause-texts/phrases.ts';
import {hostOf, proxyNameOf} from '../results.ts';
import type {Group, Rule} from '../types.ts';

type SeenFamily = {readonly result: Result; readonly difference: FamilyDifference};

const answered = new Set(['reachable', 'intercepted', 'unstable']);

const titles: {readonly [kind in FamilyDifference['kind']]: (family: string) => string} = {
	unconnected: family => `${family} leads nowhere where the other family works`,
	handshake: family => `TLS fails over ${family} and works over the other family`,
	certificate: family => `Another certificate over ${family}`,
	answer: family => `Another answer over ${family}, or none`,
};

function explainFamily(key: string, seen: readonly SeenFamily[]): Group[] {
	const [first] = seen;
	if (!first) return [];
	const {family, kind, sentence} = first.difference;
	const name = `IPv${family}`;
	const hosts = uniqueOf(seen.map(({result}) => hostOf(result)));
	const addresses = uniqueOf(seen.map(({difference}) => difference.address));
	return [
		{
			id: `second-family.${key}`,
			title: titles[kind](name),
			owner: 'network',
			severity: 'warning',
			why: `${countOf(hosts.length, 'host')} (${joinWords(hosts, 3, hostOfFinding)}) ${hosts.length === 1 ? 'answers' : 'answer'} over one address family only, or otherwise over the other. ${sentence}`,
			fix: [
				`Let ${name} to ${joinWords(hosts, 3, hostOfFinding)} (${joinWords(addresses, 3, addressSeen)}) pass as the other family does: look for the firewall, tunnel or route that only one of them takes.`,
				`Or take ${name} off this machine and the nodes, if the network does not offer it: programs that find it try it first.`,
			],
			results: seen.map(({result}) => result),
		},
	];
}

/** Targets that answer, and do so over one family alone: clients which choose the other one fail by chance. */
export const secondFamily: Rule = {
	name: 'second-family',
	// Also where another finding has its rows: they stay behind that one, and are named here as well.
	find(_unexplained, {results}) {
		const seen = results.flatMap((result): SeenFamily[] => {
			const last = result.attempts.at(-1);
			const difference = last && answered.has(result.verdict.status) ? familyDifference(last) : null;
			return difference === null ? [] : [{result, difference}];
		});
		const groups = Map.groupBy(seen, ({difference: {family, kind}}) => `ipv${family}.${kind}`);
		return [...groups].flatMap(([key, rows]) => explainFamily(key, rows));
	},
};

type SeenProtocol = {readonly result: Result; readonly attempt: Attempt; readonly http2: Http2Evidence};

/** What becomes of HTTP/2, behind "With an offer of HTTP/2". */
function endingOf({alpn, error}: Http2Evidence): string {
	if (error === null) return 'nothing is agreed on: the offer (ALPN) is taken out';
	const stage = alpn === 'h2' ? 'HTTP/2 is agreed on, and then the request' : 'the TLS handshake';
	if (error.code === probeTimeout) return `${stage} gets no answer`;
	if (isAlert(error)) return `${stage} is refused with an alert (${error.code})`;
	if (error.code === 'ECONNRESET' && error.syscall === 'read') return `${stage} is reset`;
	if (error.code === 'ERR_HTTP2_SESSION_ERROR' || /GOAWAY/i.test(`${error.code} ${error.message}`))
		return `${stage} is turned away (GOAWAY)`;
	if (error.code === 'ERR_HTTP2_STREAM_ERROR') return `${stage} is given up by the other side (RST_STREAM)`;
	return `${stage} breaks off (${error.code})`;
}

function explainProtocol(proxy: string | null, seen: readonly SeenProtocol[]): Group {
	const hosts = uniqueOf(seen.map(({result}) => hostOf(result)));
	const endings = uniqueOf(seen.map(({http2}) => endingOf(http2)));
	const isInspected = seen.some(({attempt}) => targetTlsOf(attempt)?.trust === 'private');
	const way = proxy === null ? 'on the direct path' : `through ${proxy}`;
	return {
		id: `second-protocol.http2${proxy === null ? '' : `@${proxy}`}`,
		title: 'HTTP/2 breaks where HTTP/1.1 passes',
		owner: isInspected ? 'security' : proxy === null ? 'network' : 'proxy',
		severity: 'warning',
		why: `${countOf(hosts.length, 'host')} (${joinWords(hosts, 3, hostOfFinding)}) ${hosts.length === 1 ? 'answers' : 'answer'} in HTTP/1.1 ${way}. With an offer of HTTP/2, as current clients make it, ${joinWords(endings, 3, 'ending')}; it was tried twice.`,
		impact: [
			'Clients that take HTTP/2 where it is offered fail or fall back by chance, and gRPC, which knows nothing else, does not work.',
		],
		fix: [
			isInspected
				? `Leave these hosts out of TLS inspection, or let the inspecting device speak HTTP/2 (ALPN h2) on both sides: ${joinWords(hosts, 6, hostOfFinding)}.`
				: `Look for the device on the way that handles HTTP/2 or ALPN (inspection, a load balancer, an application filter), update it, or leave these hosts out: ${joinWords(hosts, 6, hostOfFinding)}.`,
			{
				requester:
					'Until then, let programs written in Go use HTTP/1.1 alone, with GODEBUG=http2client=0 in their environment.',
			},
		],
		results: seen.map(({result}) => result),
	};
}

/** Targets that answer in HTTP/1.1, and not in HTTP/2 where they offer it. */
export const secondProtocol: Rule = {
	name: 'second-protocol',
	// Also where another finding has its rows: they stay behind that one, and are named here as well.
	find(_unexplained, {results}) {
		const seen = results.flatMap((result): SeenProtocol[] => {
			const attempt = result.attempts.at(-1);
			if (!attempt?.http2 || !answered.has(result.verdict.status)) return [];
			return [{result, attempt, http2: attempt.http2}];
		});
		// Where connections are limited, one more is turned away as any other.
		if (seen.length === 0 || findLimits(results).some(({by}) => by !== 'names')) return [];
		return [...Map.groupBy(seen, ({result}) => proxyNameOf(result))].map(([proxy, rows]) =>
			explainProtocol(proxy, rows),
		);
	},
};
