import {loginSparedCode, loginWithoutTicket} from '../evidence/codes.ts';
import {namingHeaderOf} from '../evidence/headers.ts';
import type {
	DnsEvidence,
	HeaderMap,
	HttpEvidence,
	ProxyEvidence,
	StageEvidence,
	TcpEvidence,
	TimeServerEvidence,
	TlsEvidence,
} from '../evidence/types.ts';
import {safeText} from '../safe-text.ts';
import {ntpPort} from '../settings/parsers.ts';
import type {Cause} from '../verdict/causes.ts';
import type {Result} from '../verdict/types.ts';
import {countOf, formatHostPort, joinWords, uniqueOf} from '../words.ts';
import {hostOf, proxyNameOf} from './results.ts';

/** So many different statements are spelled out; a finding with more says how many hosts are left. */
const statementLimit = 3;

function describe(result: Result): Statement {
	const evidence = findDecidingEvidence(result);
	const proxy = proxyNameOf(result);
	switch (evidence?.stage) {
		case 'dns':
			return describeDns(evidence, result.verdict.cause);
		case 'tcp':
			return describeTcp(evidence, proxy);
		case 'proxy':
			return describeProxyAnswer(evidence, proxy);
		case 'tls':
			return describeTls(evidence, proxy);
		case 'http':
			return describeHttpAnswer(evidence, proxy);
		default:
			return {key: result.verdict.detail, say: whom => `seen for ${whom}: ${result.verdict.detail.replace(/\.$/, '')}`};
	}
}

/** What was seen for some results, in as few sentences as tell it: rows that saw the same are counted. */
export function describeEvidence(results: readonly Result[]): string {
	const groups = new Map<string, {statement: Statement; hosts: string[]}>();
	for (const result of results) {
		const statement = describe(result);
		const group = groups.get(statement.key) ?? {statement, hosts: []};
		group.hosts.push(hostOf(result));
		groups.set(statement.key, group);
	}
	const byCount = [...groups.values()]
		.map(({statement, hosts}) => ({statement, hosts: uniqueOf(hosts)}))
		.sort((one, other) => other.hosts.length - one.hosts.length);
	const sentences = byCount
		.slice(0, statementLimit)
		.map(({statement, hosts}) => asSentence(statement.say(nameHosts(hosts))));
	const rest = byCount.slice(statementLimit).flatMap(({hosts}) => hosts);
	if (rest.length > 0) sentences.push(`${countOf(rest.length, 'more host')} failed in similar ways.`);
	return sentences.join(' ');
}

function nameHosts(hosts: readonly string[]): string {
	const [only] = hosts;
	return hosts.length === 1 && only !== undefined ? only : countOf(hosts.length, 'host');
}

function asSentence(text: string): string {
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** One thing that was seen. Rows with the same key saw the same, and are said in one sentence. */
type Statement = {
	readonly key: string;
	/** The sentence, without its full stop, about `mcr.microsoft.com` or about `12 hosts`. */
	readonly say: (whom: string) => string;
};

/** Words of a peer between double quotes, on one line and bounded. */
export function quotePeer(text: string): string {
	return `"${safeText(text, 120).replaceAll('"', "'")}"`;
}

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
	return nameServerWords(verdict.cause, dns?.error?.code);
}

function nameServerWords(cause: Cause | null, code: string | undefined): string | null {
	if (cause === null || !cause.startsWith('dns.')) return null;
	return silences[code ?? ''] ?? answers[cause] ?? null;
}

/** `name server 10.0.0.2`, or words for the resolver of this machine where no address is known. */
export function serversOf(servers: readonly string[]): string {
	if (servers.length === 0) return 'the resolver of this machine';
	return `name ${servers.length === 1 ? 'server' : 'servers'} ${joinWords(servers, 3, 'name server')}`;
}

function describeDns(evidence: DnsEvidence, cause: Cause | null): Statement {
	const who = serversOf(evidence.servers);
	if (evidence.of === 'proxy') {
		const sentence = `${who} gave no address for the name of the proxy, ${evidence.name} (${evidence.error?.code ?? 'UNKNOWN'})`;
		return {key: sentence, say: () => sentence};
	}
	const what = nameServerWords(cause, evidence.error?.code) ?? `answered ${evidence.error?.code ?? 'nothing usable'}`;
	const [first] = evidence.addresses;
	const example = cause === 'dns.sinkhole' && first !== undefined ? ` (${first.address})` : '';
	return {key: `${who} ${what}`, say: whom => `${who} ${what}${example} for ${whom}`};
}

