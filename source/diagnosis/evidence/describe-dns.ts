import type {DnsEvidence} from '../../evidence/types.ts';
import type {Cause} from '../../verdict/causes.ts';
import type {Result} from '../../verdict/types.ts';
import {joinWords} from '../../words.ts';
import type {Statement} from './statement.ts';

const answers: {readonly [cause in Cause]?: string} = {
	'dns.nxdomain': 'answered NXDOMAIN (no such name)',
	'dns.no-answer': 'returned no address',
	'dns.servfail': 'answered SERVFAIL (could not resolve it)',
	'dns.refused': 'answered REFUSED',
	'dns.timeout': 'did not answer in time',
	'dns.sinkhole': 'returned an address that leads nowhere',
};

/** What the name server itself could not say, since it was never heard of. */
const silences: {readonly [code: string]: string} = {
	ECONNREFUSED: 'gave no answer (nobody listens there)',
	EHOSTUNREACH: 'gave no answer (a router on the way calls it unreachable)',
	ENETUNREACH: 'gave no answer (a router on the way calls it unreachable)',
};

/** What the name server said, in words; null for causes of other stages. */
export function dnsAnswerOf({verdict, attempts}: Pick<Result, 'verdict' | 'attempts'>): string | null {
	const dns = attempts.flatMap(({stages}) => stages).findLast((stage): stage is DnsEvidence => stage.stage === 'dns');
	return answerOf(verdict.cause, dns?.error?.code);
}

function answerOf(cause: Cause | null, code: string | undefined): string | null {
	if (cause === null || !cause.startsWith('dns.')) return null;
	return silences[code ?? ''] ?? answers[cause] ?? null;
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
	const what = answerOf(cause, evidence.error?.code) ?? `answered ${evidence.error?.code ?? 'nothing usable'}`;
	const [first] = evidence.addresses;
	const example = cause === 'dns.sinkhole' && first !== undefined ? ` (${first.address})` : '';
	return {key: `${who} ${what}`, say: whom => `${who} ${what}${example} for ${whom}`};
}
