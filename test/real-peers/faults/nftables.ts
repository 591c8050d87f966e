import {matchesText} from '../helpers/packet-filter.ts';
import {blocked, type Expected, type Fault, hostOf, reachable, reachablePlainly, withAddresses} from './types.ts';

const peer = 'nftables';

function filtered(id: string, fault: string, packetRules: readonly string[], expected: Expected): Fault {
	return {id, peer, fault, packetRules, expected};
}

/** The gateway answers a SYN with an error. */
function rejected(id: string, fault: string, rule: string, cause: RejectionCause): Fault {
	const isIpv4Prohibition = rule.includes('prohibited') && cause !== 'tcp.prohibited';
	return {
		...filtered(id, fault, [rule], blocked(cause, cause === 'tcp.refused' ? 'medium' : 'high')),
		...(cause === 'tcp.refused' && {explanation: 'A port that nobody listens on looks the same.'}),
		...(isIpv4Prohibition && {explanation: linuxHidesIt}),
	};
}

type RejectionCause = 'tcp.refused' | 'tcp.unreachable' | 'tcp.prohibited';

/** icmp_err_convert of the kernel: the prohibitions of ICMP become EHOSTUNREACH or ENETUNREACH, those of ICMPv6 EACCES. */
const linuxHidesIt = 'Linux tells programs of a prohibition over IPv4 in the words of an unreachable host.';

/** Packets to the address are answered by an error, or by nothing. */
const connecting: readonly Fault[] = [
	{
		...filtered('drop', 'Packets to the address are dropped', ['drop'], blocked('tcp.timeout', 'medium')),
		explanation: 'A dead host looks the same, and here it is the only target of its run.',
	},
	{
		...filtered(
			'other-port',
			'Port 8084 is dropped, 443 passes',
			['tcp dport 8084 drop'],
			blocked('tcp.timeout', 'medium'),
		),
		request: {port: 8084},
	},
	rejected('reset', 'Rejected with a TCP reset', 'meta l4proto tcp reject with tcp reset', 'tcp.refused'),
	...(
		[
			['port-unreachable', 'tcp.refused'],
			['host-unreachable', 'tcp.unreachable'],
			['net-unreachable', 'tcp.unreachable'],
			['prot-unreachable', 'tcp.unreachable'],
			['admin-prohibited', 'tcp.unreachable'],
			['host-prohibited', 'tcp.unreachable'],
			['net-prohibited', 'tcp.unreachable'],
		] as const
	).map(([type, cause]) =>
		rejected(`icmp-${type}`, `Rejected with ICMP ${type}`, `reject with icmp type ${type}`, cause),
	),
];

const overIpv6: readonly Fault[] = (
	[
		['admin-prohibited', 'tcp.prohibited'],
		['no-route', 'tcp.unreachable'],
		['addr-unreachable', 'tcp.unreachable'],
		['port-unreachable', 'tcp.refused'],
		['policy-fail', 'tcp.prohibited'],
		['reject-route', 'tcp.prohibited'],
	] as const
).map(([type, cause], index) => ({
	...rejected(`icmpv6-${type}`, `IPv6 alone, rejected with ICMPv6 ${type}`, `reject with icmpv6 type ${type}`, cause),
	addresses: [`3fff::${100 + index}`],
}));

const bothFamilies: readonly Fault[] = [
	{
		...filtered('ipv6-works', 'IPv6 alone, and it works', [], reachable),
		addresses: ['3fff::110'],
		isHarmless: true,
	},
	{
		...filtered('ipv6-dropped', 'IPv6 is dropped, IPv4 works', ['drop'], reachable),
		addresses: ['3fff::111', '198.51.100.1'],
		isHarmless: true,
		note: 'the IPv6 address 3fff::111 leads nowhere',
	},
	...(
		[
			[
				'refused',
				'rejected with a TCP reset',
				'meta l4proto tcp reject with tcp reset',
				'leads nowhere (ECONNREFUSED)',
			],
			[
				'reset',
				'reset with the first data',
				'tcp flags & psh == psh reject with tcp reset',
				'the TLS handshake is reset',
			],
			['mute', 'connected, then data is dropped', 'tcp flags & psh == psh drop', 'the TLS handshake gets no answer'],
			['request', 'greeted, then data is dropped', '@ih,0,8 0x17 drop', 'the request gets no answer'],
		] as const
	).map(([id, what, rule, said], index): Fault => {
		const address = `3fff::${112 + index}`;
		return {
			...filtered(`ipv6-${id}`, `IPv6 is ${what}, IPv4 works`, [rule], reachable),
			addresses: [address, '198.51.100.1'],
			isHarmless: true,
			note: id === 'refused' ? `the IPv6 address ${address} ${said}` : `over IPv6 (${address}) ${said}`,
			// With TLS 1.3 the request can leave in the packet that ends the handshake.
			...(id === 'request' && {servers: [{lines: ['ssl_protocols TLSv1.2;']}]}),
		};
	}),
	{
		...filtered('ipv4-dropped', 'IPv4 is dropped, IPv6 works', ['drop'], reachable),
		addresses: ['198.51.100.199', '3fff::1'],
		isHarmless: true,
		explanation: 'It is reachable from a machine that has IPv6, as this one.',
	},
];

