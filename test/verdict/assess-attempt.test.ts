import {expect, it} from 'vitest';
import type {DnsEvidence, TlsEvidence} from '../../source/evidence/types.ts';
import {assessStage} from '../../source/verdict/assess-attempt.ts';

const now = Date.parse('2026-06-01T00:00:00Z');

it.each<[string, 'target' | 'proxy', DnsEvidence['source'], string | null]>([
	['a.example', 'target', 'server', 'SINKHOLE'],
	['a.example', 'target', 'system', 'SINKHOLE'],
	['a.example', 'target', 'hosts', null],
	['localhost', 'target', 'system', null],
	['127.0.0.1', 'target', 'literal', null],
	['gate', 'proxy', 'system', null],
	['gate', 'proxy', 'server', 'SINKHOLE'],
])('%s of a %s at loopback, from %s', (name, of, source, code) => {
	const seen: DnsEvidence = {
		stage: 'dns',
		of,
		ok: true,
		ms: 0,
		name,
		addresses: [{address: '127.0.0.1', family: 4}],
		aliases: [],
		source,
		servers: [],
		system: null,
		error: null,
	};
	const assessed = assessStage(seen, now);
	expect(assessed.error?.code ?? null).toBe(code);
	expect(assessed.ok).toBe(code === null);
});

type Case = {
	readonly checks: TlsEvidence['checks'];
	readonly of?: 'target' | 'proxy';
	readonly validTo?: string;
	readonly issuer?: string;
};

function assess({checks, of = 'target', validTo = '2027-01-01T00:00:00Z', issuer = 'CN=Authority'}: Case) {
	const leaf = {subject: 'CN=a.example', issuer, altNames: [], serialNumber: '', fingerprint: '', isAuthority: false};
	const seen: TlsEvidence = {
		stage: 'tls',
		of,
		ok: true,
		ms: 0,
		serverName: 'a.example',
		protocol: 'TLSv1.3',
		cipher: null,
		alpn: null,
		chain: [{...leaf, validFrom: '2026-01-01T00:00:00Z', validTo}],
		trust: null,
		defects: [],
		checks,
		error: null,
	};
	const assessed = assessStage(seen, now);
	expect(assessStage(assessed, now)).toEqual(assessed);
	return assessed;
}

const verified = {code: null, isAnchored: true};
const unknownIssuer = {code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', isAnchored: false};
const expired = '2026-02-01T00:00:00Z';

it.each<[string, Case, {readonly trust: string; readonly ok: boolean; readonly defects: readonly string[]}]>([
	['public', {checks: {public: verified, machine: null, isNamed: true}}, {trust: 'public', ok: true, defects: []}],
	[
		'public, with an expired certificate beside its path',
		{checks: {public: verified, machine: null, isNamed: true}, validTo: expired},
		{trust: 'public', ok: true, defects: []},
	],
	[
		'public, for another name',
		{checks: {public: {code: 'ERR_TLS_CERT_ALTNAME_INVALID', isAnchored: true}, machine: null, isNamed: false}},
		{trust: 'public', ok: false, defects: ['ERR_TLS_CERT_ALTNAME_INVALID']},
	],
	[
		'public, but expired',
		{checks: {public: {code: 'CERT_HAS_EXPIRED', isAnchored: true}, machine: null, isNamed: true}, validTo: expired},
		{trust: 'public', ok: false, defects: ['CERT_HAS_EXPIRED']},
	],
	[
		'this machine alone',
		{checks: {public: unknownIssuer, machine: verified, isNamed: true}},
		{trust: 'private', ok: true, defects: []},
	],
	[
		'nobody',
		{checks: {public: unknownIssuer, machine: unknownIssuer, isNamed: true}},
		{trust: 'untrusted', ok: false, defects: ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'INCOMPLETE_CHAIN']},
	],
	[
		'nobody, under its own signature',
		{
			checks: {
				public: {code: 'DEPTH_ZERO_SELF_SIGNED_CERT', isAnchored: false},
				machine: {code: 'DEPTH_ZERO_SELF_SIGNED_CERT', isAnchored: false},
				isNamed: true,
			},
			issuer: 'CN=a.example',
		},
		{trust: 'untrusted', ok: false, defects: ['DEPTH_ZERO_SELF_SIGNED_CERT']},
	],
	[
		'expired under an unknown issuer, which the verifier hides',
		{
			checks: {
				public: {code: 'CERT_HAS_EXPIRED', isAnchored: false},
				machine: {code: 'CERT_HAS_EXPIRED', isAnchored: false},
				isNamed: true,
			},
			validTo: expired,
		},
		{trust: 'untrusted', ok: false, defects: ['CERT_HAS_EXPIRED', 'INCOMPLETE_CHAIN']},
	],
	[
		'a proxy that this machine trusts',
		{of: 'proxy', checks: {public: null, machine: verified, isNamed: true}},
		{trust: 'private', ok: true, defects: []},
	],
	[
		'a proxy under a public root that this machine does not ask for',
		{of: 'proxy', checks: {public: verified, machine: unknownIssuer, isNamed: true}},
		{trust: 'untrusted', ok: false, defects: ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'INCOMPLETE_CHAIN']},
	],
	['no checks, as in older files', {checks: null}, {trust: null as unknown as string, ok: true, defects: []}],
])('trust of a chain: %s', (_name, seen, expected) => {
	expect(assess(seen)).toMatchObject(expected);
});
