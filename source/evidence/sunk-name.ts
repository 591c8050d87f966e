import {isSinkhole} from './addresses.ts';
import type {DnsEvidence} from './types.ts';

/**
 * Whether a name was answered with nothing but addresses of the asking machine itself, so that there is nothing to dial.
 * Only answers of name servers are suspect, which the machine's own resolver hands on: a hosts file with a loopback
 * address is somebody's own doing, and `localhost`, or a name for it, is where a local proxy runs.
 */
export function isSunk({name, of, ok, source, addresses}: DnsEvidence): boolean {
	return (
		ok &&
		(source === 'server' || (source === 'system' && of === 'target')) &&
		name !== 'localhost' &&
		addresses.every(({address}) => isSinkhole(address))
	);
}
