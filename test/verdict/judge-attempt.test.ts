import {describe, expect, it} from 'vitest';
import type {ExpectedAnswer, Requirement} from '../../source/catalog/types.ts';
import type {Attempt, HttpEvidence, StageEvidence, TlsEvidence} from '../../source/evidence/types.ts';
import {type Judgement, judgeAttempt} from '../../source/verdict/judge-attempt.ts';
import {requirementOf} from '../helpers/plan-of.ts';
import {dnsStage, httpStage, proxyStage, tcpStage, tlsStage} from '../helpers/sample-evidence.ts';

const host = 'service.example';
const startedAt = '2026-06-01T12:00:00.000Z';
const unknown: ExpectedAnswer = {statuses: [], basis: 'unknown', proofs: [], fixedBody: false};

const attemptOf = (stages: readonly StageEvidence[]): Attempt => ({startedAt, stages});
const rejected = {code: 'CHAIN_REJECTED', syscall: null, message: ''};

const plainly = (http: Partial<HttpEvidence>) =>
	attemptOf([dnsStage(host), tcpStage(80), httpStage({body: 'Fine.', ...http})]);

const overTls = (http: Partial<HttpEvidence>, tls: Parameters<typeof tlsStage>[1] = {}) =>
	attemptOf([dnsStage(host), tcpStage(443), tlsStage(host, tls), httpStage(http)]);

const intercepted = {trust: 'private', issuer: 'CN=Northwind CA'} as const;

const toProxy = [dnsStage('proxy', {of: 'proxy'}), tcpStage(3128, {of: 'proxy'})];

/** Asked of a proxy as a whole URL. */
const throughProxy = (http: Partial<HttpEvidence>) =>
	attemptOf([...toProxy, httpStage({body: 'Fine.', request: `GET http://${host}/`, ...http})]);

const throughTunnel = (http: Partial<HttpEvidence>, tls: Partial<TlsEvidence> & {issuer?: string}) =>
	attemptOf([...toProxy, proxyStage(`${host}:443`), tlsStage(host, tls), httpStage(http)]);

/** A requirement of which nothing is known that an answer could be held against. */
const plain = requirementOf({host: 'plain.example'});

const causeOf = ({failure}: Judgement) => (failure?.kind === 'blocked' ? failure.cause : (failure?.kind ?? null));

const squidDenial = {status: 403, headers: {'x-squid-error': 'ERR_ACCESS_DENIED 0', via: '1.1 p (squid/5.7)'}};
const squidError = {status: 503, headers: {'x-squid-error': 'ERR_CONNECT_FAIL 111', via: '1.1 p (squid/5.7)'}};
const cloudDenial = {status: 470, body: 'Action: Deny. Reason: No rule matched. Proceeding with default action.'};
const fortiGate = {status: 403, title: 'Web Filter Violation', body: '<title>Web Filter Violation</title>'};
const login = {status: 302, headers: {location: 'http://portal.corp.example/login'}};

describe('answers of something in between', () => {
	it.each<[string, Attempt, string]>([
		['a denial by squid', plainly(squidDenial), 'http.block-page'],
		['a denial by Azure Firewall', plainly(cloudDenial), 'http.block-page'],
		['a denial by a FortiGate', plainly(fortiGate), 'http.block-page'],
		['an error of a transparent squid', plainly(squidError), 'http.block-page'],
		['a login', plainly(login), 'http.portal'],
		['511', plainly({status: 511}), 'http.portal'],
		['407, where no proxy was asked', plainly({status: 407}), 'http.portal'],
		['the same over intercepted TLS', overTls({status: 407}, intercepted), 'http.portal'],
		['a known login', plainly({body: 'location="http://10.0.0.1:1000/fgtauth?01"'}), 'http.portal'],
		['over intercepted TLS', overTls(fortiGate, intercepted), 'http.block-page'],
		['a squid’s error over intercepted TLS', overTls(squidError, intercepted), 'http.block-page'],
		['a login over intercepted TLS', overTls(login, intercepted), 'http.portal'],
		['even over verified TLS', overTls(squidDenial), 'http.block-page'],
		['a login in plain HTTP, even over verified TLS', overTls(login), 'http.portal'],
	])('%s', (_what, attempt, cause) => {
		expect(causeOf(judgeAttempt(plain, attempt))).toBe(cause);
	});

	it('names product, title and status', () => {
		expect(judgeAttempt(plain, plainly(fortiGate)).detail).toBe(
			'GET / was answered by a block page of FortiGate, titled "Web Filter Violation" (403), not by the service.',
		);
	});

	it('keeps a hostile title from the line', () => {
		const {detail} = judgeAttempt(
			plain,
			plainly({...fortiGate, title: `Web Filter Violation\u001b[2J\n${'x'.repeat(9999)}`}),
		);
		expect(detail).not.toMatch(/[\u0000-\u001f]/);
		expect(detail.length).toBeLessThan(300);
	});
});

