import type {Cause} from '../verdict/causes.ts';
import type {Remedy} from './types.ts';

/** What a rule that passes the host cures: filters by address, name, port or content. */
const allowed: ReadonlySet<Cause> = new Set<Cause>([
	'tcp.refused',
	'tcp.timeout',
	'tcp.reset',
	'tcp.unreachable',
	'tcp.prohibited',
	'proxy.host-denied',
	'proxy.port-denied',
	'proxy.upstream-unreachable',
	'tls.reset',
	'tls.closed',
	'tls.timeout',
	'tls.alert',
	'http.block-page',
	'http.websocket-denied',
]);

const exempted: ReadonlySet<Cause> = new Set<Cause>(['tls.untrusted', 'tls.intercepted']);

/** What a rule has to do with a host that fails for this cause; null where no rule helps, as with name servers and clocks. */
export function remedyOf(cause: Cause): Remedy | null {
	if (exempted.has(cause)) return 'exempt';
	return allowed.has(cause) ? 'allow' : null;
}
