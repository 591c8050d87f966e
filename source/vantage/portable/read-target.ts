import {X509Certificate} from 'node:crypto';
import {isIP} from 'node:net';
import {isSunk} from '../../evidence/addresses.ts';
import {
	connectRefusedCode,
	dateDefects,
	datesOf,
	loginSpared,
	noRoute,
	probeTimeout,
	unknownIssuerCodes,
} from '../../evidence/codes.ts';
import type {
	Attempt,
	ChainCheck,
	ProxyEvidence,
	StageEvidence,
	TcpEvidence,
	TlsEvidence,
} from '../../evidence/types.ts';
import {splitPem} from '../../pem.ts';
import {createCertificateReader, type ReadCertificate} from '../../probe/certificates.ts';
import {squeezePage} from '../../probe/http/body.ts';
import type {HttpHead} from '../../probe/http/read-answer.ts';
import type {Roots, TrustSet} from '../../probe/network.ts';
import {checkChain, isFor} from '../../probe/stages/tls.ts';
import {safeText} from '../../safe-text.ts';
import {formatHostPort} from '../../words.ts';
import {readName} from './dns-answers.ts';
import {
	between,
	bodyLimit,
	defectOf,
	dialsOf,
	errorOf,
	type Fetch,
	headsOf,
	inMs,
	isAboutName,
	isCertificateRefused,
	readAnswer,
	type Subject,
} from './read-answer.ts';
import type {Entry} from './read-log.ts';

type Chain = readonly X509Certificate[];

/** Reads and verifies chains, each once: hundreds of machines show the same ones. */
export type ChainReader = {
	readonly roots: Roots;
	read(pem: string): Chain;
	/** What a set of roots says of a chain that was read here. */
	check(chain: Chain, code: string | null, trust: TrustSet): ChainCheck;
	readonly readCertificate: ReadCertificate;
};

export type ReadContext = {readonly reader: ChainReader; readonly chains: ReadonlyMap<string, string>};

/** Certificates of one chain that are read. */
const chainLimit = 8;

/** Chains that are remembered, so that no stranger fills the memory with them. */
const rememberedChains = 2000;

/** Reads chains against these roots. Targets that show the same chain share what is read of it. */
export function createChainReader(roots: Roots): ChainReader {
	const chains = new Map<string, Chain>();
	const checks = new WeakMap<Chain, Map<string, ChainCheck>>();
	return {
		roots,
		readCertificate: createCertificateReader(),
		read(pem) {
			const chain = chains.get(pem) ?? parseChain(pem);
			if (chains.size >= rememberedChains) chains.clear();
			chains.set(pem, chain);
			return chain;
		},
		check(chain, code, trust) {
			const known = checks.get(chain) ?? new Map<string, ChainCheck>();
			checks.set(chain, known);
			const key = `${trust === roots.publicOnly} ${code}`;
			const check = known.get(key) ?? checkChain({chain, code}, trust);
			known.set(key, check);
			return check;
		},
	};
}