describe('healthy answers, however strange', () => {
	const viaSquid = {via: '1.1 cache.corp.example (squid/5.7)'};
	it.each<[string, Attempt]>([
		['200', overTls({})],
		['401', overTls({status: 401, headers: {'www-authenticate': 'Bearer realm="https://auth.example"'}})],
		['403', overTls({status: 403, title: 'Forbidden', body: '<h1>Forbidden</h1>'})],
		['404', overTls({status: 404})],
		['429', overTls({status: 429})],
		['500', overTls({status: 500})],
		['503', overTls({status: 503, body: 'Service unavailable: blocked by maintenance'})],
		[
			'503 of a squid of the service’s own',
			overTls({...squidError, headers: {...squidError.headers, via: '1.1 edge'}}),
		],
		['a page with the word', overTls({body: '<html><p>Your request was blocked</p></html>'})],
		['an issuer that nobody expected', overTls({}, {issuer: 'C=BE, O=GlobalSign nv-sa, CN=GlobalSign Atlas R3'})],
		['a redirect to an unrelated site', overTls({status: 301, headers: {location: 'https://www.unrelated.example/'}})],
		['a redirect to a provider of identities', overTls({status: 302, headers: {location: 'https://id.example/login'}})],
		['passed on by squid', plainly({headers: viaSquid})],
		['403 through a tunnel', throughTunnel({status: 403, headers: viaSquid}, {})],
	])('%s', (_what, attempt) => {
		expect(judgeAttempt(plain, attempt)).toMatchObject({
			failure: null,
			isPrivatelyTrusted: false,
			identity: 'unproven',
		});
	});

	it('a redirect between hosts of Microsoft', () => {
		const attempt = attemptOf([
			dnsStage('go.microsoft.com'),
			tcpStage(80),
			httpStage({status: 302, headers: {location: 'https://login.microsoftonline.com/'}}),
		]);
		expect(causeOf(judgeAttempt(plain, attempt))).toBeNull();
	});

	it('a page that quotes a block page, but proves itself', () => {
		const requirement = requirementOf({host, expect: {...unknown, proofs: [{kind: 'header', name: 'x-own'}]}});
		const attempt = overTls({headers: {'x-own': '1'}, body: 'What "Internet Security by Zscaler" means'});
		expect(judgeAttempt(requirement, attempt)).toMatchObject({failure: null, identity: 'proven'});
	});
});

