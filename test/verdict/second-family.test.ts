import {expect, it} from 'vitest';
import {familyDifference} from '../../source/verdict/second-family.ts';
import {dnsStage, httpStage, tcpStage, tlsStage} from '../helpers/sample-evidence.ts';

const host = 'a.example';
const late = {code: 'PROBE_TIMEOUT', syscall: null, message: ''};
const reset = {code: 'ECONNRESET', syscall: 'read', message: ''};
const six = {address: '2001:db8::7', family: 6, ms: 2000} as const;

it.each([
	['the request had less time than the judged one took', 'answer', 3000, late, null],
	['the request took longer than the judged one', 'answer', 50, late, 'answer'],
	['the request was reset, however late', 'answer', 3000, reset, 'answer'],
	['the handshake had less time than the judged one took', 'handshake', 3000, late, null],
	['the handshake took longer than the judged one', 'handshake', 50, late, 'handshake'],
	['the handshake was reset, however late', 'handshake', 3000, reset, 'handshake'],
] as const)('%s', (_what, kind, ms, error, expected) => {
	const greeting = {...six, error: kind === 'handshake' ? error : null, code: null, issuer: null};
	const verified = {code: null, isAnchored: true};
	const checks = {public: verified, machine: verified, isNamed: true};
	const tls = {...tlsStage(host), ms: kind === 'handshake' ? ms : 20, otherFamily: greeting, checks};
	const answer = kind === 'answer' ? {...six, status: null, title: null, error} : null;
	const http = {...httpStage(), ms, ...(answer && {otherFamily: answer})};
	const stages = [dnsStage(host), tcpStage(443), tls, http];
	expect(familyDifference({startedAt: '2026-11-22T20:30:00.000Z', stages})?.kind ?? null).toBe(expected);
});
