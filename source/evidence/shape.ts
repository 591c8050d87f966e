import * as z from 'zod';
import {count, holds, milliseconds, portNumber} from '../shape-kit.ts';
import {controlCodes, controlKinds} from './controls.ts';

/** What went wrong, as the machine said it. */
const stageErrorShape = z
	.object({
		code: holds('public', z.string()).describe('Decides. Of Node, OpenSSL, c-ares or undici, or one of this program.'),
		syscall: holds('public', z.string()).nullable(),
		message: holds('text', z.string()).describe('For a reader; stripped and bounded.'),
		received: count().optional().describe('Bytes of the answer that had come before. Absent: none, or not known.'),
	})
	.meta({id: 'StageError', description: 'What went wrong, as the machine said it.'});

const base = {
	ok: z.boolean(),
	ms: milliseconds().describe(
		'Milliseconds spent in this stage, without waiting for a turn in a queue of the program.',
	),
	of: z.enum(['target', 'proxy']).describe('Whose name, address or handshake.'),
	error: stageErrorShape.nullable(),
};

export const ipAddressShape = z
	.object({address: holds('address', z.string()), family: z.literal([4, 6])})
	.meta({id: 'IpAddress'});

export const headersShape = holds('headers', z.record(z.string(), z.string())).meta({
	id: 'Headers',
	description: 'Names in lower case; repeated ones are joined by ", ".',
});

export const certificateShape = z
	.object({
		subject: z.string(),
		issuer: z.string(),
		altNames: z.array(z.string()),
		validFrom: z.string().describe('ISO time.'),
		validTo: z.string().describe('ISO time.'),
		serialNumber: z.string(),
		fingerprint: z.string().describe('SHA-256, upper-case hexadecimal with colons.'),
		isAuthority: z.boolean(),
	})
	.meta({id: 'Certificate', description: 'One certificate of the chain that the peer sent.'});

export const companyShape = z
	.object({
		open: count().describe('Connections, or names asked for, that were open.'),
		recent: count().describe('Those begun in the second before.'),
		silent: count()
			.optional()
			.describe('Of the open ones, those that had waited for long: who is turned away in silence. Absent: none.'),
		atAddress: count().optional().describe('Of the open ones, those at the same address; on the direct way alone.'),
	})
	.meta({
		id: 'Company',
		description: 'How many the run had at a peer when one more began there, that one included: what a limit counts.',
	});

export const dnsShape = z
	.object({
		stage: z.literal('dns'),
		...base,
		name: holds('name', z.string()),
		addresses: z.array(ipAddressShape),
		aliases: z.array(holds('name', z.string())).describe('The aliases followed on the way to the addresses.'),
		source: z
			.enum(['literal', 'hosts', 'server', 'system'])
			.describe(
				'literal: an IP address was given; hosts: the hosts file; server: a name server; system: the resolver of the machine (getaddrinfo).',
			),
		servers: z.array(holds('address', z.string())).describe('The name servers asked, as address[:port].'),
		system: z
			.object({addresses: z.array(ipAddressShape), error: stageErrorShape.nullable()})
			.nullable()
			.describe(
				'What the resolver of the machine says of the name: asked when the name servers failed, and for a few names of each run; null: not asked.',
			),
		byServers: z
			.object({addresses: z.array(ipAddressShape), error: stageErrorShape.nullable()})
			.optional()
			.describe('What the name servers answer where the hosts file of the machine decided. Absent: not asked.'),
		search: z
			.object({
				ndots: count().describe('Names with fewer dots are tried with the domains of the search list first.'),
				answers: z
					.array(z.object({domain: holds('host', z.string()), addresses: z.array(ipAddressShape)}))
					.describe('Domains under which the name has addresses as well, by a wildcard most likely.'),
				variables: z
					.array(z.enum(['LOCALDOMAIN', 'RES_OPTIONS']))
					.optional()
					.describe('Variables of the environment that set the search list or ndots. Absent: none, the file does.'),
			})
			.nullable()
			.optional()
			.describe('What the search list of the machine makes of the name: asked for a few names of each run.'),
		company: companyShape.optional().describe('At the name servers. Absent in older reports.'),
	})
	.meta({id: 'DnsStage'});