describe('answers that nobody vouches for', () => {
	const viaSquid = {via: '1.1 cache.corp.example (squid/5.7)'};
	it.each<[string, Attempt]>([
		['a page with the word, in plain HTTP', plainly({body: '<html><p>Your request was blocked</p></html>'})],
		['403, passed on by squid', throughProxy({status: 403, headers: viaSquid})],
		['404, passed on by tinyproxy', throughProxy({status: 404, headers: {via: '1.1 vm (tinyproxy/1.11.1)'}})],
		['503, passed on by squid', throughProxy({status: 503, headers: viaSquid})],
		['403, passed on by a Cisco appliance', throughProxy({status: 403, headers: {via: '1.1 w:80 (Cisco-WSA/9.1)'}})],
	])('are neither the service’s nor a block: %s', (_what, attempt) => {
		expect(judgeAttempt(plain, attempt)).toMatchObject({
			failure: {kind: 'doubtful'},
			isWitnessed: false,
			identity: 'unproven',
		});
	});

	const known = requirementOf({host, port: 80, protocol: 'http', expect: {...unknown, statuses: [403]}});
	const redirecting = requirementOf({host, port: 80, protocol: 'http', expect: {...unknown, statuses: [200, 302]}});
	const measured = requirementOf({
		host,
		port: 80,
		protocol: 'http',
		expect: {...unknown, statuses: [200], basis: 'measured'},
	});
	const inferred = requirementOf({
		host,
		port: 80,
		protocol: 'http',
		expect: {...unknown, statuses: [200], basis: 'inferred'},
	});
	it.each<[string, Requirement, Attempt]>([
		['an empty success where nothing is known', plain, plainly({body: ''})],
		['an empty success that was not measured', inferred, plainly({body: ''})],
		['a redirect home where none is known', measured, plainly({status: 301, headers: {location: `https://${host}/`}})],
	])('may be what anybody gives: %s', (_what, requirement, attempt) => {
		expect(causeOf(judgeAttempt(requirement, attempt))).toBe('doubtful');
	});

	it.each<[string, Requirement, Attempt]>([
		['a known status', known, plainly({status: 403})],
		['a redirect home where nothing is known', plain, plainly({status: 301, headers: {location: `https://${host}/`}})],
		[
			'a redirect home beside a known one',
			redirecting,
			plainly({status: 301, headers: {location: `https://${host}/`}}),
		],
		['an empty success, as it was measured', measured, plainly({body: ''})],
		['a success where nothing is known', plain, plainly({})],
	])('may be what the service gives: %s', (_what, requirement, attempt) => {
		expect(judgeAttempt(requirement, attempt)).toMatchObject({failure: null, isWitnessed: false});
	});

	const cluster = requirementOf({host, trust: 'cluster'});
	const ownChain = {trust: 'untrusted', issuer: 'CN=kubernetes', ok: false, error: rejected} as const;
	it.each<[string, Partial<HttpEvidence>, string | null]>([
		['401 in JSON', {status: 401, body: '{"kind":"Status"}'}, null],
		['403 for people', {status: 403, body: '<h1>Forbidden</h1>'}, 'doubtful'],
		['200 that reads like a denial', {title: 'Access denied', body: '<title>Access denied</title>'}, 'doubtful'],
	])('behind a certificate that is not judged: %s', (_what, http, kind) => {
		expect(causeOf(judgeAttempt(cluster, overTls(http, ownChain)))).toBe(kind);
	});

	it('are no cluster’s own where a product that inspects TLS signed', () => {
		const chain = {...ownChain, issuer: 'CN=Zscaler Root CA, O=Zscaler Inc.'};
		expect(causeOf(judgeAttempt(cluster, overTls({status: 401}, chain)))).toBe('tls.untrusted');
	});

	it('are noted where TLS is inspected, which is the finding', () => {
		const page = {status: 403, title: 'No', body: '<html><title>No</title></html>'};
		expect(judgeAttempt(plain, overTls(page, intercepted))).toMatchObject({
			failure: null,
			isPrivatelyTrusted: true,
			notes: [expect.stringMatching(/403 .* in TLS that is inspected,.* It may be the device that inspects TLS\.$/)],
		});
		expect(judgeAttempt(plain, overTls({status: 403, body: '{"error":{}}'}, intercepted)).notes).toEqual([]);
	});

	const atAddress = (address: string) =>
		attemptOf([dnsStage(host, {addresses: [{address, family: 4}]}), tcpStage(80), httpStage({body: 'Fine.'})]);
	const outside = requirementOf({host, features: []});
	it('come from a private address, where the catalog knows a public service', () => {
		expect(causeOf(judgeAttempt(plain, atAddress('10.0.0.7')))).toBe('doubtful');
		expect(causeOf(judgeAttempt(plain, atAddress('198.18.0.7')))).toBe('doubtful');
		expect(causeOf(judgeAttempt(outside, atAddress('10.0.0.7')))).toBeNull();
		expect(causeOf(judgeAttempt(plain, atAddress('203.0.113.7')))).toBeNull();
	});
});

