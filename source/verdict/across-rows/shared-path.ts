import {formatHostPort} from '../../words.ts';
import type {Result} from '../types.ts';

const answered = ['reachable', 'intercepted', 'unstable'];

/** Silence and closed doors, which a dead host, a rule for one host and a dead path have in common. */
const ambiguous = [
	'tcp.timeout',
	'tcp.reset',
	'tcp.refused',
	'proxy.closed',
	'proxy.timeout',
	'tls.reset',
	'tls.closed',
	'tls.timeout',
];

/**
 * Looks at a failure beside the other targets of the run that took the same way. Where others got through, the way as
 * a whole works, and the failure is this target's own; where none did, the fault lies in the way they share.
 */
export function reviseSharedPaths(results: readonly Result[]): Result[] {
	const ways = new Map<string, {passed: Set<string>; failed: Set<string>}>();
	for (const result of results) {
		const way = wayOf(result);
		if (way === null) continue;
		const seen = ways.get(way) ?? {passed: new Set(), failed: new Set()};
		ways.set(way, seen);
		const {host} = result.planned.target ?? {host: ''};
		if (answered.includes(result.verdict.status)) seen.passed.add(host);
		else if (result.verdict.status === 'blocked') seen.failed.add(host);
	}
	return results.map(result => {
		const {verdict} = result;
		const seen = ways.get(wayOf(result) ?? '');
		if (!seen || verdict.status !== 'blocked' || verdict.cause === null || !ambiguous.includes(verdict.cause))
			return result;
		if (seen.passed.size > 0) return {...result, verdict: {...verdict, confidence: 'high'}};
		if (seen.failed.size < 2) return result;
		const detail = `${verdict.detail} Nothing else got through on the same way in this run (${seen.failed.size} hosts).`;
		return {...result, verdict: {...verdict, confidence: 'medium', detail}};
	});
}

/** Targets that share a way: the same proxy, or the same port without one. */
function wayOf({planned: {route, target}}: Result): string | null {
	if (!route || !target) return null;
	return route.proxy ? `proxy ${formatHostPort(route.proxy.host, route.proxy.port)}` : `port ${target.port}`;
}