const words: {readonly [code: string]: string} = {
	ECONNREFUSED: 'the connection was refused',
	ECONNRESET: 'the connection was reset',
	EHOSTUNREACH: 'the address was reported unreachable',
	ENETUNREACH: 'the network was reported unreachable',
	NO_ROUTE: 'this machine has no route',
	EACCES: 'the connection was reported prohibited',
	EPERM: 'this machine did not permit the connection',
	ETIMEDOUT: 'the connection attempt got no answer',
	PROBE_TIMEOUT: 'the connection attempt got no answer',
};

function describeTcp(evidence: TcpEvidence, proxy: string | null): Statement {
	const failed = evidence.dials.find(dial => !dial.ok);
	const code = failed?.error?.code ?? evidence.error?.code ?? 'UNKNOWN';
	const what = `${words[code] ?? 'the connection failed'} (${code})`;
	const example = failed === undefined ? '' : `; tried for example ${failed.address}`;
	const ofProxy = evidence.of === 'proxy' ? ` at the proxy ${proxy ?? ''}`.trimEnd() : '';
	return {
		key: `${what} ${evidence.port}${ofProxy}`,
		say: whom => `on port ${evidence.port}${ofProxy} ${what} for ${whom}${example}`,
	};
}

const trustWords = {
	public: 'verifies against the public roots',
	private: 'verifies only with what this machine trusts on top of the public roots',
	untrusted: 'does not verify',
} as const;

function describeTls(evidence: TlsEvidence, proxy: string | null): Statement {
	const [leaf] = evidence.chain;
	const who = evidence.of === 'proxy' ? `the proxy ${proxy ?? ''}`.trimEnd() : null;
	if (leaf === undefined || evidence.trust === null) {
		const what = `the TLS handshake${who === null ? '' : ` with ${who}`} failed with ${evidence.error?.code ?? 'UNKNOWN'}`;
		return {key: what, say: whom => `${what} for ${whom}`};
	}
	const defects = evidence.defects.length === 0 ? '' : ` (${evidence.defects.join(', ')})`;
	const what = `by ${quotePeer(leaf.issuer)} and ${trustWords[evidence.trust]}${defects}`;
	const shown = who === null ? 'the certificate' : `the certificate of ${who}`;
	return {key: `${shown} ${what}`, say: whom => `${shown} shown for ${whom} was issued ${what}`};
}

/** The most telling header of an answer as `header X-Squid-Error: ERR_ACCESS_DENIED 0`, or an empty text. */
function headerIn(headers: HeaderMap): string {
	const header = namingHeaderOf(headers);
	return header === null ? '' : `header ${header.name}: ${safeText(header.value, 120)}`;
}

/** The answer of a proxy to CONNECT. */
function describeProxyAnswer(evidence: ProxyEvidence, proxy: string | null): Statement {
	const who = `the proxy ${proxy ?? ''}`.trimEnd();
	if (evidence.status === null) {
		const code = evidence.error?.code ?? 'UNKNOWN';
		const isReply = evidence.socks !== undefined && code.startsWith('SOCKS_');
		const what = evidence.ok
			? 'granted CONNECT and closed the tunnel'
			: `${isReply ? 'refused CONNECT' : 'gave no answer to CONNECT'} (${code})`;
		return {key: `${who} ${what}`, say: whom => `${who} ${what} for ${whom}`};
	}
	if (evidence.error?.code === loginSparedCode) return describeSparedLogin(evidence, who);
	if (evidence.error?.code === loginWithoutTicket) return describeMissingLogin(evidence, who);
	const credentials = evidence.authenticated ? ' with credentials' : '';
	const what = `answered ${evidence.status} to CONNECT${credentials}`;
	const header = headerIn(evidence.headers);
	return {
		key: `${who} ${what} ${header}`,
		say: whom => `${who} ${what} for ${whom}${header === '' ? '' : `, ${header}`}`,
	};
}