describe('what a proxy says of a whole URL', () => {
	it.each<[string, Partial<HttpEvidence>, string | null]>([
		['squid denies', squidDenial, 'proxy.host-denied'],
		['squid can not reach the host', squidError, 'proxy.upstream-unreachable'],
		['squid without Via', {...squidDenial, headers: {'x-squid-error': 'ERR_ACCESS_DENIED 0'}}, 'proxy.host-denied'],
		['407', {status: 407}, 'proxy.auth-required'],
		['tinyproxy denies', {status: 403, headers: {server: 'tinyproxy/1.11.1'}}, 'proxy.host-denied'],
		['tinyproxy can not connect', {status: 500, headers: {server: 'tinyproxy/1.11.1'}}, 'proxy.upstream-unreachable'],
		['Azure Firewall denies', cloudDenial, 'proxy.host-denied'],
		['Zscaler denies', {status: 403, headers: {server: 'Zscaler/6.2'}}, 'proxy.host-denied'],
		// Two hops: a second proxy, or the service's own cache. Either way not the proxy that was asked.
		[
			'squid passes on the denial of another squid',
			{...squidDenial, headers: {...squidDenial.headers, via: '1.1 o (squid/3.5), 1.1 p (squid/5.7)'}},
			'http.block-page',
		],
		[
			'squid passes on the denial of a tinyproxy',
			{status: 403, headers: {server: 'tinyproxy/1.11.1', via: '1.1 p (squid/5.7)'}},
			'http.block-page',
		],
		['a firewall behind the proxy denies', {...fortiGate, headers: {via: '1.1 p (squid/5.7)'}}, 'http.block-page'],
		['a firewall that is no proxy denies', fortiGate, 'http.block-page'],
		['a forwarded 403', {status: 403}, 'doubtful'],
		['a login', login, 'http.portal'],
	])('%s', (_what, http, cause) => {
		expect(causeOf(judgeAttempt(plain, throughProxy(http)))).toBe(cause);
	});
});

describe('what an inspecting proxy writes into the tunnel', () => {
	it.each<[string, Partial<HttpEvidence>, Partial<TlsEvidence>, string | null]>([
		['it can not reach the host', squidError, intercepted, 'proxy.upstream-unreachable'],
		['it denies', squidDenial, intercepted, 'http.block-page'],
		['it wants a user name', {status: 407}, intercepted, 'proxy.auth-required'],
		['the service’s own 407, over verified TLS', {status: 407}, {}, null],
		['the service’s own squid, over verified TLS', squidError, {}, null],
	])('%s', (_what, http, tls, cause) => {
		expect(causeOf(judgeAttempt(plain, throughTunnel(http, tls)))).toBe(cause);
	});
});

describe('an upgrade to a WebSocket', () => {
	const relay = requirementOf({host, protocol: 'websocket', expect: {...unknown, statuses: [401, 404]}});
	const silent = requirementOf({host, protocol: 'websocket'});
	it.each<[string, Requirement, Partial<HttpEvidence>, Parameters<typeof tlsStage>[1], string | null]>([
		['101', relay, {status: 101}, {}, null],
		['400 of the relay', relay, {status: 400}, {}, null],
		['401 of the relay', relay, {status: 401}, {}, null],
		['403 of the relay', relay, {status: 403}, {}, null],
		['404 of the relay', relay, {status: 404}, {}, null],
		['502 of the relay', relay, {status: 502}, {}, null],
		['a denial by squid', relay, squidDenial, {}, 'http.websocket-denied'],
		['an error of squid', relay, {...squidError, status: 400}, {}, 'http.websocket-denied'],
		['101, intercepted', relay, {status: 101}, intercepted, null],
		['404, intercepted', relay, {status: 404}, intercepted, null],
		['403, intercepted', relay, {status: 403}, intercepted, 'http.websocket-denied'],
		['200, intercepted', relay, {status: 200}, intercepted, 'http.websocket-denied'],
		['403, intercepted, where nothing is known', silent, {status: 403}, intercepted, null],
		['a login', relay, login, intercepted, 'http.portal'],
	])('%s', (_what, requirement, http, tls, cause) => {
		expect(causeOf(judgeAttempt(requirement, overTls({upgrade: true, ...http}, tls)))).toBe(cause);
	});

	it('leaves requests without one alone', () => {
		expect(causeOf(judgeAttempt(relay, overTls({status: 403}, intercepted)))).toBeNull();
	});
});

