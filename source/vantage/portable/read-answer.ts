import {answerTorn, notHttp, peerClosed, probeTimeout} from '../../evidence/codes.ts';
import type {Dial, HttpEvidence, StageError} from '../../evidence/types.ts';
import type {PlannedTarget} from '../../plan/types.ts';
import {squeezePage, titleOf} from '../../probe/http/body.ts';
import {type HttpHead, parseHttpHead} from '../../probe/http/read-answer.ts';
import {safeText} from '../../safe-text.ts';
import type {ProxyEndpoint} from '../../settings/types.ts';
import {formatHostPort} from '../../words.ts';

/** What a try was made at: a target of the plan, or what a control asks for in its place. */
export type Subject = {
	readonly host: string;
	readonly port: number;
	readonly protocol: PlannedTarget['requirement']['protocol'];
	readonly path: string;
	readonly proxy: ProxyEndpoint | null;
};

/** Characters of a body that are kept as evidence, as the program itself keeps them. */
export const bodyLimit = 2000;

/** Whole milliseconds of seconds, as curl counts them; 0 where it says nothing. */
export function inMs(seconds: number | undefined): number {
	return Math.max(0, Math.round((seconds ?? 0) * 1000));
}

/** Milliseconds from one moment of curl to another; never less than 0. */
export function between(from: number | undefined, to: number | undefined): number {
	return Math.max(0, inMs(to) - inMs(from));
}

/** The heads of the answers to one request, without interim ones; the last may be cut. */
export function headsOf(head: readonly string[]): Fetch['heads'] {
	const blocks: {lines: string[]; isWhole: boolean}[] = [];
	let current: string[] = [];
	for (const text of head) {
		if (text === '') {
			if (current.length > 0) blocks.push({lines: current, isWhole: true});
			current = [];
		} else current.push(text);
	}
	if (current.length > 0) blocks.push({lines: current, isWhole: false});
	return blocks.flatMap(({lines, isWhole}) => {
		const parsed = parseHttpHead(lines.join('\n').replace(/^HTTP\/[23](?:\.0)? /, 'HTTP/1.1 '));
		return parsed && (parsed.status >= 200 || parsed.status === 101) ? [{...parsed, isWhole}] : [];
	});
}

