import {isAlert, probeTimeout} from '../../evidence/codes.ts';
import {targetTlsOf} from '../../evidence/stages.ts';
import type {Attempt, Http2Evidence} from '../../evidence/types.ts';
import {findLimits} from '../../verdict/limits.ts';
import type {Result} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {hostOfFinding} from '../cause-texts/phrases.ts';
import {hostOf, proxyNameOf} from '../results.ts';
import type {Group, Rule} from './types.ts';

type Seen = {readonly result: Result; readonly attempt: Attempt; readonly http2: Http2Evidence};

const answered = new Set(['reachable', 'intercepted', 'unstable']);

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

function explain(proxy: string | null, seen: readonly Seen[]): Group {
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
		// Where connections are limited, one more is turned away as any other.
		if (findLimits(results).some(({by}) => by !== 'names')) return [];
		const seen = results.flatMap((result): Seen[] => {
			const attempt = result.attempts.at(-1);
			if (!attempt?.http2 || !answered.has(result.verdict.status)) return [];
			return [{result, attempt, http2: attempt.http2}];
		});
		return [...Map.groupBy(seen, ({result}) => proxyNameOf(result))].map(([proxy, rows]) => explain(proxy, rows));
	},
};
