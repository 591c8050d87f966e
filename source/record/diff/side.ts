import {isIPv4} from 'node:net';
import {uniqueOf} from '../../words.ts';
import type {Endpoint} from '../endpoints.ts';
import type {Side} from './diff-report.ts';

/** An endpoint as one of the runs saw it: its worst row, and what the last try showed. */
export function sideOf({row, rows}: Endpoint): Side {
	const {status, severity, cause, detail} = row;
	// Rows of one endpoint share a probe; the one that was probed speaks for it.
	const attempts =
		row.attempts.length > 0 ? row.attempts : (rows.find(({attempts: tries}) => tries.length > 0)?.attempts ?? []);
	const stages = attempts.at(-1)?.stages ?? [];
	const own = stages.filter(({of}) => of === 'target');
	const issuer = own.flatMap(stage => (stage.stage === 'tls' ? stage.chain.slice(0, 1) : []))[0]?.issuer ?? null;
	const addresses = own.flatMap(stage => (stage.stage === 'dns' ? stage.addresses.map(({address}) => address) : []));
	const isThrough = stages.length > 0 && stages.every(({ok}) => ok);
	const ms = isThrough ? Math.round(stages.reduce((sum, stage) => sum + stage.ms, 0)) : null;
	return {status, severity, cause, detail, issuer, addresses: uniqueOf(addresses).toSorted(), ms};
}

/** Much slower: three times as long, and at least half a second more. Less than that is the weather of a network. */
export function isMuchSlower(before: number | null, after: number | null): boolean {
	return before !== null && after !== null && after >= before * 3 && after - before >= 500;
}

/**
 * Whether a name leads somewhere else. Large services hand out other addresses of the same networks from one minute to
 * the next, so the networks are compared (/16, and /32 of IPv6), and one in common is enough.
 */
export function isElsewhere(before: readonly string[], after: readonly string[]): boolean {
	if (before.length === 0 || after.length === 0) return false;
	const networks = new Set(before.map(networkOf));
	return !after.some(address => networks.has(networkOf(address)));
}

function networkOf(address: string): string {
	if (isIPv4(address)) return address.split('.').slice(0, 2).join('.');
	const [head = '', tail = ''] = address.toLowerCase().split('::');
	const groups = head === '' ? [] : head.split(':');
	const missing = address.includes('::') ? 8 - groups.length - (tail === '' ? 0 : tail.split(':').length) : 0;
	const whole = [...groups, ...Array.from({length: missing}, () => '0'), ...tail.split(':')];
	return whole
		.slice(0, 2)
		.map(group => group.replace(/^0+(?=.)/, ''))
		.join(':');
}
