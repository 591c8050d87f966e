import {
	dnsOverTcpSilent,
	nameServerOutOfReach,
	noNameServer,
	probeTimeout,
	sinkholeCode,
} from '../../evidence/codes.ts';
import type {DnsEvidence} from '../../evidence/types.ts';
import type {Cause} from '../causes.ts';
import {blocked, type Failure, unexplained} from '../failure.ts';

/** c-ares codes (node:dns) and what they say of the name server's answer. */
const causeByCode: {readonly [code: string]: Cause} = {
	ENOTFOUND: 'dns.nxdomain',
	ENODATA: 'dns.no-answer',
	ESERVFAIL: 'dns.servfail',
	// What came back can't be read, or says that the server can't read the question: only a peer can cause these.
	EBADRESP: 'dns.servfail',
	EFORMERR: 'dns.servfail',
	ENOTIMP: 'dns.servfail',
	EREFUSED: 'dns.refused',
	// Nobody listens on the name server's port, or a firewall rejects with an ICMP message.
	ECONNREFUSED: 'dns.refused',
	// A router on the way says so; the name server itself was never heard of.
	EHOSTUNREACH: 'dns.timeout',
	ENETUNREACH: 'dns.timeout',
	ETIMEOUT: 'dns.timeout',
	[probeTimeout]: 'dns.timeout',
	[dnsOverTcpSilent]: 'dns.timeout',
	[sinkholeCode]: 'dns.sinkhole',
};

const saying: {readonly [cause: string]: string} = {
	'dns.nxdomain': 'says that the name does not exist (NXDOMAIN)',
	'dns.no-answer': 'knows the name, but no address for it',
	'dns.servfail': 'could not resolve it (SERVFAIL)',
	'dns.refused': 'answered REFUSED',
	'dns.timeout': 'did not answer in time',
};

/** Where the cause alone says too little. */
const sayingByCode: {readonly [code: string]: string} = {
	EBADRESP: 'gave an answer that can not be read',
	EFORMERR: 'could not read the question (FORMERR)',
	ENOTIMP: 'does not answer such questions (NOTIMP)',
	[dnsOverTcpSilent]: 'says over UDP that its answer is too long for that (truncated), and does not answer over TCP',
};

/** The name server itself said nothing: the error tells what was seen instead. */
const unheardCodes = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);

/** What a failed name lookup means. A proxy's own name is `proxy.unresolvable`, whatever the name server said. */
export function judgeDns(evidence: DnsEvidence): Failure {
	const error = evidence.error ?? {code: 'UNKNOWN', message: ''};
	if (error.code === nameServerOutOfReach || error.code === noNameServer)
		return {kind: 'local', detail: `${capitalize(error.message)}.`};
	const cause = causeByCode[error.code];
	if (cause === undefined) return unexplained(`Resolving ${evidence.name}`, error);
	const servers = evidence.servers.length === 0 ? 'The name server' : `Name server ${evidence.servers.join(', ')}`;
	const said = unheardCodes.has(error.code)
		? capitalize(error.message)
		: `${servers} ${sayingByCode[error.code] ?? saying[cause] ?? error.message}`;
	if (evidence.of === 'proxy') return blocked('proxy.unresolvable', `${said}: ${evidence.name}, the proxy.`);
	if (cause === 'dns.sinkhole') {
		return blocked(
			cause,
			`${servers} ${error.message} for ${evidence.name}, which leads nowhere: a filtering resolver.`,
		);
	}
	const alias = evidence.aliases.at(-1);
	const end = alias === undefined ? '' : ` It is an alias of ${alias}, where the answer ends.`;
	// The machine's own resolver saying the same is a second witness.
	return blocked(cause, `${said}: ${evidence.name}.${end}`, evidence.system?.error === null ? 'low' : 'high');
}

function capitalize(text: string): string {
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
