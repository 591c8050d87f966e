import type {Proof, Requirement} from '../../catalog/types.ts';
import {
	answerTorn,
	headTooLong,
	http2Answer,
	isAlert,
	loginSparedCode,
	loginWithoutTicket,
	notHttp,
	peerClosed,
	probeTimeout,
	tlsAnswer,
} from '../../evidence/codes.ts';
import type {HttpEvidence} from '../../evidence/types.ts';
import {safeText} from '../../safe-text.ts';
import {countOf} from '../../words.ts';
import {blocked, type Failure, unexplained} from '../failure.ts';
import {judgeUnsentLogin} from './judge-proxy.ts';
import {alertName} from './judge-tls.ts';

/** What it means that no answer came. */
export function judgeNoAnswer(evidence: HttpEvidence): Failure {
	const error = evidence.error ?? {code: 'UNKNOWN', syscall: null, message: ''};
	if (error.code === loginSparedCode || error.code === loginWithoutTicket) return judgeUnsentLogin(evidence);
	if (error.code === probeTimeout || error.code === 'ETIMEDOUT') {
		return blocked(
			'http.timeout',
			error.received === undefined
				? `The connection was made, but no answer came to ${evidence.request} within the time limit.`
				: `The answer to ${evidence.request} ${beginning(evidence)}, and its head did not end within the time limit.`,
		);
	}
	if (isAlert(error)) {
		return blocked(
			'tls.alert',
			`After the TLS handshake the other side ended the connection with an alert (${alertName(error.code)}), in place of an answer to ${evidence.request}.`,
			'medium',
		);
	}
	if (error.code === http2Answer) {
		return {
			kind: 'doubtful',
			detail: `What answers speaks HTTP/2 without having been asked for it, so that ${evidence.request} got no answer that counts.`,
		};
	}
	if (error.code === answerTorn) {
		return blocked(
			'http.closed',
			`The answer to ${evidence.request} began (${evidence.status}) and broke off before its end.`,
		);
	}
	if (error.code === peerClosed || error.code === 'ECONNRESET' || error.code === 'EPIPE') {
		if (error.received !== undefined) {
			return blocked(
				'http.closed',
				`The answer to ${evidence.request} ${beginning(evidence)}, and the connection was closed in the middle of its head.`,
			);
		}
		return blocked('http.closed', `The connection was closed after ${evidence.request} without an answer.`);
	}
	if (notAnswers.has(error.code) || error.code.startsWith('HPE_')) {
		return blocked(
			'http.protocol-error',
			`What came back for ${evidence.request} is not proper HTTP (${error.message}).`,
		);
	}
	// Of a handshake that is over, only the other side can break the records.
	if (error.code.startsWith('ERR_SSL_')) {
		return blocked(
			'tls.protocol',
			`After the TLS handshake what came in place of an answer to ${evidence.request} is not proper TLS (${error.message}).`,
			'medium',
		);
	}
	return unexplained(evidence.request, error);
}

/** What only a peer can send in place of an answer. */
const notAnswers: ReadonlySet<string> = new Set([notHttp, headTooLong, tlsAnswer, 'UND_ERR_HEADERS_OVERFLOW']);

/** `began (401, 27 bytes)`: what came of an answer whose head did not end. */
function beginning({status, error}: Pick<HttpEvidence, 'status' | 'error'>): string {
	const bytes = countOf(error?.received ?? 0, 'byte');
	return `began (${[status, bytes].filter(part => part !== null).join(', ')})`;
}

/**
 * Whether an answer that broke off speaks by its status alone. What a success brings is in its body, so that one is not
 * an answer before it is whole; a refusal, a redirect or a question for credentials is.
 */
export function isTornButSpoken({status, error}: Pick<HttpEvidence, 'status' | 'error'>): boolean {
	return error?.code === answerTorn && status !== null && status >= 300;
}

/** Whether the answer carries one of the signs by which the real service is known. */
export function isProven(requirement: Requirement, answer: HttpEvidence, asked: URL | null): boolean {
	return requirement.expect.proofs.some(proof => holds(proof, answer, asked));
}

function holds(proof: Proof, {headers, body}: HttpEvidence, asked: URL | null): boolean {
	switch (proof.kind) {
		case 'header': {
			const value = headers[proof.name.toLowerCase()];
			return (
				value !== undefined &&
				(proof.includes === undefined || value.toLowerCase().includes(proof.includes.toLowerCase()))
			);
		}
		case 'body-equals':
			return body.trim() === proof.text;
		case 'body-includes':
			return body.includes(proof.text) && !isEcho(proof.text, body, asked);
		case 'json-array':
			return body.trimStart().startsWith('[');
		case 'json-object':
			return body.trimStart().startsWith('{') && proof.keys.every(key => body.includes(`"${key}"`));
		default:
			return proof satisfies never;
	}
}

/** Block pages repeat the name that was asked for, so that a part of it proves nothing but in JSON. */
function isEcho(text: string, body: string, asked: URL | null): boolean {
	return asked?.href.includes(text) === true && !/^\s*[[{]/.test(body);
}

/** Words in which a page says that it stands in place of another. They count only where the service's own words are known. */
const blockWords =
	/block(?:ed|ing)|denied|forbidden|restricted|not allowed|prohibited|web filter|content filter|policy/i;

/** The service's body is fixed and public, the answer came whole, and it is another one. */
export function differsFromFixedBody(requirement: Requirement, answer: HttpEvidence): Failure | null {
	const {expect} = requirement;
	if (!expect.fixedBody || answer.status === null || !expect.statuses.includes(answer.status)) return null;
	if (isCutShort(expect.proofs, answer)) return null;
	const title = answer.title === null ? '' : `, titled "${safeText(answer.title, 80)}"`;
	return blockWords.test(`${answer.title ?? ''} ${answer.body}`)
		? blocked('http.block-page', `${answer.request} was answered by a page that reads like a denial${title}.`)
		: blocked('http.wrong-service', `${answer.request} was answered by something that is not the service${title}.`);
}

/** What came is the beginning of the right body, or nothing of the body that was announced: the connection was torn. */
function isCutShort(proofs: readonly Proof[], {body, headers}: HttpEvidence): boolean {
	if (body === '') return Number(headers['content-length']) > 0;
	return proofs.some(proof => proof.kind === 'body-equals' && proof.text.startsWith(body));
}
