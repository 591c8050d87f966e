import {isIPv6} from 'node:net';
import type {DnsEvidence} from '../../evidence/types.ts';
import type {Cause} from '../../verdict/causes.ts';
import type {Result} from '../../verdict/types.ts';
import {joinWords} from '../../words.ts';
import {quoteShellWord} from '../shell-words.ts';
import type {Check} from '../types.ts';
import {lastStageOf} from './last-stage.ts';

/** What nslookup says for each answer of a name server, in BIND 9's words. */
const printed: {readonly [cause in Cause]?: string} = {
	'dns.nxdomain': 'NXDOMAIN',
	'dns.no-answer': 'No answer',
	'dns.servfail': 'SERVFAIL',
	'dns.refused': 'REFUSED" or "connection refused',
	'dns.timeout': 'no servers could be reached',
};

/** Name servers are written `address`, `address:port` or `[address]:port`. */
function splitServer(text: string): {address: string; port: string | null} {
	const match = isIPv6(text) ? null : /^\[?([^\]]*?)\]?:(\d+)$/.exec(text);
	return {address: match?.[1] ?? text, port: match?.[2] ?? null};
}

function commandFor({name, source, servers}: DnsEvidence): string {
	// The hosts file is no matter of name servers.
	if (source === 'hosts') return `getent ahosts ${quoteShellWord(name)}`;
	const {address, port} = splitServer(servers[0] ?? '');
	const words = ['nslookup', ...(port === null || port === '53' ? [] : [`-port=${port}`]), '-type=A', `${name}.`];
	return [...words.map(quoteShellWord), ...(address === '' ? [] : [quoteShellWord(address)])].join(' ');
}

/** Asks the name server again, without this program; null where no lookup was made. */
export function nameCheck(result: Result): Check | null {
	const lookup = lastStageOf(result, 'dns');
	// Neither tool knows a mark that ends its options.
	if (lookup === null || lookup.name.startsWith('-')) return null;
	const {cause} = result.verdict;
	const addresses = lookup.addresses.map(({address}) => `"${address}"`);
	const now =
		addresses.length > 0
			? joinWords(addresses, 3)
			: `"${(cause && printed[cause]) ?? lookup.error?.code ?? 'an error'}"`;
	return {
		command: commandFor(lookup),
		now: `Prints ${now}.`,
		fixed: 'Prints the name with one or more addresses of the service below it.',
	};
}