/** The evidence of HTTP in what curl printed of one request. `authenticated`: with a login at a proxy. */
export function readAnswer(
	fetch: Fetch,
	heads: Fetch['heads'],
	{host, port, path, protocol, proxy}: Subject,
	authenticated: boolean,
): HttpEvidence {
	const isDefaultPort = port === (protocol === 'http' ? 80 : 443);
	const authority = isDefaultPort ? formatHostPort(host, port).replace(/:\d+$/, '') : formatHostPort(host, port);
	const request = safeText(`GET ${protocol === 'http' && proxy !== null ? `http://${authority}` : ''}${path}`);
	const seen = {
		stage: 'http',
		of: 'target',
		ms: between(Math.max(fetch.times[2] ?? 0, fetch.times[1] ?? 0), fetch.times[4]),
		request,
		authenticated: authenticated && protocol === 'http',
		upgrade: protocol === 'websocket',
	} as const;
	const head = heads.at(-1);
	const none = {status: null, statusText: '', headers: {}, body: '', title: null} as const;
	const received = (fetch.head ?? []).join('\r\n').length;
	if (!head || (!head.isWhole && head.status < 300)) {
		// Before 7.66 curl took anything for an answer of HTTP/0.9.
		const error = fetch.rc === 0 ? errorOf({rc: 8, words: fetch.words}) : errorOf(fetch, received);
		return {...seen, ...none, ok: false, error};
	}
	const {status, statusText, headers} = head;
	const body = safeText(squeezePage(fetch.body, bodyLimit), bodyLimit);
	const error = breachOf(fetch, head);
	return {...seen, ok: error === null, status, statusText, headers, body, title: titleOf(fetch.body), error};
}

/** Why a part of an answer is missing. Our own limit takes nothing from a body, which nobody is obliged to send at once. */
function breachOf(fetch: Fetch, {isWhole, headers}: HttpHead & {readonly isWhole: boolean}): StageError | null {
	if (!isWhole) return errorOf(fetch, 1);
	if (fetch.rc === 0 || fetch.rc === 28 || fetch.rc === 23 || fetch.rc === 61) return null;
	const error = errorOf(fetch);
	const isLengthTold = headers['content-length'] !== undefined;
	if (error.code === peerClosed && !isLengthTold) return null;
	return error.code === probeTimeout
		? null
		: {code: answerTorn, syscall: null, message: 'the answer broke off before its end'};
}

/*
 * What curl says, as codes of Node, OpenSSL and this program. Numbers count before words; words that nobody here knows
 * keep the number (CURL_35), which no judge takes for a fault of the path, nor for an answer.
 */

/** One request of the script: what it ended with and what curl measured and said of it. */
export type Fetch = {
	/** The exit code of curl. */
	readonly rc: number;
	readonly address: string;
	readonly ownAddress: string;
	readonly status: number;
	readonly connectStatus: number;
	/** Seconds since the beginning: name, connection, handshake, first byte, end. */
	readonly times: readonly number[];
	/** The number of X509_verify_cert for the target, and for a proxy. */
	readonly verify: number;
	readonly proxyVerify: number;
	/** What curl itself says, without what it repeats of a stranger's. */
	readonly words: readonly string[];
	readonly head: readonly string[] | null;
	/** The same as answers, of which the last may have been cut. */
	readonly heads: readonly (HttpHead & {readonly isWhole: boolean})[];
	readonly body: string;
	readonly chain: string;
};

/** strerror(3) of glibc and musl. */
const numberOfWords: readonly (readonly [RegExp, string])[] = [
	[/Connection refused/i, 'ECONNREFUSED'],
	[/Connection reset/i, 'ECONNRESET'],
	[/No route to host|Host is unreachable/i, 'EHOSTUNREACH'],
	[/Network is unreachable|Network unreachable/i, 'ENETUNREACH'],
	[/Permission denied/i, 'EACCES'],
	[/Operation not permitted/i, 'EPERM'],
	[/Protocol not available/i, 'ENOPROTOOPT'],
	[/not on the network/i, 'ENONET'],
	[/timed out/i, 'ETIMEDOUT'],
];

/** Names that OpenSSL's verifier has for its numbers, as Node and this program write them. */
const defects: {readonly [number: number]: string} = {
	2: 'UNABLE_TO_GET_ISSUER_CERT',
	7: 'CERT_SIGNATURE_FAILURE',
	9: 'CERT_NOT_YET_VALID',
	10: 'CERT_HAS_EXPIRED',
	18: 'DEPTH_ZERO_SELF_SIGNED_CERT',
	19: 'SELF_SIGNED_CERT_IN_CHAIN',
	20: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	21: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	22: 'CERT_CHAIN_TOO_LONG',
	23: 'CERT_REVOKED',
	24: 'INVALID_CA',
	25: 'PATH_LENGTH_EXCEEDED',
	26: 'INVALID_PURPOSE',
	27: 'CERT_UNTRUSTED',
	28: 'CERT_REJECTED',
	32: 'KEY_USAGE_DOES_NOT_INCLUDE_CERTIFICATE_SIGNING',
	34: 'UNHANDLED_CRITICAL_EXTENSION',
	47: 'PERMITTED_SUBTREE_VIOLATION',
	48: 'EXCLUDED_SUBTREE_VIOLATION',
	66: 'EE_CERTIFICATE_KEY_TOO_WEAK',
	67: 'CA_CERTIFICATE_KEY_TOO_WEAK',
	68: 'CA_SIGNATURE_DIGEST_ALGORITHM_TOO_WEAK',
	79: 'INVALID_CA',
};

/** Exit codes of curl with which it turned a certificate down. */
const verificationCodes: ReadonlySet<number> = new Set([51, 60, 83, 90, 91]);

/** Whether curl turned the certificate down. */
export function isCertificateRefused({rc}: Pick<Fetch, 'rc'>): boolean {
	return verificationCodes.has(rc);
}

/** The verifier's own name of the defect that ended a request; null where it was the name of the certificate, or nothing. */
export function defectOf({rc, words}: Pick<Fetch, 'rc' | 'words'>, verify: number): string | null {
	// 1 is what it was before the chain was looked at.
	if (verify > 1) return defects[verify] ?? `X509_V_ERR_${verify}`;
	if (!verificationCodes.has(rc) || words.some(isAboutName)) return null;
	const problem = words.flatMap(text => /certificate problem: (.{1,80})/.exec(text)?.[1] ?? [])[0];
	return problem === undefined ? 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' : snake(problem);
}

/** Whether curl says that the certificate is for another name. */
export function isAboutName(text: string): boolean {
	return /no alternative certificate subject name|does not match target host|hostname mismatch|certificate subject name/i.test(
		text,
	);
}

/** What ended a request, once it was connected. */
export function errorOf({rc, words}: Pick<Fetch, 'rc' | 'words'>, received = 0): StageError {
	const last = words.findLast(text => text.startsWith('curl: ')) ?? words.at(-1) ?? `curl ended with ${rc}`;
	const message = safeText(last.replace(/^(?:\* |curl: \(\d+\) )/, ''));
	const told = (code: string, syscall: string | null = null): StageError => ({
		code,
		syscall,
		message,
		...(received > 0 && {received}),
	});
	const said = words.join('\n');
	if (rc === 28) return told(probeTimeout);
	const reason = /error:[0-9A-F]{8}:(?:SSL routines|STORE routines|lib\(20\))?:[^:\n]*:([^,;:\n]{3,80})/i.exec(
		said,
	)?.[1];
	if (reason !== undefined && !/unexpected eof/i.test(reason)) {
		// Level and description in one number: OpenSSL's own words name some alerts only so.
		const alert = Number(/\(IN\), TLS alert, [^(]*\((\d+)\)/.exec(said)?.[1] ?? 0) & 0xff;
		const seen = told(`ERR_SSL_${snake(reason)}`);
		return alert === 0 ? seen : {...seen, message: safeText(`${message}: SSL alert number ${alert}`)};
	}
	if (/Connection reset by peer|errno 104/i.test(said)) return told('ECONNRESET', 'read');
	if (rc === 18) return told(answerTorn);
	if (
		rc === 1 ||
		rc === 8 ||
		rc === 43 ||
		/HTTP\/0\.9|Invalid (?:response|status)|Weird server|Unsupported HTTP|Too large response headers/i.test(said)
	) {
		return told(notHttp);
	}
	if (rc === 52) return told(peerClosed);
	if (
		rc === 35 &&
		/SSL_ERROR_SYSCALL|SSL_ERROR_ZERO_RETURN|Unknown SSL protocol error|unexpected eof|errno 0/i.test(said)
	) {
		return told('ECONNRESET');
	}
	if (rc === 56 && /CONNECT (?:aborted|tunnel failed)|unexpected eof|Recv failure/i.test(said)) return told(peerClosed);
	if (rc === 55) return told('EPIPE');
	return told(`CURL_${rc}`);
}

/** The addresses that curl dialled, and what became of each. */
export function dialsOf(fetch: Fetch, isConnected: boolean): readonly Dial[] {
	const ms = Math.round(((fetch.times[1] ?? 0) - (fetch.times[0] ?? 0)) * 1000);
	const failed = new Map<string, string>();
	const tried: string[] = [];
	for (const text of fetch.words) {
		const trying = /Trying \[?([0-9a-f.:]+?)\]?:\d+\.\.\./i.exec(text)?.[1];
		if (trying !== undefined && !tried.includes(trying)) tried.push(trying);
		const [, address, why] = /connect to ([0-9a-f.:]+) port \d+(?: from \S+ port \d+)? failed: (.+)$/i.exec(text) ?? [];
		if (address !== undefined) failed.set(address, why ?? '');
		const [, at, problem] = /Immediate connect fail for ([0-9a-f.:]+): (.+)$/i.exec(text) ?? [];
		if (at !== undefined) failed.set(at, problem ?? '');
	}
	return tried.slice(0, 12).map(address => {
		const ok = isConnected && address === fetch.address;
		const why = failed.get(address);
		const family = address.includes(':') ? 6 : 4;
		if (ok) return {address, family, ok, ms: Math.max(0, ms), error: null};
		const code = why === undefined ? probeTimeout : codeOf(why);
		const message = why === undefined ? 'no answer within the time limit' : safeText(why);
		const spent = Math.round((fetch.times[4] ?? 0) * 1000);
		return {address, family, ok, ms: spent, error: {code, syscall: 'connect', message}};
	});
}

function codeOf(words: string): string {
	return numberOfWords.find(([pattern]) => pattern.test(words))?.[1] ?? 'UNKNOWN';
}

/** `tlsv1 alert unknown ca` → `TLSV1_ALERT_UNKNOWN_CA`; a slash stays, as Node keeps it. */
function snake(words: string): string {
	return words
		.trim()
		.toUpperCase()
		.replaceAll(/[^A-Z0-9/]+/g, '_')
		.slice(0, 80);
}
