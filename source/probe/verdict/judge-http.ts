import type {Proof, Requirement} from '../../catalog/types.ts';
import {safeText} from '../../text.ts';
import {notHttp, peerClosed} from '../raw-exchange.ts';
import {probeTimeout} from '../stage-error.ts';
import type {HttpEvidence} from '../types.ts';
import {blocked, type Failure, unexplained} from './judgement.ts';

/** What it means that no answer came. */
export function judgeNoAnswer(evidence: HttpEvidence): Failure {
	const error = evidence.error ?? {code: 'UNKNOWN', syscall: null, message: ''};
	if (error.code === probeTimeout || error.code === 'ETIMEDOUT') {
		return blocked(
			'http.timeout',
			`The connection was made, but no answer came to ${evidence.request} within the time limit.`,
		);
	}
	if (error.code === peerClosed || error.code === 'ECONNRESET' || error.code === 'EPIPE') {
		return blocked('http.closed', `The connection was closed after ${evidence.request} without an answer.`);
	}
	if (error.code === notHttp || error.code.startsWith('HPE_') || error.code === 'UND_ERR_HEADERS_OVERFLOW') {
		return blocked(
			'http.protocol-error',
			`What came back for ${evidence.request} is not proper HTTP (${error.message}).`,
		);
	}
	return unexplained(evidence.request, error);
}

/** Whether the answer carries one of the signs by which the real service is known. */
export function isProven(requirement: Requirement, answer: HttpEvidence): boolean {
	return requirement.expect.proofs.some(proof => holds(proof, answer));
}

function holds(proof: Proof, {headers, body}: HttpEvidence): boolean {
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
			return body.includes(proof.text);
		case 'json-array':
			return body.trimStart().startsWith('[');
		case 'json-object':
			return body.trimStart().startsWith('{') && proof.keys.every(key => body.includes(`"${key}"`));
		default:
			return proof satisfies never;
	}
}

/** The service's body is fixed and public, the answer came whole, and it is another one. */
export function differsFromFixedBody(requirement: Requirement, answer: HttpEvidence): Failure | null {
	const {expect} = requirement;
	if (!expect.fixedBody || answer.status === null || isProven(requirement, answer)) return null;
	if (!expect.statuses.includes(answer.status)) return null;
	const title = answer.title === null ? '' : `, titled "${safeText(answer.title, 80)}"`;
	return blocked('http.block-page', `${answer.request} was answered by a page that is not the service's own${title}.`);
}
