import {expect, it} from 'vitest';
import {programDifference} from '../../source/evidence/program-names.ts';
import type {DnsEvidence} from '../../source/evidence/types.ts';

const at = (...addresses: string[]) => addresses.map(address => ({address, family: 4}) as const);
const failed = (code: string) => ({addresses: [], error: {code, syscall: null, message: ''}});
const seen: DnsEvidence = {
	stage: 'dns',
	of: 'target',
	ok: true,
	ms: 1,
	name: 'mcr.microsoft.com',
	addresses: at('203.0.113.10'),
	aliases: [],
	source: 'server',
	servers: ['10.0.0.2'],
	system: null,
	error: null,
};
const corp = [{domain: 'corp.example', addresses: at('203.0.113.77')}];
const nxdomain = {ok: false, addresses: [], error: {code: 'ENOTFOUND', syscall: null, message: ''}} as const;

it.each<[string, Partial<DnsEvidence>, RegExp | null]>([
	['nobody asked', {}, null],
	['the same address', {system: {addresses: at('203.0.113.10'), error: null}}, null],
	['another public address, as load balancers give', {system: {addresses: at('203.0.113.99'), error: null}}, null],
	[
		'a search domain, tried first',
		{search: {ndots: 5, answers: corp}},
		/mcr\.microsoft\.com\.corp\.example resolves to 203\.0\.113\.77.*ndots:5/,
	],
	['a search domain that is tried last, for a name that exists', {search: {ndots: 1, answers: corp}}, null],
	[
		'a search domain that is tried last, for one that does not',
		{...nxdomain, search: {ndots: 1, answers: corp}},
		/for a name that does not exist/,
	],
	['a search domain that does not answer', {search: {ndots: 5, answers: []}}, null],
	[
		'a private address for programs alone',
		{system: {addresses: at('10.1.2.3'), error: null}},
		/programs on this machine get 10\.1\.2\.3/,
	],
	['an old entry at loopback', {system: {addresses: at('127.0.0.1'), error: null}}, /get 127\.0\.0\.1/],
	[
		'a private zone that programs do not see',
		{addresses: at('10.1.2.3'), system: {addresses: at('203.0.113.9'), error: null}},
		/answer 10\.1\.2\.3 .*get 203/,
	],
	[
		'an old private address for programs',
		{addresses: at('10.1.2.3'), system: {addresses: at('10.9.9.9'), error: null}},
		/answer 10\.1\.2\.3 .*get 10\.9\.9\.9/,
	],
	[
		'private for both, one of several',
		{addresses: at('10.1.2.3', '10.1.2.4'), system: {addresses: at('10.1.2.4'), error: null}},
		null,
	],
	[
		'an entry of the hosts file, for another address',
		{source: 'hosts', byServers: {addresses: at('203.0.113.9'), error: null}},
		/hosts file .* leads mcr\.microsoft\.com to 203\.0\.113\.10, .* answer 203\.0\.113\.9/,
	],
	[
		'an entry of the hosts file, for a name that nobody else knows',
		{source: 'hosts', byServers: failed('ENOTFOUND')},
		/know no address of it \(ENOTFOUND\)/,
	],
	['an entry for the same address', {source: 'hosts', byServers: {addresses: at('203.0.113.10'), error: null}}, null],
	['an entry, and silent name servers', {source: 'hosts', byServers: failed('ETIMEOUT')}, null],
	['an entry of which nobody else was asked', {source: 'hosts'}, null],
	['no address for programs', {system: failed('ENOTFOUND')}, /get no address for it \(ENOTFOUND\)/],
	['a resolver that was slow', {system: failed('PROBE_TIMEOUT')}, null],
	['a resolver for a moment without an answer', {system: failed('EAI_AGAIN')}, null],
	['a proxy', {of: 'proxy', search: {ndots: 5, answers: corp}}, null],
])('%s', (_what, change, sentence) => {
	const difference = programDifference({...seen, ...change});
	if (sentence === null) expect(difference).toBeNull();
	else expect(difference?.sentence).toMatch(sentence);
});
