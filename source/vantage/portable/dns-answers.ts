import {isIP} from 'node:net';
import dnsPacket from 'dns-packet';
import {nameServerOutOfReach} from '../../evidence/codes.ts';
import type {DnsEvidence, IpAddress, StageError} from '../../evidence/types.ts';
import {safeText} from '../../safe-text.ts';
import {uniqueOf} from '../../words.ts';
import type {Entry} from './read-log.ts';

/** Response codes of RFC 1035 (4.1.1), as c-ares names them. */
const codes: {readonly [rcode: string]: string} = {
	NXDOMAIN: 'ENOTFOUND',
	SERVFAIL: 'ESERVFAIL',
	REFUSED: 'EREFUSED',
	FORMERR: 'EFORMERR',
	NOTIMP: 'ENOTIMP',
};

/** Addresses and aliases that are kept of one answer. */
const limit = 16;

type Answer = {
	readonly addresses: readonly IpAddress[];
	readonly aliases: readonly string[];
	readonly code: string | null;
	/** Where the code alone says too little. */
	readonly message?: string;
};

/** What a machine found out about one name: by its hosts file, its name servers and its own resolver. */
export function readName(entries: readonly Entry[]): DnsEvidence {
	const byKey = Map.groupBy(entries, ({key}) => key);
	const textsOf = (key: string) => (byKey.get(key) ?? []).map(({text}) => text);
	const [of = 'target', name = ''] = (textsOf('name')[0] ?? '').split(' ');
	const base = {
		stage: 'dns',
		of: of === 'proxy' ? 'proxy' : 'target',
		ms: 0,
		name: safeText(name, 253),
		aliases: [],
	} as const;
	const found = (source: DnsEvidence['source'], addresses: readonly IpAddress[], servers: readonly string[] = []) =>
		({...base, ok: true, source, addresses, servers, system: null, error: null}) satisfies DnsEvidence;
	if (isIP(name) !== 0) return found('literal', toAddresses([name]));
	const hosts = textsOf('hosts')[0];
	if (hosts !== undefined) return found('hosts', toAddresses(hosts.split(' ')));

	const asked = textsOf('system')[0];
	const own = asked === undefined ? null : toAddresses(asked.split(' '));
	const system =
		own === null
			? null
			: {addresses: own, error: own.length > 0 ? null : failure('ENOTFOUND', 'getent knows no address')};
	if (base.of === 'proxy' && own !== null && own.length > 0) return found('system', own);
	const dialled = toAddresses(
		entries.flatMap(({key, text}) => (/^[a-z]\.v$/.test(key) ? (tried.exec(text)?.[1] ?? []) : [])),
	);
	const answers = [
		...[...textsOf('dns.001'), ...textsOf('dns.034')].map(readAnswer),
		...[...textsOf('tcp.001'), ...textsOf('tcp.034')].map(text => readHead(text, dialled)),
	];
	const servers = uniqueOf(answers.map(({server}) => server));
	const joined = answers.length > 0 ? joinAnswers(answers) : null;
	// Where servers are silent over TCP, a client of the machine's own may have asked over UDP.
	const isSilent = joined === null || joined.code === 'ETIMEOUT' || joined.code === 'ECONNREFUSED';
	const answer = (isSilent ? readNslookup(textsOf('nslookup')) : null) ?? joined;
	const got = own !== null && own.length > 0 ? own : isSilent ? dialled : [];
	if (answer === null) {
		if (got.length > 0) return found('system', got);
		// Nobody could say what the name server answered.
		return {
			...base,
			ok: false,
			source: 'system',
			addresses: [],
			servers,
			system,
			error: failure('UNKNOWN', 'the name was not found, and nothing here tells why'),
		};
	}
	if (answer.code === null) return {...found('server', answer.addresses, servers), aliases: answer.aliases, system};
	if (got.length > 0) return {...found('system', got, servers), system};
	return {
		...base,
		ok: false,
		source: 'server',
		addresses: [],
		aliases: answer.aliases,
		servers,
		system,
		error: failure(answer.code, answer.message ?? `${answer.code} for ${safeText(name, 253)}`),
	};
}

function failure(code: string, message: string): StageError {
	return {code, syscall: null, message};
}

function toAddresses(texts: readonly string[]): IpAddress[] {
	return uniqueOf(texts)
		.filter(text => isIP(text) !== 0)
		.slice(0, limit)
		.map(address => ({address, family: isIP(address) === 6 ? 6 : 4}));
}

