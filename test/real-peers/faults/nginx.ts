import type {CertificateKind} from '../../../source/practice/certificates.ts';
import {gatewayAddress, originAddress} from '../helpers/namespaces.ts';
import {
	blocked,
	type Expected,
	type Fault,
	reachable,
	reachablePlainly,
	type ServerBlock,
	unverified,
	withAddresses,
} from './types.ts';

const peer = 'nginx';

/** Answers that look odd and are the service's own: never blocked. */
function strange(id: string, fault: string, server: ServerBlock, request: Fault['request'] = {}): Fault {
	return {id, peer, fault, servers: [server], request, expected: reachable, isHarmless: true};
}

function broken(id: string, fault: string, server: ServerBlock, expected: Expected): Fault {
	return {id, peer, fault, servers: [server], expected};
}

function wronglyCertified(id: string, fault: string, certificate: CertificateKind, expected: Expected): Fault {
	return broken(id, fault, {certificate}, expected);
}

/** In plain HTTP. */
function strangePlainly(id: string, fault: string, server: ServerBlock): Fault {
	return {...strange(id, fault, server, plain), expected: reachablePlainly};
}

const nothing = 'location / { return 404 "There is nothing of that name at this service.\\n"; }';

const plain = {protocol: 'http', port: 80} as const;

/** A body that is known beforehand, as the connect test of an operating system has it. */
const fixedBody: Fault['request'] = {
	expect: {
		statuses: [200],
		basis: 'documented',
		proofs: [{kind: 'body-equals', text: 'Connect Test'}],
		fixedBody: true,
	},
};

/** Their own documented words, each over TLS that verifies. */
const denials: readonly (readonly [id: string, who: string, status: number, text: string])[] = [
	['storage', 'Azure Storage', 403, '<Error><Code>AuthorizationFailure</Code></Error>'],
	['tables', 'A table of Azure Storage', 403, '{"odata.error":{"code":"AuthorizationFailure"}}'],
	['vault', 'Azure Key Vault', 403, '{"error":{"code":"Forbidden","innererror":{"code":"ForbiddenByFirewall"}}}'],
	['relay', 'Azure Relay', 401, '<Error><Detail>Ip has been prevented to connect to the endpoint.</Detail></Error>'],
	['configuration', 'Azure App Configuration', 403, '{"type":"https://azconfig.io/errors/ip-address-rejected"}'],
	['events', 'Azure Event Grid', 403, 'Publishing is rejected due to IpAddress filtering rules.'],
	[
		'workspace',
		'Azure Machine Learning',
		403,
		'{"error":{"message":"Access to workspace was denied based on workspace private link configuration."}}',
	],
];

const longHeader = `add_header X-Policy "${'https://policy.example '.repeat(90)}" always;\n`;

/** What a server does at the IPv6 address of a service alone, and the words of the note. */
const overIpv6: readonly (readonly [id: string, what: string, server: ServerBlock, note: string])[] = [
	['name', 'the certificate is for another name', {certificate: 'certificate-wrong-name'}, '3fff::121'],
	['expired', 'the certificate has expired', {certificate: 'certificate-expired'}, '3fff::122'],
	[
		'unknown',
		'the certificate comes from an unknown authority',
		{certificate: 'certificate-unknown-issuer'},
		'3fff::123',
	],
	['alert', 'the handshake is refused with an alert', {lines: ['ssl_reject_handshake on;']}, '3fff::124'],
	['plain', 'plain HTTP answers on port 443', {isPlain: true}, '3fff::125'],
	['closes', 'the connection is closed in place of an answer', {lines: ['location / { return 444; }']}, '3fff::126'],
];

