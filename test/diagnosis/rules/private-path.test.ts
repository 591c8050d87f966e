import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import type {DnsEvidence} from '../../../source/evidence/types.ts';
import type {Cause} from '../../../source/verdict/causes.ts';
import {dnsStage, stagesFor} from '../../helpers/sample-evidence.ts';
import {type Sample, sampleRun} from '../../helpers/sample-run.ts';

const host = 'myreg.azurecr.io';
const at = (...addresses: string[]) => addresses.map(address => ({address, family: 4}) as const);

function findingFor(cause: Cause, name: Partial<DnsEvidence>, sample: Partial<Sample> = {}) {
	const isProxied = sample.proxy !== undefined;
	const own = stagesFor({host, port: 443, isProxied, cause}).filter(({stage, of}) => stage !== 'dns' || of === 'proxy');
	const code = cause.startsWith('dns.') ? 'ENOTFOUND' : null;
	const stages = isProxied ? own : [dnsStage(host, {code, ...name}), ...own];
	const [finding] = diagnose(sampleRun({...sample, rows: [{host, cause, stages}, {host: 'pypi.org'}]}), []);
	return finding;
}

const link = {addresses: at('10.20.0.5'), aliases: ['myreg.privatelink.azurecr.io']};

describe('a failure on the way to a private address', () => {
	it.each<[Cause, Partial<DnsEvidence>]>([
		['tcp.timeout', link],
		['tcp.refused', link],
		['tcp.unreachable', link],
		['tls.reset', link],
		['tls.timeout', {addresses: at('192.168.3.4'), aliases: []}],
		['tcp.reset', {addresses: at('10.20.0.5', '10.20.0.6'), aliases: []}],
		['tcp.timeout', {addresses: [{address: 'fd00::5', family: 6}], aliases: []}],
		['tcp.timeout', {addresses: at('100.64.1.5'), aliases: ['myreg.privatelink.azurecr.io']}],
		['tcp.timeout', {addresses: at('10.20.1.1'), aliases: ['myreg.privatelink.azurecr.io', 'lb.corp.example']}],
		['tcp.timeout', {addresses: at('10.20.2.2'), aliases: ['myreg.PrivateLink.azurecr.io']}],
		['tls.closed', {addresses: at('172.31.255.254'), aliases: []}],
		['tcp.prohibited', {addresses: [...at('10.20.0.5'), {address: 'fd00::5', family: 6}], aliases: []}],
	])('%s: speaks of a route to it, and of no firewall to the internet', (cause, name) => {
		const finding = findingFor(cause, name);
		expect(finding).toMatchObject({id: `private.${cause}`, owner: 'network', targets: [`${host}:443`], remedy: null});
		expect(finding?.fix.join(' ')).toMatch(/route, a peering/);
		expect(finding?.fix.join(' ')).not.toContain('without notice');
		expect(finding?.why).toContain('private address');
		if (name.aliases?.length) expect(finding?.why.toLowerCase()).toContain('privatelink');
	});

	it.each<[string, Cause, Partial<DnsEvidence>, Partial<Sample>]>([
		['a public address', 'tcp.timeout', {addresses: at('203.0.113.5')}, {}],
		['a public one beside it', 'tcp.timeout', {addresses: at('10.20.0.5', '203.0.113.5')}, {}],
		['a certificate that nobody trusts', 'tls.untrusted', link, {}],
		['a way by the proxy', 'proxy.host-denied', link, {proxy: 'http://proxy.example:3128'}],
	])('is none for %s', (_what, cause, name, sample) => {
		expect(findingFor(cause, name, sample)?.id).not.toMatch(/^private\./);
	});
});

describe('a failure at an address that is not the own one', () => {
	it.each<[Cause, Partial<DnsEvidence>, string, RegExp]>([
		['tls.hostname-mismatch', link, 'private.tls.hostname-mismatch', /^Compare the record of myreg.azurecr.io/],
		['tls.hostname-mismatch', {addresses: at('192.168.1.1')}, 'private.tls.hostname-mismatch', /10|192\.168\.1\.1/],
		['tcp.timeout', {addresses: at('198.18.0.5')}, 'made-up.tcp.timeout', /^Let the name servers answer/],
		['tcp.timeout', {addresses: at('169.254.3.4')}, 'made-up.tcp.timeout', /^Let the name servers answer/],
		['tcp.refused', {addresses: at('198.19.255.254')}, 'made-up.tcp.refused', /^Let the name servers answer/],
		['tls.timeout', {addresses: at('198.18.0.5', '198.18.0.6')}, 'made-up.tls.timeout', /^Let the name servers/],
	])('%s at %j: is told to whoever runs the name servers', (cause, name, id, first) => {
		const finding = findingFor(cause, name);
		expect(finding).toMatchObject({id, owner: 'dns', targets: [`${host}:443`]});
		expect(finding?.fix[0]).toMatch(first);
		expect(finding?.fix.join(' ')).not.toMatch(/without notice|Allow outbound/);
	});

	it.each<[string, Cause, Partial<DnsEvidence>, Partial<Sample>]>([
		['a public address', 'tls.hostname-mismatch', {addresses: at('203.0.113.5')}, {}],
		['a public one beside a made-up one', 'tcp.timeout', {addresses: at('198.18.0.5', '203.0.113.5')}, {}],
		['a way by the proxy', 'tls.hostname-mismatch', link, {proxy: 'http://proxy.example:3128'}],
	])('is none for %s', (_what, cause, name, sample) => {
		expect(findingFor(cause, name, sample)?.id).not.toMatch(/^(?:private|made-up)\./);
	});
});

describe('an alias that ends in a private zone', () => {
	it.each<Cause>(['dns.nxdomain', 'dns.no-answer', 'dns.servfail'])('%s: names the zone, to its owner', cause => {
		const finding = findingFor(cause, {addresses: [], aliases: ['mystore.privatelink.blob.core.windows.net']});
		expect(finding).toMatchObject({id: `private.${cause}`, owner: 'dns'});
		expect(finding?.why).toContain('mystore.privatelink.blob.core.windows.net');
		expect(finding?.fix[0]).toMatch(/^Add a record for mystore\.privatelink/);
	});

	it.each<[string, readonly string[]]>([
		['no alias', []],
		['an alias of another kind', ['myreg.trafficmanager.net']],
		['a name that only looks like it', ['notprivatelink.example.com']],
	])('is none for %s', (_what, aliases) => {
		expect(findingFor('dns.nxdomain', {addresses: [], aliases})?.id).toBe('dns.nxdomain');
	});
});
