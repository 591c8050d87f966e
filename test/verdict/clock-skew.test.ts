import {describe, expect, it} from 'vitest';
import type {CertificateEvidence, StageEvidence, TlsEvidence} from '../../source/evidence/types.ts';
import {clockNote, clockOffset, explainDates} from '../../source/verdict/clock-skew.ts';
import {dnsStage, httpStage, tcpStage, tlsStage} from '../helpers/sample-evidence.ts';

const startedAt = '2026-06-01T12:00:00.000Z';
const host = 'service.example';

type Given = {
	readonly date?: string;
	readonly age?: string;
	readonly tls?: Partial<TlsEvidence> | null;
	readonly startedAt?: string;
};

/** A try whose stages took 51 ms, and the Date that came. */
function attemptWith({date, age, tls = {}, ...given}: Given) {
	const headers = {...(date !== undefined && {date}), ...(age !== undefined && {age})};
	const stages: StageEvidence[] = [dnsStage(host), tcpStage(443), httpStage({headers})];
	if (tls !== null) stages.splice(2, 0, tlsStage(host, tls));
	return {startedAt, ...given, stages};
}

const noon = 'Mon, 01 Jun 2026 12:00:00 GMT';

describe('the clock of this machine beside the one of the server', () => {
	it.each<[string, Given, number | null]>([
		['in step', {date: noon}, 0],
		['behind by an hour', {date: 'Mon, 01 Jun 2026 13:00:00 GMT'}, 3600],
		['ahead by a day', {date: 'Sun, 31 May 2026 12:00:00 GMT'}, -86_400],
		['an answer that a cache has kept', {date: 'Mon, 01 Jun 2026 11:00:00 GMT', age: '3600'}, 0],
		['a certificate trusted here only', {date: noon, tls: {trust: 'private'}}, 0],
		['only the dates of the chain wrong', {date: noon, tls: {trust: 'untrusted', defects: ['CERT_HAS_EXPIRED']}}, 0],
		[
			'a chain with another defect',
			{date: noon, tls: {trust: 'untrusted', defects: ['CERT_HAS_EXPIRED', 'SELF_SIGNED_CERT_IN_CHAIN']}},
			null,
		],
		['a chain that nobody vouches for', {date: noon, tls: {trust: 'untrusted', defects: []}}, null],
		['no handshake', {date: noon, tls: {trust: null}}, null],
		['plain HTTP, where caches answer', {date: noon, tls: null}, null],
		['no Date', {}, null],
		['an empty Date', {date: ''}, null],
		['a Date that only a lenient parser reads', {date: '1'}, null],
		['another form of date', {date: '2026-06-01T12:00:00Z'}, null],
		['a day that does not exist', {date: 'Mon, 99 Xyz 2026 12:00:00 GMT'}, null],
		['two Dates', {date: `${noon}, ${noon}`}, null],
		['an Age that is no number', {date: noon, age: '1e99'}, 0],
		['an Age without end', {date: noon, age: '9'.repeat(300)}, 0],
		['a start that is no time', {date: noon, startedAt: 'yesterday'}, null],
	])('%s', (_what, given, offset) => {
		const seen = clockOffset(attemptWith(given));
		expect(seen === 0 ? 0 : seen).toBe(offset);
	});

	it.each([
		[null, null],
		[0, null],
		[120, null],
		[-120, null],
		[121, "This machine's clock is 2 minutes behind service.example."],
		[-300, "This machine's clock is 5 minutes ahead of service.example."],
		[7200, "This machine's clock is 2 hours behind service.example."],
		[-259_200, "This machine's clock is 3 days ahead of service.example."],
	])('an offset of %s s: %s', (offset, note) => {
		expect(clockNote(offset, host)).toBe(note);
	});
});

describe('dates that are wrong by this clock', () => {
	// The sample certificates are valid throughout 2026.
	const expired = {trust: 'public', defects: ['CERT_HAS_EXPIRED']} as const;
	const {chain} = tlsStage(host);
	const [leaf] = chain;
	const old = {...leaf, validTo: '2021-01-01T00:00:00.000Z'} as CertificateEvidence;
	const early = {trust: 'public', defects: ['CERT_NOT_YET_VALID']} as const;
	it.each<[string, Given, string | null]>([
		[
			'a clock that runs behind',
			{tls: early, startedAt: '2025-12-31T12:00:00.000Z', date: 'Thu, 01 Jan 2026 12:00:00 GMT'},
			"This machine's clock is 24 hours behind service.example, which is the likely cause.",
		],
		[
			'a clock that runs ahead',
			{tls: expired, startedAt: '2027-02-01T12:00:00.000Z', date: 'Thu, 31 Dec 2026 12:00:00 GMT'},
			"This machine's clock is 32 days ahead of service.example, which is the likely cause.",
		],
		[
			'a clock that is off, but not by enough',
			{tls: expired, startedAt: '2027-02-03T12:00:00.000Z', date: 'Mon, 01 Feb 2027 12:00:00 GMT'},
			"This machine's clock is 2 days ahead of service.example, but that does not explain it.",
		],
		[
			'a certificate that is sent along and that nobody needs',
			{
				tls: {
					...expired,
					chain: [...chain, old],
					checks: {public: {code: null, isAnchored: true, path: [0]}, machine: null, isNamed: true},
				},
				startedAt: '2027-02-01T12:00:00.000Z',
				date: 'Thu, 31 Dec 2026 12:00:00 GMT',
			},
			"This machine's clock is 32 days ahead of service.example, which is the likely cause.",
		],
		['a clock that is right', {tls: expired, date: noon}, "This machine's clock agrees with the server's."],
		['no word of the time, not yet valid', {tls: early}, "This machine's clock may be behind."],
		['no word of the time, expired', {tls: expired}, null],
	])('%s', (_what, given, sentence) => {
		expect(explainDates(tlsStage(host, given.tls ?? {}), attemptWith(given), host)).toBe(sentence);
	});
});
