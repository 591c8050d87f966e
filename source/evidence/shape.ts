import * as z from 'zod';
import {controlKinds, type StageName} from './types.ts';

const stageError = z
	.object({code: z.string(), syscall: z.string().nullable(), message: z.string()})
	.meta({id: 'StageError', description: 'What went wrong, as the machine said it.'});

const base = {
	ok: z.boolean(),
	ms: z.number().describe('Milliseconds spent in this stage.'),
	of: z.enum(['target', 'proxy']).describe('Whose name, address or handshake.'),
	error: stageError.nullable(),
};

const ipAddress = z.object({address: z.string(), family: z.literal([4, 6])}).meta({id: 'IpAddress'});

const headers = z
	.record(z.string(), z.string())
	.meta({id: 'Headers', description: 'Names in lower case; repeated ones are joined by ", ".'});

const certificate = z
	.object({
		subject: z.string(),
		issuer: z.string(),
		altNames: z.array(z.string()),
		validFrom: z.string(),
		validTo: z.string(),
		serialNumber: z.string(),
		fingerprint: z.string().describe('SHA-256, upper-case hexadecimal with colons.'),
		isAuthority: z.boolean(),
	})
	.meta({id: 'Certificate'});

const dns = z
	.object({
		stage: z.literal('dns'),
		...base,
		name: z.string(),
		addresses: z.array(ipAddress),
		aliases: z.array(z.string()),
		source: z.enum(['literal', 'hosts', 'server', 'system']),
		servers: z.array(z.string()),
		system: z.object({addresses: z.array(ipAddress), error: stageError.nullable()}).nullable(),
	})
	.meta({id: 'DnsStage'});

const tcp = z
	.object({
		stage: z.literal('tcp'),
		...base,
		port: z.int(),
		dials: z.array(
			z.object({
				address: z.string(),
				family: z.literal([4, 6]),
				ok: z.boolean(),
				ms: z.number(),
				error: stageError.nullable(),
			}),
		),
		connected: z.string().nullable(),
		localAddress: z.string().nullable(),
	})
	.meta({id: 'TcpStage'});

const answer = {
	status: z.int().nullable(),
	statusText: z.string(),
	headers,
	body: z.string().describe('The beginning of the body.'),
};

const proxy = z
	.object({
		stage: z.literal('proxy'),
		...base,
		request: z.string(),
		...answer,
		authenticated: z.boolean().describe('Whether credentials went with the request.'),
	})
	.meta({id: 'ProxyStage'});

const tls = z
	.object({
		stage: z.literal('tls'),
		...base,
		serverName: z.string().nullable(),
		protocol: z.string().nullable(),
		cipher: z.string().nullable(),
		alpn: z.string().nullable(),
		chain: z.array(certificate).describe('As the peer sent it, leaf first.'),
		trust: z.enum(['public', 'private', 'untrusted']).nullable(),
		defects: z.array(z.string()),
	})
	.meta({id: 'TlsStage'});

const http = z
	.object({
		stage: z.literal('http'),
		...base,
		request: z.string(),
		authenticated: z.boolean().describe('Whether proxy credentials went with it.'),
		upgrade: z.boolean().describe('The request asked for a WebSocket.'),
		...answer,
		title: z.string().nullable(),
	})
	.meta({id: 'HttpStage'});

/** A measurement made to decide between two explanations, as a report shows it. */
export const controlShape = z
	.object({kind: z.enum(controlKinds), ms: z.number(), passed: z.boolean(), detail: z.string()})
	.meta({id: 'Control', description: 'A measurement made to decide between two explanations of a failure.'});

/** The fields of each stage's evidence, in the order of the contract. */
export const stageFields: {readonly [stage in StageName]: readonly string[]} = {
	dns: Object.keys(dns.shape),
	tcp: Object.keys(tcp.shape),
	proxy: Object.keys(proxy.shape),
	tls: Object.keys(tls.shape),
	http: Object.keys(http.shape),
};

/** One try at one target, as a report shows it. */
export const attemptShape = z
	.object({
		startedAt: z.string(),
		stages: z.array(z.discriminatedUnion('stage', [dns, tcp, proxy, tls, http])),
	})
	.meta({id: 'Attempt', description: 'One try: the stages up to the first that failed.'});
