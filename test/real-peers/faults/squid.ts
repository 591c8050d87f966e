import {squidPorts} from '../helpers/gateway-squid.ts';
import {gatewayAddress} from '../helpers/namespaces.ts';
import {blocked, type Expected, type Fault, intercepted, reachable, reachablePlainly, withAddresses} from './types.ts';

const peer = 'squid';
const at = (port: number, credentials = '') => `http://${credentials}${gatewayAddress}:${port}`;
const open = at(squidPorts.open);
const inspecting = at(squidPorts.inspecting);
const plain = {protocol: 'http', port: 80} as const;

/** What a proxy with an allow-list does with one host or port. */
const policy: readonly Fault[] = [
	{id: 'squid-allowed', peer, fault: 'The host is allowed', proxy: open, expected: reachable, isHarmless: true},
	{id: 'squid-denied', peer, fault: 'The host is denied', proxy: open, expected: blocked('proxy.host-denied')},
	{
		id: 'squid-port',
		peer,
		fault: 'Port 8084 is denied, while 443 passes',
		proxy: open,
		request: {port: 8084},
		expected: blocked('proxy.port-denied'),
	},
	{
		id: 'squid-denied-port',
		peer,
		fault: 'The host is denied on port 8084 and on 443',
		proxy: open,
		request: {port: 8084},
		expected: blocked('proxy.host-denied'),
	},
	{
		id: 'squid-notice',
		peer,
		fault: 'The denial redirects to a notice',
		proxy: open,
		expected: blocked('proxy.host-denied'),
	},
	{
		id: 'squid-reset',
		peer,
		fault: 'The denial resets the connection',
		proxy: open,
		expected: blocked('proxy.closed', 'medium'),
		explanation: 'The proxy says nothing, so that the denial can not be told from a broken proxy.',
	},
	{
		id: 'squid-plain-allowed',
		peer,
		fault: 'Plain HTTP, the host is allowed',
		proxy: open,
		request: plain,
		expected: reachablePlainly,
		isHarmless: true,
	},
	{
		id: 'squid-plain-denied',
		peer,
		fault: 'Plain HTTP, the host is denied',
		proxy: open,
		request: plain,
		expected: blocked('proxy.host-denied'),
	},
];

/** A squid without a sign: its owner's own page, and no header that tells. */
const bare: readonly Fault[] = (
	[
		['allowed', 'passes the host on', {}, reachable],
		['denied', 'denies the host', {}, blocked('proxy.host-denied')],
		['plain-denied', 'denies the host, plain HTTP', plain, blocked('proxy.host-denied')],
		[
			'plain-known',
			'denies the host, plain HTTP, and 403 is what the service answers as well',
			{...plain, expect: {statuses: [403], basis: 'measured', proofs: [], fixedBody: false}},
			blocked('proxy.host-denied'),
		],
	] as const satisfies readonly (readonly [string, string, Fault['request'], Expected])[]
).map(([id, words, request, expected]) => ({
	id: `squid-bare-${id}`,
	peer,
	fault: `Without a sign of itself, it ${words}`,
	proxy: at(squidPorts.bare),
	request,
	expected,
	...(expected === reachable && {isHarmless: true as const}),
}));

/** What it says about the far side. */
const upstream: readonly Fault[] = [
	{
		id: 'squid-unknown',
		peer,
		fault: 'The proxy can not resolve the name',
		proxy: open,
		records: [],
		expected: blocked('proxy.upstream-dns'),
	},
	{
		id: 'squid-plain-unknown',
		peer,
		fault: 'Plain HTTP, the proxy can not resolve the name',
		proxy: open,
		records: [],
		request: plain,
		expected: blocked('proxy.upstream-dns', 'medium'),
	},
	{
		id: 'squid-silent-name',
		peer,
		fault: 'The name server of the proxy does not answer',
		proxy: open,
		records: ['server=/squid-silent-name.peers.example/198.51.100.53'],
		expected: blocked('proxy.upstream-dns'),
	},
	{
		id: 'squid-refused',
		peer,
		fault: 'The service refuses the proxy',
		proxy: open,
		originRules: ['tcp dport 443 reject with tcp reset'],
		expected: blocked('proxy.upstream-unreachable'),
	},
	{
		id: 'squid-plain-refused',
		peer,
		fault: 'Plain HTTP, the service refuses the proxy',
		proxy: open,
		request: plain,
		originRules: ['tcp dport 80 reject with tcp reset'],
		expected: blocked('proxy.upstream-unreachable'),
	},
	{
		id: 'squid-dropped',
		peer,
		fault: 'Packets of the proxy to the service are dropped',
		proxy: open,
		packetRules: ['drop'],
		expected: blocked('proxy.upstream-unreachable'),
	},
];