/** The answer to a request, by whoever gave it. */
function describeHttpAnswer(evidence: HttpEvidence, proxy: string | null): Statement {
	const request = proxy === null ? 'a direct request' : `a request through the proxy ${proxy}`;
	if (evidence.status === null) {
		const what = `${request} got no answer (${evidence.error?.code ?? 'UNKNOWN'})`;
		return {key: what, say: whom => `${what} from ${whom}`};
	}
	if (evidence.error?.code === loginSparedCode)
		return describeSparedLogin(evidence, `the proxy ${proxy ?? ''}`.trimEnd());
	if (evidence.error?.code === loginWithoutTicket)
		return describeMissingLogin(evidence, `the proxy ${proxy ?? ''}`.trimEnd());
	const what = `${request} was answered ${evidence.status}`;
	const title = evidence.title === null ? '' : `title ${quotePeer(evidence.title)}`;
	const signs = [headerIn(evidence.headers), title].filter(sign => sign !== '');
	return {
		key: [what, ...signs].join(', '),
		say: whom => [`${what} for ${whom}`, ...signs].join(', '),
	};
}

/** The proxy had turned the credentials down, so that the request was not sent. */
function describeSparedLogin({status, error}: HttpEvidence | ProxyEvidence, who: string): Statement {
	const what = `${who} had rejected the credentials (${status})`;
	return {key: `${what}, spared`, say: whom => `${what}: ${whom} ${error?.message}`};
}

/** What the system said, since this machine has no ticket or kept login to send. */
function describeMissingLogin({status, error}: HttpEvidence | ProxyEvidence, who: string): Statement {
	const what = `${who} asked for a login (${status})`;
	const why = `this machine has none to give: ${quotePeer(error?.message ?? '')}`;
	return {key: `${what}, ${why}`, say: whom => `${what} for ${whom}, and ${why}`};
}

function belongsTo(evidence: StageEvidence, stageOfCause: string): boolean {
	// A proxy can fail at each of its own stages, and in plain HTTP its refusal is the answer to the request itself.
	if (stageOfCause === 'proxy')
		return evidence.stage === 'proxy' || evidence.of === 'proxy' || evidence.stage === 'http';
	return evidence.stage === stageOfCause && evidence.of === 'target';
}

/** The stage that the verdict rests on: of the stages that the cause names the last one that failed, else the last one. */
function findDecidingEvidence({attempts, verdict}: Result): StageEvidence | null {
	const stageOfCause = verdict.cause?.split('.', 1).join('') ?? '';
	let named: StageEvidence | null = null;
	let failed: StageEvidence | null = null;
	for (const {stages} of attempts.toReversed()) {
		for (const evidence of stages.toReversed()) {
			const isNamed = belongsTo(evidence, stageOfCause);
			if (isNamed && !evidence.ok) return evidence;
			if (isNamed) named ??= evidence;
			if (!evidence.ok) failed ??= evidence;
		}
	}
	return named ?? failed;
}

/** Who issued the certificate that decided the verdict, or null where none was seen. */
export function findIssuer(result: Result): string | null {
	const of = result.verdict.cause?.startsWith('proxy.') ? 'proxy' : 'target';
	const handshakes = result.attempts
		.flatMap(attempt => attempt.stages)
		.filter((evidence): evidence is TlsEvidence => evidence.stage === 'tls' && evidence.of === of);
	return handshakes.findLast(({chain}) => chain.length > 0)?.chain[0]?.issuer ?? null;
}

/** `ntp.example (203.0.113.5)`, with its port where that is not the usual one. */
export function nameTimeServer({host, port, address}: TimeServerEvidence): string {
	const name = port === ntpPort ? host : formatHostPort(host, port);
	return address === null || address === host ? name : `${name} (${address})`;
}

/** `this machine is 300.021 s behind ntp.example (203.0.113.5), to within 0.006 s (stratum 2)`, or why nothing was measured. */
export function describeTimeServer(server: TimeServerEvidence): string {
	const {offsetMs, delayMs, stratum, error} = server;
	const name = nameTimeServer(server);
	if (offsetMs === null) {
		const isRefused = error?.code === 'ECONNREFUSED';
		return `${name} told no time: ${isRefused ? 'nobody listens on its UDP port' : (error?.message ?? 'no answer')}`;
	}
	const seconds = (ms: number) => `${(Math.abs(ms) / 1000).toFixed(3)} s`;
	const within = `to within ${seconds(Math.max(1, (delayMs ?? 0) / 2))} (stratum ${stratum})`;
	return `this machine is ${seconds(offsetMs)} ${offsetMs >= 0 ? 'behind' : 'ahead of'} ${name}, ${within}`;
}
