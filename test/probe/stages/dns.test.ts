import {expect, it} from 'vitest';
import type {DnsEvidence} from '../../../source/evidence/types.ts';
import {createCertificateReader} from '../../../source/probe/certificate-chain.ts';
import {createPace} from '../../../source/probe/pace.ts';
import {createProxyLogins} from '../../../source/probe/proxy-logins.ts';
import {systemClock} from '../../../source/probe/stage-clock.ts';
import {resolveName} from '../../../source/probe/stages/dns.ts';
import {createRoots} from '../../../source/probe/trust.ts';

async function resolve(name: string, of: 'target' | 'proxy', source: DnsEvidence['source']): Promise<string | null> {
	const {error} = await resolveName(name, of, {
		network: {
			lookup: async () => ({
				name,
				addresses: [{address: '127.0.0.1', family: 4}],
				aliases: [],
				source,
				servers: [],
				system: null,
				error: null,
				ms: 0,
			}),
			connect: () => Promise.reject(new Error('nobody connects')),
			roots: createRoots([], () => []),
		},
		clock: systemClock,
		signal: new AbortController().signal,
		timeoutMs: 1000,
		pace: createPace({targets: 1, sockets: 2}),
		logins: createProxyLogins(),
		readCertificate: createCertificateReader(),
	});
	return error?.code ?? null;
}

it.each<[string, 'target' | 'proxy', DnsEvidence['source'], string | null]>([
	['a.example', 'target', 'server', 'SINKHOLE'],
	['a.example', 'target', 'system', 'SINKHOLE'],
	['a.example', 'target', 'hosts', null],
	['localhost', 'target', 'system', null],
	['127.0.0.1', 'target', 'literal', null],
	['gate', 'proxy', 'system', null],
	['gate', 'proxy', 'server', 'SINKHOLE'],
])('%s of a %s at loopback, from %s', async (name, of, source, code) => {
	expect(await resolve(name, of, source)).toBe(code);
});