const firstFaults = withAddresses(10, [
	...[401, 403, 404, 429, 500, 503].map(status =>
		strange(`status-${status}`, `The service answers ${status}`, {
			lines: [`location / { return ${status} "Said by the service.\\n"; }`],
		}),
	),
	{
		...strange('ipv6-page', 'Over IPv6 comes another answer, 403', {lines: ['location / { return 403; }']}),
		addresses: ['3fff::120', '198.51.100.1'],
		note: 'Another answer comes over IPv6 (3fff::120): 403',
	},
	...denials.map(([id, who, status, text]) =>
		broken(
			`denied-${id}`,
			`${who} refuses by its own network rules, with ${status}`,
			{lines: [`location / { return ${status} '${text}'; }`]},
			blocked('http.service-denied', 'high'),
		),
	),
	strange('redirect', 'The service redirects to a page of its own', {
		lines: ['location / { return 302 https://$host/home; }'],
	}),
	strange('tls-1-3-only', 'The service speaks TLS 1.3 alone', {lines: ['ssl_protocols TLSv1.3;']}),
	strange('tls-1-2-only', 'The service speaks TLS 1.2 alone', {lines: ['ssl_protocols TLSv1.2;']}),
	strange('client-certificate', 'The service wants a client certificate, and answers 400 without one', {
		lines: ['ssl_verify_client on;', 'ssl_client_certificate @FOLDER@/root.pem;'],
	}),
	strange(
		'no-websocket',
		'The service answers 404 to a WebSocket upgrade',
		{lines: ['location / { return 404; }']},
		{protocol: 'websocket'},
	),
	strangePlainly('plain-port', 'The service answers plain HTTP on port 80', {}),
	strangePlainly('redirect-to-tls', 'The service redirects from plain HTTP to TLS', {
		port: 80,
		isPlain: true,
		lines: ['location / { return 301 https://$host/; }'],
	}),
	{
		...strangePlainly('plain-status', 'The service answers 404 to plain HTTP and over TLS alike', {
			port: 80,
			isPlain: true,
			lines: [nothing],
		}),
		servers: [
			{port: 80, isPlain: true, lines: [nothing]},
			{port: 443, lines: [nothing]},
		],
	},
	...[403, 404, 502].map(
		(status): Fault => ({
			...broken(
				`plain-${status}`,
				`A filter answers ${status} to plain HTTP in place of the service`,
				{port: 80, isPlain: true, lines: [`location / { return ${status}; }`]},
				unverified,
			),
			request: plain,
			explanation: 'In plain HTTP nothing proves that it was not the service itself.',
		}),
	),
	{
		...broken(
			'portal',
			'A login portal answers plain HTTP in place of the service',
			{port: 80, isPlain: true, lines: [`location / { return 302 http://${gatewayAddress}/login; }`]},
			blocked('http.portal'),
		),
		request: plain,
	},
	{
		...broken(
			'network-sign-in',
			'The network answers plain HTTP with 511 (sign in first)',
			{port: 80, isPlain: true, lines: ['location / { return 511; }']},
			blocked('http.portal'),
		),
		request: plain,
	},
	broken(
		'closes',
		'The connection is closed in place of an answer',
		{lines: ['location / { return 444; }']},
		blocked('http.closed'),
	),
	broken('plain-on-443', 'Plain HTTP on port 443', {isPlain: true}, blocked('tls.protocol')),
	broken(
		'tls-1-1-only',
		'The service speaks nothing newer than TLS 1.1',
		{lines: ['ssl_protocols TLSv1.1;', 'ssl_ciphers ALL:@SECLEVEL=0;']},
		blocked('tls.alert', 'medium'),
	),
	broken(
		'rejects-handshakes',
		'The handshake is refused with an alert, whatever the name',
		{lines: ['ssl_reject_handshake on;']},
		blocked('tls.alert', 'medium'),
	),
	{
		id: 'rejects-name',
		peer,
		fault: 'The handshake is refused with an alert for this name alone',
		servers: [{}, {name: 'rejects-name.peers.example', lines: ['ssl_reject_handshake on;']}],
		expected: blocked('tls.alert'),
	},
	wronglyCertified('expired', 'The certificate has expired', 'certificate-expired', blocked('tls.expired')),
	wronglyCertified(
		'not-yet-valid',
		'The certificate is not valid yet',
		'certificate-not-yet-valid',
		blocked('tls.not-yet-valid'),
	),
	wronglyCertified(
		'wrong-name',
		'The certificate is for another name',
		'certificate-wrong-name',
		blocked('tls.hostname-mismatch'),
	),
	wronglyCertified(
		'self-signed',
		'The certificate is signed by itself',
		'certificate-self-signed',
		blocked('tls.untrusted'),
	),
	wronglyCertified(
		'unknown-issuer',
		'The certificate comes from an unknown authority',
		'certificate-unknown-issuer',
		blocked('tls.untrusted'),
	),
	{
		...wronglyCertified(
			'no-intermediate',
			'The intermediate certificate is missing',
			'certificate-missing-intermediate',
			blocked('tls.untrusted'),
		),
		explanation: 'A leaf alone can not be told from one of an unknown authority; the detail names both.',
	},
	{
		id: 'web-server-as-proxy',
		peer,
		fault: 'A web server taken for a proxy',
		proxy: `http://${originAddress}:80`,
		expected: blocked('proxy.protocol-error', 'medium'),
	},
	{
		id: 'tls-web-server-as-proxy',
		peer,
		fault: 'A web server taken for a TLS proxy',
		proxy: 'https://healthy-name.peers.example:443',
		expected: blocked('proxy.protocol-error', 'medium'),
	},
	{
		id: 'web-server-for-plain-page',
		peer,
		fault: 'A web server taken for a proxy, asked for a page over plain HTTP of which nothing is known',
		proxy: `http://${originAddress}:80`,
		request: plain,
		expected: blocked('proxy.protocol-error', 'medium'),
	},
	...(
		[
			['https', {}, blocked('proxy.protocol-error', 'medium')],
			['http', plain, blocked('proxy.host-denied')],
		] as const
	).map(
		([scheme, request, expected], index): Fault => ({
			id: `nginx-denies-${scheme}`,
			peer,
			fault: `A web server set up as a proxy denies everything: CONNECT with 405, whole URLs with 403 (${scheme})`,
			proxy: `http://198.51.100.${240 + index}:3128`,
			addresses: [`198.51.100.${240 + index}`],
			servers: [{port: 3128, isPlain: true, lines: ['location / { return 403; }']}],
			request,
			expected,
		}),
	),
	{
		id: 'nginx-forwards',
		peer,
		fault: 'A web server set up as a proxy passes plain HTTP on, without a word of its own',
		proxy: 'http://198.51.100.242:3128',
		addresses: ['198.51.100.242'],
		servers: [
			{
				port: 3128,
				isPlain: true,
				lines: [
					`resolver ${gatewayAddress} ipv6=off;`,
					'location / { proxy_pass http://$host$request_uri; proxy_set_header Host $host; }',
				],
			},
		],
		request: plain,
		expected: reachablePlainly,
		isHarmless: true,
	},
	{
		id: 'web-server-for-plain',
		peer,
		fault: 'A web server taken for a proxy, asked for a page over plain HTTP whose body is known',
		proxy: `http://${originAddress}:80`,
		request: {...plain, ...fixedBody},
		expected: blocked('http.wrong-service'),
	},
]);

