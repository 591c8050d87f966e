import {remedyOf} from '../diagnosis/remedy.ts';
import {formatHostPort} from '../host-port.ts';
import type {Cause} from '../verdict/causes.ts';
import {joinWords} from '../words.ts';
import type {RuleEntry} from './types.ts';

/** So many hosts are named for one cause. */
const hostLimit = 8;

const listHosts = (hostsByCause: ReadonlyMap<Cause, readonly string[]>): string[] =>
	[...hostsByCause].map(([cause, hosts]) => `  ${cause}: ${joinWords(hosts, hostLimit)}`);

/** For a reader who would open a firewall in vain: which hosts failed for a cause that an allow rule alone does not cure. */
export function describeCauses(entries: readonly RuleEntry[]): string[] {
	const hostsByCause = new Map<Cause, string[]>();
	for (const {causes, host, port} of entries) {
		for (const cause of causes) {
			if (remedyOf(cause) === 'allow') continue;
			hostsByCause.set(cause, [...(hostsByCause.get(cause) ?? []), formatHostPort(host, port)]);
		}
	}
	if (hostsByCause.size === 0) return [];
	return ['A rule alone does not cure these causes; see the findings of the run:', ...listHosts(hostsByCause)];
}

/** What failed and is not among the rules, since opening it would change nothing. */
export function describeUncured(uncured: ReadonlyMap<Cause, readonly string[]>): string[] {
	if (uncured.size === 0) return [];
	return ['Not in here, since no rule cures it; see the findings of the run:', ...listHosts(uncured)];
}
