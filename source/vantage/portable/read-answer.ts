import {answerTorn, peerClosed, probeTimeout} from '../../evidence/codes.ts';
import type {HttpEvidence, StageError} from '../../evidence/types.ts';
import type {PlannedTarget} from '../../plan/types.ts';
import {squeezePage, titleOf} from '../../probe/http/body.ts';
import {type HttpHead, parseHttpHead} from '../../probe/http/read-answer.ts';
import {safeText} from '../../safe-text.ts';
import type {ProxyEndpoint} from '../../settings/types.ts';
import {formatHostPort} from '../../words.ts';
import {errorOf, type Fetch} from './curl-words.ts';

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

export function inMs(seconds: number | undefined): number {
	return Math.max(0, Math.round((seconds ?? 0) * 1000));
}

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
