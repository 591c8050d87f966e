import {expect, it} from 'vitest';
import {readName} from '../../../source/vantage/portable/dns-answers.ts';

const name = {key: 'name', text: 'target a.test.example'};
const silent = ['001', '034'].map(type => ({key: `tcp.${type}`, text: '192.0.2.53 53 !'}));
const dialled = {key: 'a.v', text: '*   Trying 192.0.2.1:443...'};
const nowhere = {key: 'dns.001', text: '192.0.2.53 53 414e81830000000000000000'};

it.each([
	['what curl dialled, where no name server answers over TCP', [...silent, dialled], 'system', '192.0.2.1'],
	['what curl dialled, where nothing else asks for names', [dialled], 'system', '192.0.2.1'],
	[
		'what a client of the machine says over UDP',
		[...silent, {key: 'nslookup', text: 'Name: a.test.example'}, {key: 'nslookup', text: 'Address: 192.0.2.2'}],
		'server',
		'192.0.2.2',
	],
	[
		'why it has none, by that client',
		[...silent, {key: 'nslookup', text: "can't find it: NXDOMAIN"}],
		'server',
		'ENOTFOUND',
	],
	['no answer, where nobody got one', silent, 'server', 'ETIMEOUT'],
	['what a name server denies, whatever curl dialled', [nowhere, dialled], 'server', 'ENOTFOUND'],
] as const)('a name has %s', (_, entries, source, expected) => {
	const {addresses, error, ...seen} = readName([name, ...entries]);
	expect([seen.source, addresses[0]?.address ?? error?.code]).toEqual([source, expected]);
});
