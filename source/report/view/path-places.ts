import {isTested} from '../../record/counts.ts';
import {toEndpoints} from '../../record/endpoints.ts';
import type {Run, RunRow} from '../../record/run.ts';

/** Where a probe can stop, in the order of the path. `way`: firewalls, filters and the internet, behind the proxy where there is one. */
export const stops = ['name-server', 'proxy', 'way', 'service'] as const;
export type Stop = (typeof stops)[number];

/** How the endpoints of a run fared along the path, each counted once. Those that nobody needs any more are left out. */
export type PathCounts = {
	readonly tested: number;
	readonly proxied: number;
	/** Blocked, by the place where the probe stopped. */
	readonly stopped: {readonly [stop in Stop]: number};
	/** Went on to the proxy, past it on the direct way, behind the proxy, and to the service. */
	readonly toProxy: number;
	readonly pastProxy: number;
	readonly behindProxy: number;
	readonly toService: number;
	/** Opened by TLS inspection on the way. */
	readonly inspected: number;
	/** Reached the service. */
	readonly arrived: number;
};

/** The place that a cause speaks of. What a proxy says of its own upstream, and what happens inside its tunnel, lies behind it. */
export function stopOf({cause, attempts}: Pick<RunRow, 'cause' | 'attempts'>): Stop {
	const stage = cause?.split('.', 1)[0] ?? attempts.at(-1)?.stages.at(-1)?.stage;
	if (cause === 'proxy.unresolvable' || stage === 'dns') return 'name-server';
	if (cause === 'proxy.upstream-dns' || cause === 'proxy.upstream-unreachable') return 'way';
	if (stage === 'proxy') return 'proxy';
	// The request was on its way inside a tunnel that stood, and the far end gave no answer or a broken one.
	if (cause === 'http.timeout' || cause === 'http.closed' || cause === 'http.protocol-error') return 'service';
	return 'way';
}

/** Counts endpoints along the path. */
export function countAlongPath({results}: Run): PathCounts {
	const rows = toEndpoints(results.filter(isTested))
		.map(({row}) => row)
		.filter(({status, severity}) => status !== 'blocked' || severity !== 'info');
	const isStopped = (row: RunRow, at: readonly Stop[]) => row.status === 'blocked' && at.includes(stopOf(row));
	const countAt = (...at: Stop[]) => rows.filter(row => isStopped(row, at)).length;
	const resolved = rows.filter(row => !isStopped(row, ['name-server']));
	const proxied = resolved.filter(({route}) => route === 'proxy');
	const stopped = {
		'name-server': countAt('name-server'),
		proxy: countAt('proxy'),
		way: countAt('way'),
		service: countAt('service'),
	};
	return {
		tested: rows.length,
		proxied: rows.filter(({route}) => route === 'proxy').length,
		stopped,
		toProxy: proxied.length,
		pastProxy: resolved.length - proxied.length,
		behindProxy: proxied.length - stopped.proxy,
		toService: rows.length - countAt('name-server', 'proxy', 'way'),
		inspected: rows.filter(({status}) => status === 'intercepted').length,
		arrived: rows.filter(({status}) => status !== 'blocked').length,
	};
}