/** Basic authentication, over CONNECT and in plain HTTP. */
const authentication: readonly Fault[] = (
	[
		['none', 'No credentials', '', blocked('proxy.auth-required')],
		// Another user: of two passwords of one, checked at the same time, squid 5.7 may give both the outcome of one.
		['wrong', 'Wrong credentials', 'you:wrong@', blocked('proxy.auth-rejected')],
		['right', 'The right credentials', 'me:p%40ss%20word@', reachable],
	] as const satisfies readonly (readonly [string, string, string, Expected])[]
).flatMap(([id, fault, credentials, expected]) => {
	const common = {peer, proxy: at(squidPorts.basic, credentials), expected} as const;
	const harmless = expected === reachable ? {isHarmless: true as const} : {};
	return [
		{id: `squid-${id}`, fault, ...common, ...harmless},
		{
			id: `squid-plain-${id}`,
			fault: `${fault}, plain HTTP`,
			...common,
			...harmless,
			expected: expected === reachable ? reachablePlainly : expected,
			request: plain,
		},
	];
});

/** TLS between the client and the proxy. */
const proxyTls: readonly Fault[] = [
	{
		id: 'squid-tls',
		peer,
		fault: 'A TLS proxy with a public certificate',
		proxy: `https://squid.peers.example:${squidPorts.tls}`,
		expected: reachable,
		isHarmless: true,
	},
	{
		id: 'squid-tls-denied',
		peer,
		fault: 'A TLS proxy, the host is denied',
		proxy: `https://squid.peers.example:${squidPorts.tls}`,
		expected: blocked('proxy.host-denied'),
	},
	{
		id: 'squid-tls-port',
		peer,
		fault: 'A TLS proxy, port 8084 is denied, while 443 passes',
		proxy: `https://squid.peers.example:${squidPorts.tls}`,
		request: {port: 8084},
		expected: blocked('proxy.port-denied'),
	},
	{
		id: 'squid-tls-corporate',
		peer,
		fault: 'A TLS proxy with a corporate certificate that this machine trusts',
		proxy: `https://squid.peers.example:${squidPorts.tlsCorporate}`,
		trusts: 'corporate',
		expected: reachable,
		isHarmless: true,
	},
	{
		id: 'squid-tls-untrusted',
		peer,
		fault: 'A TLS proxy with a corporate certificate that this machine does not trust',
		proxy: `https://squid.peers.example:${squidPorts.tlsCorporate}`,
		expected: blocked('proxy.tls-untrusted'),
	},
	{
		id: 'squid-tls-address',
		peer,
		fault: 'A TLS proxy named by an address that is not in its certificate',
		proxy: `https://${gatewayAddress}:${squidPorts.tls}`,
		expected: blocked('proxy.tls-untrusted'),
	},
	{
		id: 'squid-plain-to-tls',
		peer,
		fault: 'A TLS proxy spoken to in plain',
		proxy: at(squidPorts.tls),
		expected: blocked('proxy.wrong-scheme'),
	},
	{
		id: 'squid-tls-to-plain',
		peer,
		fault: 'A plain proxy spoken to in TLS',
		proxy: `https://squid.peers.example:${squidPorts.open}`,
		expected: blocked('proxy.wrong-scheme'),
	},
];

/** TLS inspection (ssl-bump). */
const inspection: readonly Fault[] = [
	{
		id: 'squid-inspected',
		peer,
		fault: 'TLS is inspected, with a CA that this machine trusts',
		proxy: inspecting,
		trusts: 'corporate',
		expected: intercepted,
	},
	{
		id: 'squid-inspected-untrusted',
		peer,
		fault: 'TLS is inspected, with a CA that this machine does not trust',
		proxy: inspecting,
		expected: blocked('tls.untrusted'),
	},
	{
		id: 'squid-spliced',
		peer,
		fault: 'TLS is inspected, but not for this host',
		proxy: inspecting,
		expected: reachable,
		isHarmless: true,
	},
	{
		id: 'squid-terminated',
		peer,
		fault: 'The tunnel is closed because of the server name in the TLS hello',
		proxy: inspecting,
		expected: blocked('tls.closed'),
	},
	{
		id: 'squid-inspected-denied',
		peer,
		fault: 'TLS is inspected, and the host is denied with a page inside TLS',
		proxy: inspecting,
		trusts: 'corporate',
		expected: blocked('http.block-page'),
	},
	{
		id: 'squid-inspected-unknown',
		peer,
		fault: 'TLS is inspected, and the proxy says inside TLS that it can not resolve the name',
		proxy: inspecting,
		trusts: 'corporate',
		records: [],
		expected: blocked('proxy.upstream-dns', 'medium'),
	},
	{
		id: 'squid-inspected-refused',
		peer,
		fault: 'TLS is inspected, and the service refuses the proxy',
		proxy: inspecting,
		trusts: 'corporate',
		originRules: ['tcp dport 443 reject with tcp reset'],
		expected: blocked('proxy.upstream-unreachable'),
	},
	{
		id: 'squid-inspected-expired',
		peer,
		fault: 'TLS is inspected, and the certificate of the service has expired',
		proxy: inspecting,
		trusts: 'corporate',
		servers: [{certificate: 'certificate-expired'}],
		expected: blocked('proxy.upstream-unreachable'),
		explanation: 'The client never sees the certificate of the service; it is the proxy that refuses it.',
	},
];

export const squidFaults: readonly Fault[] = withAddresses(60, [
	...policy,
	...bare,
	...upstream,
	...authentication,
	...proxyTls,
	...inspection,
]);
