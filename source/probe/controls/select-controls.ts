import type {ProbeSubject} from '../attempt.ts';
import type {Control, Verdict} from '../types.ts';

/** Failures after the ClientHello, for which a filter by server name and a broken server look alike. */
const afterHello = ['tls.reset', 'tls.closed', 'tls.timeout', 'tls.alert'];

/** Which controls can tell the explanations of a failure apart. None for a verdict that needs none. */
export function selectControls(
	verdict: Pick<Verdict, 'status' | 'cause'>,
	{route, target, protocol}: ProbeSubject,
	isDirectAllowed: boolean,
): Control['kind'][] {
	const {cause} = verdict;
	if (verdict.status !== 'blocked' || cause === null) return [];
	const controls: Control['kind'][] = [];
	if (afterHello.includes(cause)) controls.push('neutral-name');
	if (cause === 'proxy.closed' && route.proxy?.scheme === 'http') controls.push('proxy-speaks-tls');
	const isDenied = cause === 'proxy.host-denied' || cause === 'proxy.port-denied';
	if (isDenied && protocol !== 'http' && target.port !== 443) controls.push('same-host-port-443');
	if (isDirectAllowed && route.via === 'proxy') controls.push('direct');
	return controls;
}
