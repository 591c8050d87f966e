import {endpointOf} from '../plan/endpoints.ts';
import {formatProxy} from '../settings/proxy-url.ts';
import type {ProxyEndpoint} from '../settings/types.ts';
import {type JudgedRun, type Result, type Severity, severities} from '../verdict/types.ts';
import {uniqueOf} from '../words.ts';

/** `host:port` of each row, or its pattern and port where nothing concrete could be probed; none twice. */
export function endpointNamesOf(results: readonly Pick<Result, 'planned'>[]): string[] {
	return uniqueOf(results.map(({planned}) => endpointOf(planned)));
}

/** The host of a row, or its pattern. */
export function hostOf({planned: {target, requirement}}: Result): string {
	return target?.host ?? requirement.pattern;
}

/** The proxy on the way of a row, or null: direct. */
export function proxyOf({planned: {route}}: Pick<Result, 'planned'>): ProxyEndpoint | null {
	return route?.via === 'proxy' ? route.proxy : null;
}

/** The address of the proxy on the way of a row, for a reader; null: direct. */
export function proxyNameOf(result: Result): string | null {
	const proxy = proxyOf(result);
	return proxy === null ? null : formatProxy(proxy);
}

/** Whether the network decided this row: it was probed, and nothing on this machine itself kept it from an answer. */
export function isDecided({planned, verdict}: Result): boolean {
	return planned.target !== null && verdict.status !== 'skipped' && verdict.status !== 'unverified';
}

/** Whether a finding asks somebody to do something. Others are notes, which no count of findings has in it. */
export function needsAction({severity}: {readonly severity: Severity}): boolean {
	return severity === 'error' || severity === 'warning';
}

/** ` so far`, to go behind what a run says of everything; nothing where it came to its end. */
export function soFar({complete}: Pick<JudgedRun, 'complete'>): string {
	return complete ? '' : ' so far';
}

/** The worst of some severities; `ok` for none. */
export function worstSeverity(of: Iterable<Severity>): Severity {
	return severities[Math.max(0, ...[...of].map(severity => severities.indexOf(severity)))] ?? 'ok';
}

/** The handshake fails, and succeeds with a hello that fits into one packet. */
export function failsAtLargeHello({verdict, controls}: Result): boolean {
	return verdict.status === 'blocked' && controls.some(({kind, passed}) => kind === 'small-hello' && passed);
}