const furtherFaults = withAddresses(210, [
	...[405, 407, 418, 426, 451].map(status =>
		strange(`status-${status}`, `The service answers ${status}`, {
			lines: [`location / { return ${status} "Said by the service.\\n"; }`],
		}),
	),
	strange('long-head', 'The service answers 404 with a head of 40 KB', {
		lines: [`location / { ${longHeader.repeat(20)} return 404; }`],
	}),
	strange('drip', 'The body comes at 100 bytes a second', {
		lines: [`location / { limit_rate 100; return 200 '${'said slowly '.repeat(300)}'; }`],
	}),
	strange('chacha-only', 'The service takes one cipher of TLS 1.2 alone', {
		lines: ['ssl_protocols TLSv1.2;', 'ssl_ciphers ECDHE-ECDSA-CHACHA20-POLY1305;'],
	}),
	strange('one-curve', 'The service takes one curve for the key exchange alone', {
		lines: ['ssl_ecdh_curve secp384r1;'],
	}),
	strange('cipher-of-tls-1-3', 'The service takes one cipher of TLS 1.3 alone', {
		lines: ['ssl_protocols TLSv1.3;', 'ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;'],
	}),
	strange('stray', 'An expired authority that nobody needs is sent along', {certificate: 'certificate-beside-stray'}),
	wronglyCertified(
		'expired-issuer',
		'The authority that issued the certificate has expired',
		'certificate-expired-issuer',
		blocked('tls.expired'),
	),
	wronglyCertified(
		'several-defects',
		'The certificate has expired, is for another name, and comes from an unknown authority',
		'certificate-several-defects',
		blocked('tls.untrusted'),
	),
	...overIpv6.map(
		([id, what, server, note], index): Fault => ({
			...strange(`ipv6-${id}`, `Over IPv6 ${what}, IPv4 works`, server),
			addresses: [`3fff::${121 + index}`, '198.51.100.1'],
			note,
		}),
	),
]);

/** What a server does, and what it means that it is there at all. */
export const serverFaults: readonly Fault[] = [...firstFaults, ...furtherFaults];
