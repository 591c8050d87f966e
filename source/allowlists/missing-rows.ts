import {remedyOf} from '../diagnosis/remedy.ts';
import type {Remedy} from '../diagnosis/types.ts';
import {formatHostPort} from '../host-port.ts';
import {singleLine} from '../safe-text.ts';
import type {Cause} from '../verdict/causes.ts';
import type {LineRows, RuleRow} from './documented-lines.ts';

/** An inspected host that must not be inspected lacks its exemption, which the rules hold too. */
export function isMissing({status, requirement}: RuleRow): boolean {
	return status === 'blocked' || (status === 'intercepted' && requirement?.noInspection === true);
}

/** What a rule has to do with a row, as its finding says it. */
export function remedyIn({cause}: RuleRow): Remedy | null {
	return cause == null ? null : remedyOf(cause);
}

/** What is missing for a cause that no rule cures, as `host:port` by cause. */
export function nameUncured(missing: readonly LineRows[]): Map<Cause, string[]> {
	const hosts = new Map<Cause, Set<string>>();
	for (const {line, rows} of missing) {
		for (const {cause, target} of rows) {
			if (cause == null || remedyOf(cause) !== null) continue;
			const name = formatHostPort(singleLine(target?.host ?? line.pattern), target?.port ?? line.port);
			hosts.set(cause, (hosts.get(cause) ?? new Set()).add(name));
		}
	}
	return new Map([...hosts].map(([cause, names]) => [cause, [...names]]));
}