export const dialShape = z
	.object({
		address: holds('address', z.string()),
		family: z.literal([4, 6]),
		ok: z.boolean(),
		ms: milliseconds(),
		error: stageErrorShape.nullable(),
	})
	.describe('One address dialled.');

export const tcpShape = z
	.object({
		stage: z.literal('tcp'),
		...base,
		port: portNumber(),
		dials: z.array(dialShape),
		connected: holds('address', z.string()).nullable().describe('The address that the next stages use.'),
		localAddress: holds('address', z.string())
			.nullable()
			.describe('The own address on that connection: what the firewall sees as the source.'),
	})
	.meta({id: 'TcpStage'});

const answer = {
	status: count().nullable(),
	statusText: holds('reason', z.string()),
	headers: headersShape,
	body: holds('body', z.string()).describe('The beginning of the body as text, stripped and bounded.'),
};

const ticketLogin = () =>
	z
		.object({
			scheme: z.enum(['negotiate', 'ntlm']),
			offered: z.array(holds('public', z.string())).describe('The schemes that were offered without a login.'),
		})
		.optional()
		.describe(
			'The credentials were a ticket, or a login that this machine keeps. Absent: a user name and password, or none.',
		);

export const proxyShape = z
	.object({
		stage: z.literal('proxy'),
		...base,
		request: holds('request', z.string()).describe('The request line, CONNECT host:443.'),
		...answer,
		authenticated: z.boolean().describe('Whether credentials went with the request.'),
		login: ticketLogin(),
		socks: z
			.literal([4, 5])
			.optional()
			.describe('The version of SOCKS; its reply stands in error.code, and there is no status. Absent: HTTP.'),
	})
	.meta({id: 'ProxyStage', description: 'The answer of a proxy to CONNECT.'});

/** A certificate of a set of roots, by what decides whether it vouches for a chain. */
const authorityShape = z
	.object({
		subject: holds('authority', z.string()),
		validFrom: holds('public', z.string()).describe('ISO time.'),
		validTo: holds('public', z.string()).describe('ISO time.'),
		isRoot: z.boolean().describe('It signed itself.'),
		isAuthority: z.boolean().describe('It may sign others.'),
		isGiven: z.boolean().describe('It stands in the CA file that was given.'),
	})
	.meta({id: 'Authority', description: 'A certificate of a set of roots.'});

export const chainCheckShape = z
	.object({
		code: holds('public', z.string()).nullable().describe('The first defect that the verifier met; null: none.'),
		isAnchored: z
			.boolean()
			.describe(
				'The leaf is signed by the next certificate of a path, and so on, and a root of the set signed the last.',
			),
		path: z
			.array(count())
			.optional()
			.describe(
				'The certificates of that path by their place in the chain, leaf first. Absent where the verifier met no defect.',
			),
		anchor: authorityShape.nullable().optional().describe('What of the set signed the last of them; null: nothing.'),
		namesakes: z
			.array(authorityShape)
			.optional()
			.describe('What of the set has the name of its issuer and did not sign it, where nothing did.'),
		given: z
			.array(authorityShape)
			.optional()
			.describe('What the CA file that was given holds, where nothing signed it.'),
	})
	.meta({id: 'ChainCheck', description: 'What a verifier said of a chain, with one set of roots.'});

const chainChecksShape = z
	.object({
		public: chainCheckShape.nullable().describe('With the public roots alone; null: not asked.'),
		machine: chainCheckShape
			.nullable()
			.describe('With all that the machine trusts; null: not asked, since the public roots sufficed.'),
		isNamed: z.boolean().describe('The leaf is for the name asked.'),
	})
	.meta({id: 'ChainChecks', description: 'How the chain of a handshake was verified.'});

