import {formatHostPort} from '../../host-port.ts';
import type {Cause} from '../../probe/causes.ts';
import type {RuleEntry} from './types.ts';

/** What an allow rule alone does not cure: name resolution, the way to the proxy and its sign-in, certificates. */
const uncured: ReadonlySet<Cause> = new Set<Cause>([
	'dns.nxdomain',
	'dns.no-answer',
	'dns.servfail',
	'dns.refused',
	'dns.timeout',
	'proxy.unresolvable',
	'proxy.refused',
	'proxy.timeout',
	'proxy.unreachable',
	'proxy.tls-untrusted',
	'proxy.wrong-scheme',
	'proxy.auth-required',
	'proxy.auth-rejected',
	'proxy.upstream-dns',
	'tls.untrusted',
	'tls.hostname-mismatch',
	'tls.expired',
	'tls.not-yet-valid',
]);

/** For a reader who would open a firewall in vain: which hosts failed for which such cause. */
export function describeCauses(entries: readonly RuleEntry[]): string[] {
	const hostsByCause = new Map<Cause, string[]>();
	for (const {causes, host, port} of entries) {
		for (const cause of causes) {
			if (!uncured.has(cause)) continue;
			hostsByCause.set(cause, [...(hostsByCause.get(cause) ?? []), formatHostPort(host, port)]);
		}
	}
	if (hostsByCause.size === 0) return [];
	return [
		'A rule alone does not cure these causes; see the findings of the run:',
		...[...hostsByCause].map(([cause, hosts]) => `  ${cause}: ${hosts.join(', ')}`),
	];
}