describe('a fixed body', () => {
	const requirement = requirementOf({
		host,
		port: 80,
		protocol: 'http',
		expect: {
			...unknown,
			statuses: [200],
			proofs: [{kind: 'body-equals', text: 'Microsoft Connect Test'}],
			fixedBody: true,
		},
	});
	it.each<[string, Partial<HttpEvidence>, string | null, string | null]>([
		['the right one', {body: 'Microsoft Connect Test'}, null, 'proven'],
		['another service', {body: '<h1>Storage</h1>', title: 'Storage'}, 'http.wrong-service', null],
		['a page that speaks of a block', {body: 'Access denied', title: 'Denied'}, 'http.block-page', null],
		['a known block page', {...fortiGate, status: 200}, 'http.block-page', null],
		['a login', {...login}, 'http.portal', null],
		['torn', {body: 'Microsoft', headers: {'content-length': '22'}}, null, 'unproven'],
		['500', {status: 500, body: 'Internal error'}, 'doubtful', 'unproven'],
	])('%s', (_what, http, cause, identity) => {
		const judgement = judgeAttempt(requirement, plainly(http));
		expect(causeOf(judgement)).toBe(cause);
		expect(judgement.identity).toBe(identity);
	});
});

describe('names that lead to a block page', () => {
	const resolving = (addresses: readonly string[], more: Parameters<typeof dnsStage>[1] = {}) =>
		dnsStage(host, {addresses: addresses.map(address => ({address, family: address.includes(':') ? 6 : 4})), ...more});
	const umbrella = ['146.112.61.106', '::ffff:146.112.61.106'];
	const untrusted = tlsStage(host, {trust: 'untrusted', issuer: 'CN=Cisco Umbrella Root CA', error: rejected});

	it.each<[string, readonly StageEvidence[], string | null]>([
		['over untrusted TLS', [resolving(umbrella), tcpStage(443), untrusted, httpStage({})], 'dns.sinkhole'],
		['over plain HTTP', [resolving(umbrella), tcpStage(80), httpStage({body: 'Fine.'})], 'dns.sinkhole'],
		['that can not be reached', [resolving(umbrella), tcpStage(443, {code: 'ECONNREFUSED'})], 'dns.sinkhole'],
		[
			'as getaddrinfo has it',
			[resolving(umbrella, {source: 'system'}), tcpStage(80), httpStage({body: 'Fine.'})],
			'dns.sinkhole',
		],
		[
			'beside an address of its own',
			[resolving(['13.69.64.1', ...umbrella]), tcpStage(80), httpStage({body: 'Fine.'})],
			null,
		],
		['in the hosts file', [resolving(umbrella, {source: 'hosts'}), tcpStage(80), httpStage({body: 'Fine.'})], null],
		['given as an address', [resolving(umbrella, {source: 'literal'}), tcpStage(80), httpStage({body: 'Fine.'})], null],
		['which is whose name it is', [resolving(umbrella), tcpStage(443), tlsStage(host), httpStage({})], null],
		[
			'of a proxy',
			[resolving(umbrella, {of: 'proxy'}), tcpStage(3128, {of: 'proxy'}), httpStage({body: 'Fine.'})],
			null,
		],
		['no longer', [resolving(['13.69.64.1']), tcpStage(80), httpStage({body: 'Fine.'})], null],
	])('%s', (_what, stages, cause) => {
		expect(causeOf(judgeAttempt(plain, attemptOf(stages)))).toBe(cause);
	});

	it('names whose', () => {
		const {detail} = judgeAttempt(
			plain,
			attemptOf([resolving(['208.91.112.55']), tcpStage(80), httpStage({body: 'Fine.'})]),
		);
		expect(detail).toBe('service.example resolves to 208.91.112.55, a block page of FortiGuard: a filtering resolver.');
	});
});