export const tlsShape = holds(
	'handshake',
	z.object({
		stage: z.literal('tls'),
		...base,
		serverName: holds('name', z.string()).nullable().describe('The name sent and checked; null for an IP address.'),
		protocol: holds('public', z.string()).nullable(),
		cipher: holds('public', z.string()).nullable(),
		alpn: holds('public', z.string()).nullable(),
		chain: holds('chain', z.array(certificateShape)).describe('As the peer sent it, leaf first.'),
		trust: z
			.enum(['public', 'private', 'untrusted'])
			.nullable()
			.describe(
				'public: verifies against the public roots; private: only with the own trust of the machine; null: no handshake.',
			),
		defects: z.array(holds('public', z.string())).describe('Every defect of the chain.'),
		otherFamily: z
			.object({
				address: holds('address', z.string()),
				family: z.literal([4, 6]),
				ms: milliseconds(),
				error: stageErrorShape.nullable(),
				code: holds('public', z.string())
					.nullable()
					.describe('The first defect that the verifier met with the public roots; null: none, or no handshake.'),
				issuer: holds('authority', z.string()).nullable().describe('Who issued the certificate shown.'),
			})
			.optional()
			.describe('The same handshake with an address of the other family, where both connected.'),
		checks: chainChecksShape
			.nullable()
			.default(null)
			.describe('What trust and defects are judged from. Null without a handshake; absent in older reports.'),
	}),
).meta({id: 'TlsStage'});

export const httpShape = z
	.object({
		stage: z.literal('http'),
		...base,
		request: holds('request', z.string()).describe(
			'The request line as sent: origin form, or absolute form to a proxy.',
		),
		authenticated: z.boolean().describe('Whether proxy credentials went with it.'),
		login: ticketLogin(),
		upgrade: z.boolean().describe('The request asked for a WebSocket.'),
		...answer,
		title: holds('title', z.string()).nullable().describe('The title of an HTML answer.'),
		otherFamily: z
			.object({
				address: holds('address', z.string()),
				family: z.literal([4, 6]),
				ms: milliseconds(),
				status: z.number().int().nullable(),
				title: holds('title', z.string()).nullable(),
				error: stageErrorShape.nullable(),
			})
			.optional()
			.describe('The same request over an address of the other family, asked twice where it differs.'),
	})
	.meta({id: 'HttpStage'});

export const stageShape = z.discriminatedUnion('stage', [dnsShape, tcpShape, proxyShape, tlsShape, httpShape]);

const http2Shape = z
	.object({
		alpn: holds('public', z.string()).nullable().describe('What was agreed on; null: nothing, or no handshake.'),
		ms: milliseconds(),
		error: stageErrorShape.nullable().describe('Null: it was the offer that was not answered.'),
	})
	.meta({
		id: 'Http2',
		description: 'The same request with an offer of HTTP/2, which came to nothing twice while HTTP/1.1 passed.',
	});

export const timeServerShape = z
	.object({
		host: holds('host', z.string()),
		port: portNumber(),
		address: holds('address', z.string()).nullable().describe('Who was asked. Null: its name has no address.'),
		ok: z.boolean().describe('It told a time that can be used.'),
		error: stageErrorShape.nullable(),
		kiss: holds('public', z.string()).nullable().describe('The word of a kiss-of-death, such as RATE or DENY.'),
		offsetMs: z.number().nullable().describe('How far the server is ahead of this machine.'),
		delayMs: z.number().nullable().describe('The round trip: the offset is right to within half of it.'),
		stratum: count().nullable().describe('How many servers stand between it and a clock.'),
		strays: count().describe('Packets that answer no question of this program, and were not read.'),
	})
	.meta({id: 'TimeServer', description: 'What a time server said over NTP.'});

export const attemptShape = z
	.object({
		startedAt: holds('public', z.string()).describe('ISO time.'),
		stages: z.array(stageShape),
		http2: http2Shape
			.optional()
			.describe('Asked for a few targets of each run. Absent: not asked, or as good as HTTP/1.1.'),
		company: companyShape.optional().describe('At the proxy, or on the direct way. Absent in older reports.'),
	})
	.meta({id: 'Attempt', description: 'One try: the stages up to the first that failed.'});

export const controlShape = z
	.object({
		kind: z.enum(controlKinds),
		ms: milliseconds(),
		passed: z.boolean().describe('Whether it got through.'),
		code: z.enum(controlCodes).optional().describe('What was seen. Absent in older reports.'),
		detail: holds('text', z.string()).describe('What was seen, in a few words for a reader.'),
	})
	.meta({id: 'Control', description: 'A measurement made to decide between two explanations of a failure.'});

/** The fields of the evidence of each stage, in the order of the contract. */
export const stageFields = {
	dns: Object.keys(dnsShape.shape),
	tcp: Object.keys(tcpShape.shape),
	proxy: Object.keys(proxyShape.shape),
	tls: Object.keys(tlsShape.shape),
	http: Object.keys(httpShape.shape),
};
