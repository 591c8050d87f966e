import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import type {Service} from '../../source/practice/scenario.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import type {Settings} from '../../source/settings/types.ts';
import type {Result} from '../../source/verdict/types.ts';
import {passOwnTime} from '../helpers/own-time.ts';
import {planOf, proxyOf, type RowOptions} from '../helpers/plan-of.ts';

passOwnTime();

type Expected = {readonly status: string; readonly cause: string | null};
const blocked = (cause: string): Expected => ({status: 'blocked', cause});
const reachable: Expected = {status: 'reachable', cause: null};
const unverified: Expected = {status: 'unverified', cause: null};

const nameOf = (fault: string) => `${fault}.test.example`;
const serviceOf = (host: string): Service => ({
	host,
	port: 443,
	protocol: 'https',
	path: null,
	status: 200,
	headers: {'content-type': 'text/plain'},
	body: 'ok',
});

async function probeAll(
	practice: PracticeNetwork,
	rows: readonly RowOptions[],
	proxyUrl: string | null,
	settings: Partial<Settings> = {},
): Promise<Map<string, Result>> {
	const {proxy, secrets} = proxyOf(proxyUrl);
	const run = await runPlan(planOf(rows, {proxy, settings}), {
		signal: new AbortController().signal,
		network: practice.network,
		secrets,
	});
	return new Map(run.results.map(result => [result.planned.target?.host ?? '', result]));
}

describe('answers in the light of what else is known', () => {
	let practice: PracticeNetwork;
	const plainPage = (host: string): Service => ({...serviceOf(host), port: 80, protocol: 'http'});

	beforeAll(async () => {
		practice = await startPracticeNetwork({
			services: [
				...['slow', 'any-page', 'no-upgrade', 'inspected', 'relay', 'untrusted'].map(name => serviceOf(nameOf(name))),
				...['plain-page', 'plain-cloud', 'plain-portal', 'plain-away'].map(name => plainPage(nameOf(name))),
			],
			faults: [
				{host: nameOf('slow'), fault: 'http-slow'},
				{host: nameOf('any-page'), fault: 'http-wrong-service'},
				{host: nameOf('no-upgrade'), fault: 'websocket-denied'},
				{host: nameOf('inspected'), fault: 'certificate-inspected'},
				{host: nameOf('inspected'), fault: 'http-block-page'},
				{host: nameOf('relay'), fault: 'certificate-inspected'},
				{host: nameOf('untrusted'), fault: 'certificate-unknown-issuer'},
				{host: nameOf('untrusted'), fault: 'http-block-page'},
				{host: nameOf('plain-page'), fault: 'http-block-page'},
				{host: nameOf('plain-cloud'), fault: 'http-block-page-470'},
				{host: nameOf('plain-portal'), fault: 'http-portal'},
				{host: nameOf('plain-away'), fault: 'http-redirect-away'},
			],
		});
	});
	afterAll(() => practice.close());

	const plain = {port: 80, protocol: 'http'} as const;
	it.each<[string, string, Partial<RowOptions>, Expected]>([
		// Nothing is known of the body that it should have, so another page is no evidence.
		['another service where no body is expected', 'any-page', {}, reachable],
		['no upgrade where none is asked for', 'no-upgrade', {}, reachable],
		// The service was not reached, so the block page weighs more than the inspection.
		['a block page over an inspected connection', 'inspected', {}, blocked('http.block-page')],
		// The relay never answers 200; the device that inspects does not know what an upgrade is.
		[
			'an upgrade over an inspected connection',
			'relay',
			{protocol: 'websocket', expect: {statuses: [401, 404], basis: 'inferred', proofs: [], fixedBody: false}},
			blocked('http.websocket-denied'),
		],
		// TLS broke first; the page is named in the detail.
		['a block page over an untrusted connection', 'untrusted', {}, blocked('tls.untrusted')],
		['a block page in plain HTTP', 'plain-page', plain, blocked('http.block-page')],
		['a cloud firewall in plain HTTP', 'plain-cloud', plain, blocked('http.block-page')],
		['a portal in plain HTTP', 'plain-portal', plain, blocked('http.portal')],
		['a redirect away in plain HTTP', 'plain-away', plain, unverified],
	])('%s', async (_title, name, row, expected) => {
		const results = await probeAll(practice, [{host: nameOf(name), ...row}], null);
		expect(results.get(nameOf(name))?.verdict).toMatchObject(expected);
	});

	it('names the page that came over an untrusted connection', async () => {
		const results = await probeAll(practice, [{host: nameOf('untrusted')}], null);
		expect(results.get(nameOf('untrusted'))?.verdict.detail).toContain(
			'Over that connection came a block page of squid, titled "Access denied".',
		);
	});

	it('waits for a service that takes its time', async () => {
		const plan = planOf([{host: nameOf('slow')}]);
		const {secrets} = proxyOf(null);
		const run = await runPlan(plan, {signal: new AbortController().signal, network: practice.network, secrets});
		expect(run.results[0]?.verdict.status).toBe('reachable');
	});
});

