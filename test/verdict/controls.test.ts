import {expect, it} from 'vitest';
import type {Attempt, Control, StageEvidence} from '../../source/evidence/types.ts';
import {groupByProbe} from '../../source/plan/endpoints.ts';
import {judgeNoPage} from '../../source/probe/controls.ts';
import {readControl} from '../../source/vantage/portable/observe-logs.ts';
import {judgeRow, nextControls} from '../../source/verdict/judge-run.ts';
import {planOf, proxyOf, type RowOptions} from '../helpers/plan-of.ts';
import {dnsStage, httpStage, proxyStage, tcpStage, tlsStage} from '../helpers/sample-evidence.ts';

const startedAt = '2026-01-01T00:00:00.000Z';
const toProxy = [dnsStage('proxy', {of: 'proxy'}), tcpStage(3128, {of: 'proxy'})];
const attemptOf = (...stages: StageEvidence[]): Attempt => ({startedAt, stages: [...toProxy, ...stages]});
const silence = {code: 'PROBE_TIMEOUT', syscall: null, message: 'no answer'};

/** A plain answer through a proxy that does not say that it passed anything on. */
const page = httpStage({request: 'GET http://a.example/', body: 'welcome to the pages of this server'});
const foundNothing = httpStage({request: 'GET http://a.example/', status: 404, statusText: 'Not Found'});
const inspected = [
	proxyStage('a.example:443'),
	tlsStage('a.example', {trust: 'private', issuer: 'CN=Corp CA'}),
	httpStage({status: 403, body: '<html>this page is blocked by the policy of your company</html>'}),
];

const control = (kind: Control['kind'], given: Partial<Control>): Control => ({
	kind,
	ms: 5,
	passed: false,
	code: 'failed',
	detail: 'PROBE_TIMEOUT',
	...given,
});

const plain = {host: 'a.example', port: 80, protocol: 'http'} as const;
const secure = {host: 'a.example', port: 443, protocol: 'https'} as const;

function judge(
	row: RowOptions,
	attempt: Attempt,
	controls: readonly Control[],
	{isStopped = false, proxy = 'http://proxy:3128'} = {},
) {
	const plan = planOf([row], proxyOf(proxy));
	const [group] = groupByProbe(plan);
	if (!group) throw new Error('no row');
	const observation = {attempts: [attempt], controls};
	const {verdict} = judgeRow(group.lead, group, observation, {retries: 0, isStopped});
	return {verdict, next: nextControls(group, observation, {retries: 0, compareDirect: false})};
}

const passed = {passed: true, code: 'answered', detail: '503'} as const;
const unanswered: readonly [string, Partial<Control>][] = [
	['no answer in time', {code: 'failed', detail: 'GET http://x.invalid/: PROBE_TIMEOUT'}],
	['reset', {code: 'failed', detail: 'ECONNRESET'}],
	['closed', {code: 'failed', detail: 'PEER_CLOSED'}],
	['no connection to the proxy', {code: 'nothing-to-compare', detail: 'ECONNREFUSED'}],
	['none, as older reports have it', {passed: true, code: 'nothing-to-compare', detail: 'nothing to compare'}],
];

it.each(unanswered)('believes no plain answer where the control for it got %s', (_title, given) => {
	const {verdict, next} = judge(plain, attemptOf(page), [control('no-such-host', given)]);
	expect(verdict).toMatchObject({status: 'unverified', severity: 'info', cause: null, confidence: 'low'});
	expect(verdict.detail).toContain('got no answer');
	expect(next).toContain('over-tls');
});

it.each(unanswered)('believes no plain failure where one of two controls got %s', (_title, given) => {
	const controls = [control('no-such-host', passed), control('tunnel-refusal', given)];
	expect(judge(plain, attemptOf(foundNothing), controls).verdict.status).toBe('unverified');
	const others = [control('no-such-host', given), control('tunnel-refusal', passed)];
	expect(judge(plain, attemptOf(foundNothing), others).verdict.status).toBe('unverified');
});