/** The tries that the script made at one subject, each the stages up to the first that failed. Pure. */
export function readAttempts(entries: readonly Entry[], subject: Subject, context: ReadContext): readonly Attempt[] {
	const tries: Entry[][] = [];
	for (const entry of entries) {
		if (entry.key === 'try') tries.push([]);
		tries.at(-1)?.push(entry);
	}
	return tries.slice(0, 5).flatMap(lines => {
		const startedAt = /^\d+ (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/.exec(lines[0]?.text ?? '')?.[1];
		return startedAt === undefined
			? []
			: [{startedAt, stages: readStages(lines, subject, Date.parse(startedAt), context)}];
	});
}

function readStages(
	lines: readonly Entry[],
	subject: Subject,
	startedAt: number,
	context: ReadContext,
): StageEvidence[] {
	const {proxy, host, port, protocol} = subject;
	const dns = readName(lines);
	if (!dns.ok || isSunk(dns)) return [dns];
	const spared = lines.some(({key}) => key === 'spared');
	const began = fetchOf(lines, 'a', context);
	const overIpv4 = fetchOf(lines, 'four', context);
	// What a current curl begins with over IPv6 is the other family, wherever IPv4 connects.
	const hasIpv4 = overIpv4 !== null && (overIpv4.times[1] ?? 0) > 0;
	const first = hasIpv4 ? overIpv4 : began;
	const withLogin = fetchOf(lines, 'b', context);
	const fetch = withLogin ?? first;
	if (!fetch) return [dns];
	const stages: StageEvidence[] = [{...dns, ms: inMs(fetch.times[0])}];
	const add = (stage: StageEvidence) => {
		stages.push(stage);
		return stage.ok;
	};
	if (!add(readConnection(fetch, lines, subject, context))) return stages;
	const wasSent = fetch.words.some(text => text.startsWith('> '));
	if (proxy?.scheme === 'https' && !add(readProxyHandshake(fetch, proxy.host, wasSent))) return stages;
	const isAuthenticated = withLogin !== null;
	const isTunnel = proxy !== null && protocol !== 'http';
	if (isTunnel) {
		const tunnel = readTunnel(fetch, fetch.heads[0], fetchOf(lines, 'c', context), {host, port});
		const authenticated = {...tunnel, authenticated: isAuthenticated};
		if (!add(spared && tunnel.status !== null ? {...authenticated, error: loginSpared} : authenticated)) return stages;
	}
	const shown = fetchOf(lines, 'k', context) ?? fetch;
	if (protocol !== 'http') {
		const made = readHandshake(fetch, shown, fetchOf(lines, 'p', context), subject, startedAt, context, lines);
		const tls = made.error === null ? failOfSize(made, lines) : made;
		add(readOtherFamily(tls, hasIpv4 ? began : fetchOf(lines, 'six', context)));
		if (tls.error !== null && tls.checks === null) return stages;
	}
	const http = readAnswer(shown, isTunnel ? shown.heads.slice(1) : shown.heads, subject, isAuthenticated);
	add(spared && http.status === 407 ? {...http, ok: false, error: loginSpared} : http);
	return stages;
}

function fetchOf(lines: readonly Entry[], name: string, {chains}: Pick<ReadContext, 'chains'>): Fetch | null {
	const ended = `${name}.rc`;
	const start = lines.findIndex(({key}) => key === ended);
	if (start === -1) return null;
	const byKey = Map.groupBy(lines, ({key}) => key);
	const own = (key: string) => (byKey.get(`${name}.${key}`) ?? []).map(({text}) => text);
	const numbers = new Map(
		own('w').flatMap(text =>
			[...text.matchAll(/(\w+)=(\S*)/g)].map(match => [match[1] ?? '', match[2] ?? ''] as const),
		),
	);
	const head = own('head');
	const next = lines.findIndex(({key}, index) => index > start && key.endsWith('.rc'));
	const chain = lines.findLast(({key}, index) => key === 'chain' && index > start && (next === -1 || index < next));
	return {
		rc: Number(lines[start]?.text) || 0,
		address: numbers.get('ip') ?? '',
		ownAddress: numbers.get('own') ?? '',
		status: Number(numbers.get('http')) || 0,
		connectStatus: Number(numbers.get('connect')) || 0,
		times: (numbers.get('t') ?? '').split(',').map(text => Number(text) || 0),
		verify: Number(numbers.get('verify')) || 0,
		proxyVerify: Number(numbers.get('pverify')) || 0,
		words: own('v').filter(
			text => !/^\*\s+(?:subject|issuer|subjectAltName|start date|expire date|common name)/i.test(text),
		),
		head: head.length > 0 ? head : null,
		heads: headsOf(head),
		body: own('body').join('\n'),
		chain: chains.get(chain?.text ?? '') ?? '',
	};
}

function readConnection(
	fetch: Fetch,
	lines: readonly Entry[],
	{proxy, port}: Subject,
	context: ReadContext,
): TcpEvidence {
	// curl 8.14 tells no time of a connection while TLS is pending; that a hello went out proves it.
	const isConnected =
		(fetch.times[1] ?? 0) > 0 ||
		fetch.words.some(text => /Connected to|Established connection|Client hello|^> /.test(text));
	const own = dialsOf(fetch, isConnected);
	const six = fetchOf(lines, 'six', context);
	const dials = [...own, ...(six === null ? [] : dialsOf(six, (six.times[1] ?? 0) > 0).slice(0, 1))];
	const hasNoRoute = lines.some(({key, text}) => key === 'route' && text !== '0');
	const failed = dials.find(({ok}) => !ok)?.error ?? errorOf(fetch);
	const error =
		hasNoRoute && own[0] !== undefined
			? {code: noRoute, syscall: null, message: `this machine has no route to ${own[0].address}`}
			: failed;
	return {
		stage: 'tcp',
		of: proxy === null ? 'target' : 'proxy',
		ok: isConnected,
		ms: between(fetch.times[0], isConnected ? fetch.times[1] : fetch.times[4]),
		port: proxy?.port ?? port,
		dials: isConnected || !hasNoRoute ? dials : dials.map(dial => ({...dial, error})),
		connected: isConnected ? safeText(fetch.address, 60) || null : null,
		localAddress: isConnected ? safeText(fetch.ownAddress, 60) || null : null,
		error: isConnected ? null : error,
	};
}

function tlsBase(of: 'target' | 'proxy', host: string, ms: number) {
	const serverName = isIP(host) === 0 ? host : null;
	return {
		stage: 'tls',
		of,
		ms,
		serverName,
		protocol: null,
		cipher: null,
		alpn: null,
		chain: [],
		trust: null,
		defects: [],
	} as const;
}

/** What older libraries send fits into one packet: where a hello of two gets no answer, programs with current ones fail. */
function failOfSize(tls: TlsEvidence, lines: readonly Entry[]): TlsEvidence {
	const large = lines.findLast(({key}) => key === 'large')?.text ?? '0';
	if (large === '0') return tls;
	const said = lines.flatMap(({key, text}) => (key === 'large.v' ? [text] : [])).join(' ');
	const isReset = /errno=104|reset by peer/i.test(said);
	const isClosed = /unexpected eof|errno=0\b/i.test(said);
	// An alert is an answer, and this program asked for odd protocols.
	if (!isReset && !isClosed && large !== '124' && large !== '143') return tls;
	const code = isReset || isClosed ? 'ECONNRESET' : probeTimeout;
	const error = {code, syscall: isReset ? 'read' : null, message: 'no answer to a hello of two packets'};
	return {...tls, ok: false, chain: [], checks: null, protocol: null, cipher: null, alpn: null, error};
}

/** A proxy is verified by the machine's own trust, and curl sends it nothing before that. */
function readProxyHandshake(fetch: Fetch, host: string, wasSent: boolean): TlsEvidence {
	const base = tlsBase('proxy', host, 0);
	if (wasSent)
		return {
			...base,
			ok: true,
			checks: {public: null, machine: {code: null, isAnchored: true}, isNamed: true},
			error: null,
		};
	const code = defectOf(fetch, fetch.proxyVerify || fetch.verify);
	const isNamed = !fetch.words.some(isAboutName);
	if (isCertificateRefused(fetch) && (code !== null || !isNamed)) {
		return {
			...base,
			ok: true,
			checks: {public: null, machine: {code, isAnchored: code === null}, isNamed},
			error: null,
		};
	}
	return {...base, ok: false, checks: null, error: errorOf(fetch)};
}

function readTunnel(
	fetch: Fetch,
	head: HttpHead | undefined,
	page: Fetch | null,
	{host, port}: {readonly host: string; readonly port: number},
): ProxyEvidence {
	const request = `CONNECT ${formatHostPort(host, port)}`;
	const pageHead = page?.heads[0];
	const seen = (fetch.connectStatus > 0 ? head : undefined) ?? pageHead;
	const ms = between(fetch.times[1], fetch.times[4]);
	const base = {stage: 'proxy', of: 'target', ms, request, authenticated: false} as const;
	if (!seen) {
		// The same request, asked for so that curl shows what came, knows better what it was.
		const error = page !== null && page.rc !== 0 ? errorOf(page) : errorOf(fetch);
		return {...base, ok: false, status: null, statusText: '', headers: {}, body: '', error};
	}
	const {status, statusText, headers} = seen;
	const ok = status >= 200 && status < 300;
	const body = ok || pageHead?.status !== status ? '' : safeText(squeezePage(page?.body ?? '', bodyLimit), bodyLimit);
	const message = safeText(`the proxy answered ${status} ${statusText}`.trimEnd());
	return {
		...base,
		ok,
		status,
		statusText,
		headers,
		body,
		error: ok ? null : {code: connectRefusedCode, syscall: null, message},
	};
}

function readHandshake(
	fetch: Fetch,
	shown: Fetch,
	byBundle: Fetch | null,
	{host, proxy}: Subject,
	startedAt: number,
	{reader, chains}: ReadContext,
	lines: readonly Entry[],
): TlsEvidence {
	const handshakes = fetch.words.flatMap(
		text => /SSL connection using (\S+)(?: \/ (\S+))?/.exec(text)?.slice(1, 3) ?? [],
	);
	const needed = proxy?.scheme === 'https' ? 4 : 2;
	const isTunnel = proxy !== null;
	const hasAnswer = fetch.heads.length > (isTunnel ? 1 : 0);
	const isDone = fetch.rc === 0 || hasAnswer || isCertificateRefused(fetch) || handshakes.length >= needed;
	const base = {
		...tlsBase('target', host, between(fetch.times[1], fetch.times[2])),
		protocol: handshakes.at(-2) ?? null,
		cipher: handshakes.at(-1) ?? null,
		alpn:
			fetch.words.flatMap(text => /ALPN[:,] server accepted (?:to use )?(\S+)/.exec(text)?.[1] ?? []).at(-1) ?? null,
	};
	if (!isDone) return {...base, ok: false, checks: null, error: errorOf(fetch)};
	const pem = fetch.chain || shown.chain || (chains.get(lines.findLast(({key}) => key === 'chain')?.text ?? '') ?? '');
	const read = reader.read(pem);
	// Behind a TLS proxy curl may show the certificates of the proxy: it verified the name itself.
	const chain = fetch.rc === 0 && read[0] && !isFor(read[0], host) ? [] : read;
	const defect = defectOf(fetch, fetch.verify);
	const isNamed = chain[0] ? isFor(chain[0], host) : !fetch.words.some(isAboutName);
	if (chain.length === 0 && defect === null && isNamed) {
		// Who vouches for it was not seen: a bundle of public roots decides, and without one nobody can.
		const isPublic = byBundle?.rc === 0;
		const checks = isPublic ? {public: {code: null, isAnchored: true}, machine: null, isNamed} : null;
		return {...base, ok: true, checks, error: null};
	}
	const publicly = checkPublicly(chain, defect, startedAt, reader);
	const isPublic = publicly.code === null || (publicly.isAnchored && !unknownIssuerCodes.has(publicly.code));
	const machine = isPublic ? null : reader.check(chain, defect, reader.roots.machine());
	return {
		...base,
		ok: true,
		chain: chain.map(reader.readCertificate),
		checks: {public: publicly, machine: machine && defect === null ? {code: null, isAnchored: true} : machine, isNamed},
		error: null,
	};
}

/**
 * What the public roots say of a chain that another machine verified with roots of its own: the signatures tell whether
 * they lead to one of them, and that machine's verifier what else is wrong.
 */
function checkPublicly(chain: Chain, defect: string | null, startedAt: number, reader: ChainReader): ChainCheck {
	const checked = reader.check(chain, defect ?? 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', reader.roots.publicOnly);
	if (!checked.isAnchored) return checked;
	const dates = dateDefects(datesOf(chain.map(reader.readCertificate), checked), startedAt);
	const code = defect === null || unknownIssuerCodes.has(defect) ? (dates[0] ?? null) : defect;
	return code === null ? {code, isAnchored: true} : {...checked, code};
}

function parseChain(pem: string): Chain {
	return splitPem(pem)
		.slice(0, chainLimit)
		.flatMap(block => {
			try {
				return [new X509Certificate(block)];
			} catch {
				return [];
			}
		});
}

function readOtherFamily(tls: TlsEvidence, six: Fetch | null): TlsEvidence {
	if (six === null || (six.times[1] ?? 0) === 0) return tls;
	const isDone = (six.times[2] ?? 0) > 0;
	const otherFamily = {
		address: safeText(six.address, 60),
		family: 6,
		ms: between(six.times[1], six.times[2]),
		code: null,
		issuer: null,
	} as const;
	return {...tls, otherFamily: {...otherFamily, error: isDone ? null : errorOf(six)}};
}