const routes: readonly Fault[] = [
	{
		id: 'route-unreachable',
		peer,
		fault: 'The gateway has an unreachable route',
		route: {on: 'gateway', type: 'unreachable'},
		expected: blocked('tcp.unreachable'),
	},
	{
		id: 'route-prohibit',
		peer,
		fault: 'The gateway has a prohibit route',
		route: {on: 'gateway', type: 'prohibit'},
		expected: blocked('tcp.unreachable'),
		explanation: linuxHidesIt,
	},
	{
		id: 'route-blackhole',
		peer,
		fault: 'The gateway has a blackhole route',
		route: {on: 'gateway', type: 'blackhole'},
		expected: blocked('tcp.timeout', 'medium'),
	},
	{
		id: 'own-route-prohibit',
		peer,
		fault: 'This machine itself has a prohibit route',
		route: {on: 'client', type: 'prohibit'},
		expected: blocked('tcp.prohibited'),
	},
];

/** Packets pass until the connection is made. */
const afterConnecting: readonly Fault[] = [
	filtered(
		'sni-reset',
		'Reset once the server name is seen',
		matchesText(hostOf({id: 'sni-reset'}), 'reject with tcp reset'),
		blocked('tls.reset'),
	),
	filtered(
		'sni-drop',
		'Dropped once the server name is seen',
		matchesText(hostOf({id: 'sni-drop'}), 'drop'),
		blocked('tls.timeout'),
	),
	filtered(
		'data-reset',
		'The connection is made, and reset with the first data, whatever the server name',
		['tcp flags & psh == psh reject with tcp reset'],
		blocked('tls.reset', 'medium'),
	),
	filtered(
		'data-drop',
		'The connection is made, then data is dropped without a word',
		['tcp flags & psh == psh drop'],
		blocked('tls.timeout', 'medium'),
	),
	{
		...filtered(
			'request-drop',
			'The TLS handshake passes, then data is dropped without a word',
			// A packet that begins with a record of application data.
			['@ih,0,8 0x17 drop'],
			blocked('http.timeout'),
		),
		// With TLS 1.3 the request can leave in the packet that ends the handshake.
		servers: [{lines: ['ssl_protocols TLSv1.2;']}],
	},
	{
		...filtered(
			'big-packets',
			'Packets over 400 bytes vanish both ways (an MTU black hole)',
			['ip length > 400 drop'],
			blocked('tls.timeout', 'medium'),
		),
		answerRules: ['ip length > 400 drop'],
		explanation: 'From one end it can not be told from a filter that drops all data.',
	},
	{
		...filtered(
			'small-packets',
			'The same, for an exchange that needs small ones alone (plain HTTP)',
			['ip length > 400 drop'],
			reachablePlainly,
		),
		answerRules: ['ip length > 400 drop'],
		request: {protocol: 'http', port: 80},
		isHarmless: true,
	},
	{
		...filtered(
			'big-hellos',
			'Packets over 1,000 bytes vanish on the way there: TLS hellos with a post-quantum key share',
			['ip length > 1000 drop'],
			blocked('tls.timeout', 'high'),
		),
		explanation: 'A hello of one packet gets through, and the detail says so.',
	},
];

/** The way to the proxy itself. */
const toProxy: readonly Fault[] = (
	[
		['drop', 'dropped', 'drop', 'proxy.timeout'],
		['reset', 'rejected with a TCP reset', 'meta l4proto tcp reject with tcp reset', 'proxy.refused'],
		[
			'unreachable',
			'rejected with ICMP host-unreachable',
			'reject with icmp type host-unreachable',
			'proxy.unreachable',
		],
		['silent', 'passed until the connection is made, then dropped', 'tcp flags & psh == psh drop', 'proxy.timeout'],
	] as const
).map(([id, words, rule, cause]) =>
	filtered(`proxy-${id}`, `Packets to the proxy are ${words}`, [rule], blocked(cause)),
);

/** Linux sends one ICMP error a second to a host and leaves the other packets without an answer. */
const limited: Fault = {
	id: 'icmp-limited',
	peer,
	fault: '70 hosts at once, rejected with ICMP admin-prohibited by a gateway that limits its ICMP errors',
	packetRules: ['reject with icmp type admin-prohibited'],
	hosts: 70,
	isIcmpLimited: true,
	expected: {status: 'blocked', causes: ['tcp.timeout', 'tcp.unreachable'], confidence: null},
	explanation: 'Only some of the packets are answered, so a rejection looks like a drop for the others.',
};

export const packetFaults: readonly Fault[] = withAddresses(140, [
	...connecting,
	...overIpv6,
	...bothFamilies,
	...routes,
	...afterConnecting,
	...toProxy,
	limited,
]).map(fault =>
	toProxy.some(({id}) => id === fault.id) ? {...fault, proxy: `http://${fault.addresses?.[0]}:80`} : fault,
);
