import {gatewayAddress, privateAddress} from '../helpers/namespaces.ts';
import {blocked, type Fault, reachable} from './types.ts';

const peer = 'dnsmasq';

/** Answers of the client's own name server. */
export const nameFaults: readonly Fault[] = [
	{
		id: 'healthy-name',
		peer,
		fault: 'The name leads to the service',
		expected: reachable,
		isHarmless: true,
	},
	{id: 'unknown', peer, fault: 'NXDOMAIN', expected: blocked('dns.nxdomain'), records: []},
	{
		id: 'no-address',
		peer,
		fault: 'The name exists, but has no address',
		expected: blocked('dns.no-answer'),
		records: ['txt-record=no-address.peers.example,text'],
	},
	{
		id: 'refused-name',
		peer,
		fault: 'REFUSED: the name server has nobody to ask',
		expected: blocked('dns.refused'),
		records: ['server=/refused-name.peers.example/#'],
	},
	{
		id: 'bogus-name',
		peer,
		fault: 'SERVFAIL: the answer should be signed (DNSSEC), and its signatures were stripped on the way',
		expected: blocked('dns.servfail'),
		records: [
			`server=/bogus-name.peers.example/${gatewayAddress}`,
			'dnssec',
			...['.', 'bogus-name.peers.example'].map(zone => `trust-anchor=${zone},20326,8,2,${'AB'.repeat(32)}`),
		],
	},
	{
		id: 'silent-name',
		peer,
		fault: 'The name server asks another one, and packets to that one are dropped',
		expected: blocked('dns.timeout'),
		records: ['server=/silent-name.peers.example/198.51.100.53'],
		addresses: ['198.51.100.53'],
		packetRules: ['udp dport 53 drop'],
	},
	{
		id: 'rejected-name-server',
		peer,
		fault: 'A firewall rejects packets to the name server (ICMP port-unreachable)',
		expected: blocked('dns.refused'),
		nameServer: {address: '198.51.100.54', port: 53},
		addresses: ['198.51.100.54'],
		packetRules: ['udp dport 53 reject with icmp type port-unreachable'],
	},
	{
		id: 'sinkhole',
		peer,
		fault: 'The name leads to 0.0.0.0',
		expected: blocked('dns.sinkhole'),
		addresses: ['0.0.0.0'],
	},
	{
		id: 'sinkhole-both',
		peer,
		fault: 'The name leads to 0.0.0.0 and ::',
		expected: blocked('dns.sinkhole'),
		addresses: ['0.0.0.0', '::'],
	},
	{
		id: 'loopback',
		peer,
		fault: 'The name leads to 127.0.0.1',
		expected: blocked('dns.sinkhole'),
		addresses: ['127.0.0.1'],
	},
	{
		id: 'alias-to-sinkhole',
		peer,
		fault: 'The name is an alias that ends at 0.0.0.0',
		expected: blocked('dns.sinkhole'),
		records: ['cname=alias-to-sinkhole.peers.example,sinkhole.peers.example'],
	},
	{
		id: 'alias',
		peer,
		fault: 'The name is an alias of the service',
		expected: reachable,
		isHarmless: true,
		records: ['cname=alias.peers.example,healthy-name.peers.example'],
	},
	{
		id: 'private-name',
		peer,
		fault: 'The name leads to a private address, where the service answers',
		expected: reachable,
		isHarmless: true,
		addresses: [privateAddress],
		note: 'private address',
	},
	{
		id: 'private-nobody',
		peer,
		fault: 'The name leads to a private address, where nobody is',
		expected: blocked('tcp.unreachable'),
		addresses: ['10.99.1.77'],
		note: 'private address',
	},
	{
		id: 'proxy-name',
		peer,
		fault: 'The name of the proxy does not exist (NXDOMAIN)',
		expected: blocked('proxy.unresolvable'),
		proxy: 'http://nowhere.peers.example:3128',
	},
];