describe('certificates of inspecting products', () => {
	const zscaler = 'O=Zscaler Inc., CN=Zscaler Intermediate Root CA (zscaler.net)';

	it('are named where this machine trusts them', () => {
		const judgement = judgeAttempt(plain, overTls({statusText: 'OK'}, {trust: 'private', issuer: zscaler}));
		expect(judgement).toMatchObject({
			failure: null,
			isPrivatelyTrusted: true,
			detail: `Answered 200 OK to GET / over TLS, but with a certificate issued by ${zscaler}, an authority of Zscaler, which only this machine trusts.`,
		});
	});

	it('are named where it does not, with what came over them', () => {
		const untrusted = {trust: 'untrusted', issuer: zscaler, defects: ['INCOMPLETE_CHAIN'], error: rejected} as const;
		const page = {status: 403, headers: {server: 'Zscaler/6.2'}, title: 'Not allowed'};
		const {failure} = judgeAttempt(plain, overTls(page, untrusted));
		expect(failure).toEqual({
			kind: 'blocked',
			cause: 'tls.untrusted',
			confidence: 'high',
			detail: `The certificate for service.example is signed by ${zscaler}, an authority of Zscaler, which is trusted neither publicly nor by this machine. Over that connection came a block page of Zscaler, titled "Not allowed".`,
		});
	});

	it('may be that of a portal under a name of its own', () => {
		const wrongName = {trust: 'public', ok: false, defects: ['ERR_TLS_CERT_ALTNAME_INVALID'], error: rejected} as const;
		const {failure, detail} = judgeAttempt(plain, overTls(login, wrongName));
		expect(failure).toMatchObject({cause: 'tls.hostname-mismatch'});
		expect(detail).toContain('Over that connection came a redirect to portal.corp.example.');
	});

	it('say nothing more where nothing more is known', () => {
		const untrusted = {trust: 'untrusted', issuer: 'CN=Northwind CA', error: rejected} as const;
		expect(judgeAttempt(plain, overTls({status: 404}, untrusted)).detail).toMatch(/CN=Northwind CA, which.*machine\.$/);
	});

	it('are not judged where the service has an authority of its own', () => {
		const requirement = requirementOf({host, trust: 'cluster'});
		const untrusted = {trust: 'untrusted', issuer: 'CN=kubernetes', ok: false, error: rejected} as const;
		expect(judgeAttempt(requirement, overTls({status: 401}, untrusted))).toMatchObject({failure: null});
	});
});

describe('a clock that is off', () => {
	const expired = {trust: 'public', ok: false, defects: ['CERT_NOT_YET_VALID'], error: rejected} as const;
	const stages = (date: string) => [
		dnsStage(host),
		tcpStage(443),
		tlsStage(host, expired),
		httpStage({headers: {date}}),
	];

	it('is named as the likely cause of dates that do not fit, and noted', () => {
		const judgement = judgeAttempt(plain, {
			startedAt: '2025-12-01T12:00:00.000Z',
			stages: stages('Mon, 01 Jun 2026 12:00:00 GMT'),
		});
		expect(causeOf(judgement)).toBe('tls.not-yet-valid');
		expect(judgement.detail).toMatch(
			/ This machine's clock is 182 days behind service\.example, which is the likely cause\.$/,
		);
		expect(judgement.notes).toEqual(["This machine's clock is 182 days behind service.example."]);
	});

	it('is noted where all else is well', () => {
		const attempt = overTls({headers: {date: 'Mon, 01 Jun 2026 11:50:00 GMT'}});
		expect(judgeAttempt(plain, attempt)).toMatchObject({
			failure: null,
			notes: ["This machine's clock is 10 minutes ahead of service.example."],
		});
	});
});