/** `SERVER PORT HEX`, nothing behind the port where no answer came. */
function readAnswer(text: string): Answer & {readonly server: string} {
	const [address = '', port = '53', hex = ''] = text.split(' ');
	const server = port === '53' ? address : `${address}:${port}`;
	const nothing = {server: safeText(server, 60), addresses: [], aliases: []};
	if (!/^[0-9a-f]+$/.test(hex)) return {...nothing, ...silenceOf(text.split(' !')[1] ?? '', server)};
	try {
		const {answers = [], ...head} = dnsPacket.decode(Buffer.from(hex.slice(0, 3000), 'hex'));
		const rcode = (head as {readonly rcode?: string}).rcode ?? 'NOERROR';
		const addresses = toAddresses(
			answers.flatMap(each => (each.type === 'A' || each.type === 'AAAA' ? [each.data] : [])),
		);
		const aliases = answers.flatMap(each => (each.type === 'CNAME' ? [safeText(String(each.data), 253)] : []));
		return {
			...nothing,
			addresses,
			aliases: aliases.slice(0, limit),
			code: rcode === 'NOERROR' ? (addresses.length > 0 ? null : 'ENODATA') : (codes[rcode] ?? 'EBADRESP'),
		};
	} catch {
		return {...nothing, code: 'EBADRESP'};
	}
}

/** What came in place of an answer: nothing, or what this machine or a router says of the way to the server. */
function silenceOf(words: string, server: string): Pick<Answer, 'code' | 'message'> {
	const said = safeText(words, 120);
	// Nothing is sent when a UDP socket is connected, so that only this machine's own routes can refuse it.
	const own = /connect: (.+)|Immediate connect fail for \S+: (.+)/.exec(said);
	if (own) {
		const message = `this machine has no way to its name server ${server} (${own[1] ?? own[2]})`;
		return {code: nameServerOutOfReach, message};
	}
	if (/refused/i.test(said))
		return {code: 'ECONNREFUSED', message: `nobody answers DNS at name server ${server} (ECONNREFUSED)`};
	if (/No route to host|unreachable/i.test(said)) {
		return {code: 'EHOSTUNREACH', message: `name server ${server} can not be reached (EHOSTUNREACH)`};
	}
	return {code: 'ETIMEOUT'};
}

/** The addresses that curl dials. */
const tried = /Trying \[?([0-9a-f.:]+?)\]?:\d+\.\.\./i;

/** An answer of which only the head came through unchanged: its code, and that there are records. Curl found the addresses. */
function readHead(text: string, dialled: readonly IpAddress[]): Answer & {readonly server: string} {
	const hex = text.split(' ')[2] ?? '';
	if (!/^414e[0-9a-f]{20}/.test(hex)) return readAnswer(text);
	const answer = readAnswer(text.replace(hex, ''));
	const rcode = Object.entries(rcodes).find(([digit]) => digit === hex[7])?.[1];
	if (hex[7] !== '0') return {...answer, code: rcode ?? 'EBADRESP'};
	const hasRecords = hex.slice(12, 16) !== '0000';
	if (!hasRecords) return {...answer, code: 'ENODATA'};
	// There is an address, and nobody here saw which: that says nothing against the name.
	return {...answer, addresses: dialled, code: dialled.length > 0 ? null : 'UNKNOWN'};
}

/** RFC 1035 (4.1.1). */
const rcodes: {readonly [digit: string]: string} = {
	1: 'EFORMERR',
	2: 'ESERVFAIL',
	3: 'ENOTFOUND',
	4: 'ENOTIMP',
	5: 'EREFUSED',
};

/** Two questions of one name: an address of either family is an answer, and a word of a server's is one before silence. */
function joinAnswers(answers: readonly Answer[]): Answer {
	const addresses = answers.flatMap(answer => answer.addresses);
	const aliases = uniqueOf(answers.flatMap(answer => answer.aliases));
	const failures = answers.flatMap(({code}) => code ?? []);
	const said = failures.find(code => code !== 'ETIMEOUT' && code !== 'ENODATA');
	const code = addresses.length > 0 ? null : (said ?? (failures.includes('ENODATA') ? 'ENODATA' : 'ETIMEOUT'));
	const message = answers.find(answer => answer.code === code)?.message;
	const sorted = addresses.toSorted((one, other) => one.family - other.family).slice(0, limit);
	return {addresses: sorted, aliases, code, ...(message !== undefined && {message})};
}

/** The words of nslookup, BIND's and busybox's. Null where they say nothing that counts. */
function readNslookup(lines: readonly string[]): Answer | null {
	if (lines.length === 0) return null;
	const text = lines.join('\n');
	const named = text.slice(Math.max(0, text.search(/^Name:/m)));
	const addresses = /^Name:/m.test(text)
		? toAddresses([...named.matchAll(/^Address[^:]*:\s*([0-9a-f.:]+)\s*$/gim)].map(match => match[1] ?? ''))
		: [];
	if (addresses.length > 0) return {addresses, aliases: [], code: null};
	const rcode = Object.keys(codes).find(each => text.includes(each));
	if (rcode !== undefined) return {addresses, aliases: [], code: codes[rcode] ?? null};
	if (/No answer|Can't find .*: No answer|Parse error/i.test(text)) return {addresses, aliases: [], code: 'ENODATA'};
	if (/timed out|no servers could be reached|no response/i.test(text))
		return {addresses, aliases: [], code: 'ETIMEOUT'};
	return null;
}