describe('faults met through a proxy', () => {
	const proxyAt = (name: string) => ({host: `${name}.corp.example`, port: 3128, scheme: 'http'}) as const;
	let practice: PracticeNetwork;

	beforeAll(async () => {
		practice = await startPracticeNetwork({
			services: [
				...['a', 'b', 'refused', 'dropped', 'unknown'].map(name => serviceOf(`${name}.test.example`)),
				{...serviceOf('a.test.example'), port: 8084},
				{...serviceOf('plain.test.example'), port: 80, protocol: 'http'},
				{...serviceOf('plain-denied.test.example'), port: 80, protocol: 'http'},
				...['plain-cloud', 'plain-healthy-403'].map(
					(name): Service => ({...serviceOf(`${name}.test.example`), port: 80, protocol: 'http', status: 403}),
				),
			],
			faults: [
				{host: 'unknown.test.example', fault: 'dns-nxdomain'},
				{host: 'refused.test.example', fault: 'tcp-refused'},
				{host: 'dropped.test.example', fault: 'tcp-dropped'},
				{host: 'plain-cloud.test.example', fault: 'http-block-page-470'},
				...(
					[
						'proxy-silent',
						'proxy-closed',
						'proxy-reset',
						'proxy-web-server',
						'proxy-other-protocol',
						'proxy-redirect',
					] as const
				).map(fault => ({host: `${fault}.corp.example`, fault})),
				{host: 'dead.corp.example', fault: 'tcp-refused'},
				{host: 'dropped.corp.example', fault: 'tcp-dropped'},
				{host: 'unreachable.corp.example', fault: 'tcp-unreachable'},
			],
			proxies: {
				open: {...proxyAt('open'), upstreamTimeoutMs: 2000},
				terse: {...proxyAt('terse'), isTerse: true, upstreamTimeoutMs: 2000},
				list: {...proxyAt('list'), allow: ['a.test.example', 'plain.test.example']},
				terseList: {...proxyAt('terse-list'), isTerse: true, allow: ['plain.test.example']},
				auth: {...proxyAt('auth'), credentials: {username: 'me', password: 'p@ss word'}},
				kerberos: {
					...proxyAt('kerberos'),
					credentials: {username: 'me', password: 'x'},
					challenges: ['Negotiate', 'NTLM'],
				},
				tls: {...proxyAt('tls'), scheme: 'https'},
				tlsCorporate: {...proxyAt('tls-corporate'), scheme: 'https', certificate: 'corporate'},
				inspecting: {...proxyAt('inspecting'), inspection: {except: ['b.test.example']}},
				...Object.fromEntries(
					[
						'proxy-silent',
						'proxy-closed',
						'proxy-reset',
						'proxy-web-server',
						'proxy-other-protocol',
						'proxy-redirect',
						'dead',
						'dropped',
						'unreachable',
					].map(name => [name, proxyAt(name)]),
				),
			},
		});
	});
	afterAll(() => practice.close());

	const tls = {host: 'a.test.example'};
	it.concurrent.each<[string, string, RowOptions, Expected]>([
		['an open proxy', 'http://open.corp.example:3128', tls, reachable],
		['a host that the list allows', 'http://list.corp.example:3128', tls, reachable],
		[
			'a host that the list denies',
			'http://list.corp.example:3128',
			{host: 'b.test.example'},
			blocked('proxy.host-denied'),
		],
		[
			'a port that is denied',
			'http://list.corp.example:3128',
			{host: 'a.test.example', port: 8084},
			blocked('proxy.port-denied'),
		],
		[
			'plain HTTP',
			'http://list.corp.example:3128',
			{host: 'plain.test.example', port: 80, protocol: 'http'},
			reachable,
		],
		[
			'plain HTTP to a denied host',
			'http://list.corp.example:3128',
			{host: 'plain-denied.test.example', port: 80, protocol: 'http'},
			blocked('proxy.host-denied'),
		],
		// Via names the proxy, which is a squid and no Azure Firewall.
		[
			'plain HTTP to a host that a cloud firewall behind the proxy blocks',
			'http://open.corp.example:3128',
			{host: 'plain-cloud.test.example', port: 80, protocol: 'http'},
			blocked('http.block-page'),
		],
		[
			'a 403 of the service itself, passed on by the proxy',
			'http://open.corp.example:3128',
			{
				host: 'plain-healthy-403.test.example',
				port: 80,
				protocol: 'http',
				expect: {statuses: [403], basis: 'measured', proofs: [], fixedBody: false},
			},
			reachable,
		],
		[
			'the same, where nothing is known of the service',
			'http://open.corp.example:3128',
			{host: 'plain-healthy-403.test.example', port: 80, protocol: 'http'},
			unverified,
		],
		[
			'plain HTTP to a host that a terse list denies',
			'http://terse-list.corp.example:3128',
			{host: 'plain-denied.test.example', port: 80, protocol: 'http'},
			blocked('proxy.host-denied'),
		],
		[
			'plain HTTP to a host that a terse list allows',
			'http://terse-list.corp.example:3128',
			{host: 'plain.test.example', port: 80, protocol: 'http'},
			reachable,
		],
		[
			'a name that the proxy can not resolve',
			'http://open.corp.example:3128',
			{host: 'unknown.test.example'},
			blocked('proxy.upstream-dns'),
		],
		[
			'the same, from a terse proxy',
			'http://terse.corp.example:3128',
			{host: 'unknown.test.example'},
			blocked('proxy.upstream-dns'),
		],
		[
			'a host that refuses the proxy',
			'http://open.corp.example:3128',
			{host: 'refused.test.example'},
			blocked('proxy.upstream-unreachable'),
		],
		[
			'a host that the proxy can not reach',
			'http://open.corp.example:3128',
			{host: 'dropped.test.example'},
			blocked('proxy.upstream-unreachable'),
		],
		['no credentials', 'http://auth.corp.example:3128', tls, blocked('proxy.auth-required')],
		[
			'no credentials for plain HTTP',
			'http://auth.corp.example:3128',
			{host: 'plain.test.example', port: 80, protocol: 'http'},
			blocked('proxy.auth-required'),
		],
		['wrong credentials', 'http://me:wrong@auth.corp.example:3128', tls, blocked('proxy.auth-rejected')],
		[
			'wrong credentials for plain HTTP',
			'http://me:wrong@auth.corp.example:3128',
			{host: 'plain.test.example', port: 80, protocol: 'http'},
			blocked('proxy.auth-rejected'),
		],
		['right credentials', 'http://me:p%40ss%20word@auth.corp.example:3128', tls, reachable],
		[
			'right credentials for plain HTTP',
			'http://me:p%40ss%20word@auth.corp.example:3128',
			{host: 'plain.test.example', port: 80, protocol: 'http'},
			reachable,
		],
		['a scheme that we do not speak', 'http://me:x@kerberos.corp.example:3128', tls, blocked('proxy.auth-required')],
		['a TLS proxy', 'https://tls.corp.example:3128', tls, reachable],
		['a TLS proxy with a company certificate', 'https://tls-corporate.corp.example:3128', tls, reachable],
		['a TLS proxy spoken to in plain', 'http://tls.corp.example:3128', tls, blocked('proxy.wrong-scheme')],
		['a plain proxy spoken to in TLS', 'https://open.corp.example:3128', tls, blocked('proxy.wrong-scheme')],
		[
			'an inspecting proxy',
			'http://inspecting.corp.example:3128',
			tls,
			{status: 'intercepted', cause: 'tls.intercepted'},
		],
		['its exception', 'http://inspecting.corp.example:3128', {host: 'b.test.example'}, reachable],
		['a proxy that does not exist', 'http://nowhere.corp.example:3128', tls, blocked('proxy.unresolvable')],
		['a proxy that refuses', 'http://dead.corp.example:3128', tls, blocked('proxy.refused')],
		['a proxy that drops', 'http://dropped.corp.example:3128', tls, blocked('proxy.timeout')],
		['a proxy out of reach', 'http://unreachable.corp.example:3128', tls, blocked('proxy.unreachable')],
		['a silent proxy', 'http://proxy-silent.corp.example:3128', tls, blocked('proxy.timeout')],
		['a proxy that closes', 'http://proxy-closed.corp.example:3128', tls, blocked('proxy.closed')],
		['a proxy that resets', 'http://proxy-reset.corp.example:3128', tls, blocked('proxy.closed')],
		['a web server', 'http://proxy-web-server.corp.example:3128', tls, blocked('proxy.protocol-error')],
		['an SSH server', 'http://proxy-other-protocol.corp.example:3128', tls, blocked('proxy.protocol-error')],
		['a proxy that redirects', 'http://proxy-redirect.corp.example:3128', tls, blocked('proxy.host-denied')],
	])('%s', async (_title, proxyUrl, row, expected) => {
		const results = await probeAll(practice, [row], proxyUrl);
		expect(results.get(row.host)?.verdict).toMatchObject(expected);
	});

	it('goes past the proxy for a no_proxy host, and says by which rule', async () => {
		const {proxy, secrets} = proxyOf('http://list.corp.example:3128', '.test.example');
		const plan = planOf([{host: 'b.test.example'}], {proxy});
		const run = await runPlan(plan, {signal: new AbortController().signal, network: practice.network, secrets});
		expect(run.results[0]?.verdict.status).toBe('reachable');
		expect(run.results[0]?.planned.route).toMatchObject({via: 'direct', noProxyRule: '.test.example'});
	});
});
