import type {Cause} from '../causes.ts';
import {probeTimeout} from '../stage-error.ts';
import {sinkholeCode} from '../stages/dns.ts';
import type {DnsEvidence} from '../types.ts';
import {blocked, type Failure, unexplained} from './judgement.ts';

/** c-ares codes (node:dns) and what they say of the name server's answer. */
const causeByCode: {readonly [code: string]: Cause} = {
	ENOTFOUND: 'dns.nxdomain',
	ENODATA: 'dns.no-answer',
	ESERVFAIL: 'dns.servfail',
	EREFUSED: 'dns.refused',
	// Nobody listens on the name server's port, or a firewall rejects with an ICMP message.
	ECONNREFUSED: 'dns.refused',
	ETIMEOUT: 'dns.timeout',
	[probeTimeout]: 'dns.timeout',
	[sinkholeCode]: 'dns.sinkhole',
};

const saying: {readonly [cause: string]: string} = {
	'dns.nxdomain': 'says that the name does not exist (NXDOMAIN)',
	'dns.no-answer': 'knows the name, but no address for it',
	'dns.servfail': 'could not resolve it (SERVFAIL)',
	'dns.refused': 'refuses to answer (REFUSED)',
	'dns.timeout': 'did not answer in time',
};

/** What a failed name lookup means. A proxy's own name is `proxy.unresolvable`, whatever the name server said. */
export function judgeDns(evidence: DnsEvidence): Failure {
	const error = evidence.error ?? {code: 'UNKNOWN', message: ''};
	const cause = causeByCode[error.code];
	if (cause === undefined) return unexplained(`Resolving ${evidence.name}`, error);
	const servers = evidence.servers.length === 0 ? 'The name server' : `Name server ${evidence.servers.join(', ')}`;
	if (evidence.of === 'proxy') {
		return blocked('proxy.unresolvable', `${servers} ${saying[cause] ?? error.message}: ${evidence.name}, the proxy.`);
	}
	if (cause === 'dns.sinkhole') {
		return blocked(
			cause,
			`${servers} ${error.message} for ${evidence.name}, which leads nowhere: a filtering resolver.`,
		);
	}
	const detail = `${servers} ${saying[cause]}: ${evidence.name}.`;
	// The machine's own resolver saying the same is a second witness.
	return blocked(cause, detail, evidence.system?.error === null ? 'low' : 'high');
}