it.each<[title: string, row: RowOptions, attempt: Attempt, controls: readonly Control[], status: string]>([
	['none was made', plain, attemptOf(page), [], 'unverified'],
	['another answer came', plain, attemptOf(page), [control('no-such-host', passed)], 'reachable'],
	[
		'the same answer came',
		plain,
		attemptOf(page),
		[control('no-such-host', {code: 'answered', detail: '200'})],
		'blocked',
	],
	[
		'one got none, and the other the same',
		plain,
		attemptOf(foundNothing),
		[control('no-such-host', {}), control('tunnel-refusal', {code: 'answered', detail: '404'})],
		'blocked',
	],
	[
		'it got none, and the verified service answers alike',
		plain,
		attemptOf(page),
		[control('no-such-host', {}), control('over-tls', {passed: true, code: 'answered', detail: '200'})],
		'reachable',
	],
	[
		'it got none, and the service is not verified',
		plain,
		attemptOf(page),
		[control('no-such-host', {}), control('over-tls', {})],
		'unverified',
	],
	[
		'a proof came',
		{
			...plain,
			expect: {statuses: [200], basis: 'documented', proofs: [{kind: 'header', name: 'x-own'}], fixedBody: false},
		},
		attemptOf(httpStage({request: 'GET http://a.example/', headers: {'x-own': 'yes'}})),
		[],
		'reachable',
	],
	[
		'the proxy passes it on',
		plain,
		attemptOf(httpStage({request: 'GET http://a.example/', headers: {via: '1.1 proxy'}, body: 'ok'})),
		[],
		'reachable',
	],
	['TLS is inspected, and it got none', secure, attemptOf(...inspected), [control('no-such-host', {})], 'intercepted'],
	[
		'TLS is inspected, and the tunnel was refused',
		secure,
		attemptOf(...inspected),
		[control('no-such-host', {passed: true, code: 'refused', detail: 'CONNECT x.invalid:443: 503'})],
		'intercepted',
	],
])('an answer beside its control: %s', (_title, row, attempt, controls, status) => {
	expect(judge(row, attempt, controls).verdict.status).toBe(status);
});

it('is less sure of an inspected answer without its control', () => {
	const {verdict} = judge(secure, attemptOf(...inspected), [control('no-such-host', {})]);
	expect(verdict).toMatchObject({status: 'intercepted', confidence: 'medium'});
});

it.each<[title: string, row: RowOptions, attempt: Attempt, status: string, next: readonly string[]]>([
	['a success', plain, attemptOf(page), 'reachable', []],
	['a failure', plain, attemptOf(foundNothing), 'unverified', ['over-tls']],
	[
		'the page of a filter',
		plain,
		attemptOf(httpStage({request: 'GET /', status: 403, body: '<html>this page is blocked by policy</html>'})),
		'unverified',
		['over-tls'],
	],
	['inspected TLS', secure, attemptOf(...inspected), 'intercepted', []],
])('takes an answer through SOCKS as one without a proxy: %s', (_title, row, attempt, status, wanted) => {
	for (const scheme of ['socks4', 'socks4a', 'socks5', 'socks5h']) {
		const {verdict, next} = judge(row, attempt, [], {proxy: `${scheme}://proxy:1080`});
		expect([scheme, verdict.status, next]).toEqual([scheme, status, wanted]);
	}
});

it('believes no answer whose control the stop of the run cut off', () => {
	expect(judge(plain, attemptOf(page), [], {isStopped: true}).verdict.status).toBe('unverified');
});

it.each<[title: string, made: readonly StageEvidence[], expected: Partial<Control>]>([
	[
		'the proxy was silent',
		[httpStage({...page, ok: false, status: null, error: silence})],
		{passed: false, code: 'failed'},
	],
	['nobody connected', [], {passed: false, code: 'nothing-to-compare'}],
	[
		'the tunnel was refused',
		[proxyStage('x.invalid:443', {status: 503})],
		{passed: true, code: 'refused', detail: 'CONNECT x.invalid:443: 503'},
	],
	[
		'the tunnel was not answered',
		[proxyStage('x.invalid:443', {status: null, ok: false, error: silence})],
		{passed: false, code: 'nothing-to-compare', detail: 'PROBE_TIMEOUT'},
	],
	[
		'another answer came',
		[httpStage({status: 503, request: 'GET http://x.invalid/'})],
		{passed: true, code: 'answered'},
	],
	['the same answer came', [page], {passed: false, code: 'answered'}],
])('reads the control of a script: %s', (_title, made, expected) => {
	expect(readControl('no-such-host', attemptOf(page), attemptOf(...made), 'a.example')).toMatchObject(expected);
});

it('counts a tunnel that nobody refused or opened for nobody', () => {
	const made = attemptOf(proxyStage('a.example:443', {status: null, ok: false, error: silence}));
	expect(readControl('tunnel-refusal', attemptOf(page), made, 'a.example')).toMatchObject({
		passed: false,
		code: 'failed',
	});
	expect(readControl('tunnel-refusal', attemptOf(page), attemptOf(), 'a.example')).toMatchObject({passed: false});
	expect(judgeNoPage(undefined)).toMatchObject({passed: false, code: 'nothing-to-compare'});
});
