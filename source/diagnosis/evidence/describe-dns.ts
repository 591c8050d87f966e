import type {Cause} from '../../probe/causes.ts';
import type {DnsEvidence} from '../../probe/types.ts';
import {joinWords} from '../words.ts';
import type {Statement} from './statement.ts';

const answers: {readonly [cause in Cause]?: string} = {
	'dns.nxdomain': 'answered NXDOMAIN (no such name)',
	'dns.no-answer': 'returned no address',
	'dns.servfail': 'answered SERVFAIL (could not resolve it)',
	'dns.refused': 'refused the query or nothing listens there',
	'dns.timeout': 'did not answer in time',
	'dns.sinkhole': 'returned an address that leads nowhere',
};

/** What the name server said, in words; null for causes of other stages. */
export function dnsAnswerOf(cause: Cause | null): string | null {
	return cause === null ? null : (answers[cause] ?? null);
}

/** `name server 10.0.0.2`, or words for the resolver of this machine where no address is known. */
export function serversOf(servers: readonly string[]): string {
	if (servers.length === 0) return 'the resolver of this machine';
	return `name ${servers.length === 1 ? 'server' : 'servers'} ${joinWords(servers, 3)}`;
}

export function describeDns(evidence: DnsEvidence, cause: Cause | null): Statement {
	const who = serversOf(evidence.servers);
	if (evidence.of === 'proxy') {
		const sentence = `${who} gave no address for the name of the proxy, ${evidence.name} (${evidence.error?.code ?? 'UNKNOWN'})`;
		return {key: sentence, say: () => sentence};
	}
	const what = dnsAnswerOf(cause) ?? `answered ${evidence.error?.code ?? 'nothing usable'}`;
	const [first] = evidence.addresses;
	const example = cause === 'dns.sinkhole' && first !== undefined ? ` (${first.address})` : '';
	return {key: `${who} ${what}`, say: whom => `${who} ${what}${example} for ${whom}`};
}
