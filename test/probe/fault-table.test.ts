import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {type FaultName, faultNames, faults} from '../../source/practice/faults.ts';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import {judgeAgain} from '../../source/record/judge-again.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import {runShape} from '../../source/record/run.ts';
import {toRun} from '../../source/record/to-run.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import type {Verdict} from '../../source/verdict/types.ts';
import {passOwnTime} from '../helpers/own-time.ts';
import {planOf, proxyOf, type RowOptions} from '../helpers/plan-of.ts';
import {healthy} from '../practice/services.ts';

passOwnTime();

type Expectation = {
	readonly verdict: string;
	/** Where a reader would wish for another verdict: why it is this one. */
	readonly why?: string;
	/** What the catalog has to know of the service for the fault to be seen. */
	readonly row?: Partial<RowOptions>;
};

const plain = {protocol: 'http', port: 80} as const;
const unsigned = 'In plain HTTP nothing proves who answered, and nothing proves that it was not the service.';
const works = 'The service can be used all the same.';

/** Every fault of the practice network and the verdict that it must lead to: status, cause, confidence. */
const expectations: {readonly [fault in FaultName]: Expectation} = {
	'dns-nxdomain': {verdict: 'blocked · dns.nxdomain · high'},
	'dns-no-answer': {verdict: 'blocked · dns.no-answer · high'},
	'dns-servfail': {verdict: 'blocked · dns.servfail · high'},
	'dns-refused': {verdict: 'blocked · dns.refused · high'},
	'dns-silent': {verdict: 'blocked · dns.timeout · high'},
	'dns-sinkhole': {verdict: 'blocked · dns.sinkhole · high'},
	'dns-loopback': {verdict: 'blocked · dns.sinkhole · high'},
	'dns-private': {verdict: 'reachable · high', why: `${works} A note says that it may be Private Link.`},
	'dns-made-up': {verdict: 'reachable · high', why: `${works} A note says that a cluster will take another way.`},
	'dns-alias': {verdict: 'reachable · high', why: works},
	'dns-alias-to-sinkhole': {verdict: 'blocked · dns.sinkhole · high'},
	'dns-alias-to-nowhere': {verdict: 'blocked · dns.nxdomain · high'},
	'dns-private-to-nowhere': {verdict: 'blocked · dns.nxdomain · high'},
	'dns-private-without-address': {verdict: 'blocked · dns.no-answer · high'},
	'dns-private-failing': {verdict: 'blocked · dns.servfail · high'},
	'dns-nothing-ipv6': {verdict: 'blocked · dns.sinkhole · high'},
	'tcp-refused': {verdict: 'blocked · tcp.refused · medium', why: 'A port that nobody listens on looks the same.'},
	'tcp-dropped': {
		verdict: 'blocked · tcp.timeout · medium',
		why: 'A dead host looks the same. Where other targets of the run get through on that port, the confidence is high.',
	},
	'tcp-reset': {verdict: 'blocked · tcp.reset · high'},
	'tcp-unreachable': {verdict: 'blocked · tcp.unreachable · high'},
	'tcp-no-route': {verdict: 'blocked · tcp.unreachable · high'},
	'tcp-prohibited': {verdict: 'blocked · tcp.prohibited · high'},
	'tcp-black-hole': {verdict: 'blocked · tls.timeout · medium'},
	'ipv6-dropped': {verdict: 'reachable · high', why: `${works} A note names the dead IPv6 address.`},
	'tls-reset': {verdict: 'blocked · tls.reset · high'},
	'tls-closed': {verdict: 'blocked · tls.closed · high'},
	'tls-silent': {verdict: 'blocked · tls.timeout · high'},
	'tls-large-hello-silent': {
		verdict: 'blocked · tls.timeout · high',
		why: 'A hello of one packet gets through, which the detail says: clients with older TLS libraries work.',
	},
	'tls-large-hello-reset': {verdict: 'blocked · tls.reset · high', why: 'As above.'},
	'tls-alert': {verdict: 'blocked · tls.alert · high'},
	'tls-old-protocol': {
		verdict: 'blocked · tls.alert · high',
		why: 'A server that knows only old versions of TLS says so with an alert.',
	},
	'tls-plain-http': {verdict: 'blocked · tls.protocol · high'},
	'tls-other-protocol': {verdict: 'blocked · tls.protocol · high'},
	'tls-half-record': {verdict: 'blocked · tls.timeout · high', why: 'The detail says that an answer began.'},
	'tls-unknown-name': {verdict: 'blocked · tls.alert · high'},
	'tls-access-denied': {verdict: 'blocked · tls.alert · high'},
	'tls-internal-error': {verdict: 'blocked · tls.alert · high'},
	'tls-no-protocol': {verdict: 'blocked · tls.alert · high'},
	'certificate-expired': {verdict: 'blocked · tls.expired · high'},
	'certificate-not-yet-valid': {verdict: 'blocked · tls.not-yet-valid · high'},
	'certificate-wrong-name': {verdict: 'blocked · tls.hostname-mismatch · high'},
	'certificate-self-signed': {verdict: 'blocked · tls.untrusted · high'},
	'certificate-unknown-issuer': {verdict: 'blocked · tls.untrusted · high'},
	'certificate-missing-intermediate': {verdict: 'blocked · tls.untrusted · high'},
	'certificate-inspected': {verdict: 'intercepted · tls.intercepted · high'},
	'certificate-inspected-leaf-only': {verdict: 'intercepted · tls.intercepted · high'},
	'certificate-beside-stray': {verdict: 'reachable · high', why: `${works} What counts is the path to the root.`},
	'certificate-expired-issuer': {verdict: 'blocked · tls.expired · high'},
	'certificate-several-defects': {verdict: 'blocked · tls.untrusted · high'},
	'http-slow': {verdict: 'reachable · high', why: works},
	'http-silent': {verdict: 'blocked · http.timeout · high'},
	'http-closed': {verdict: 'blocked · http.closed · high'},
	'http-torn': {verdict: 'blocked · http.closed · high'},
	'http-short-refusal': {
		verdict: 'reachable · high',
		why: 'A refusal says all with its status, and the certificate verifies publicly. A note says that the body broke off.',
	},
	'http-open-refusal': {verdict: 'reachable · high', why: works},
	'http-short-open-refusal': {verdict: 'reachable · high', why: works},
	'http-torn-refusal': {verdict: 'reachable · high', why: works},
	'http-reset-refusal': {verdict: 'reachable · high', why: works},
	'http-two-lengths': {verdict: 'reachable · high', why: works},
	'http-blank-line': {verdict: 'reachable · high', why: works},
	'http-bare-lines': {verdict: 'reachable · high', why: works},
	'http-old-answer': {verdict: 'reachable · high', why: works},
	'http-odd-header': {verdict: 'reachable · high', why: works},
	'http-long-head': {verdict: 'reachable · high', why: works},
	'http-early-hints': {verdict: 'reachable · high', why: works},
	'http-cut-head': {verdict: 'blocked · http.timeout · high', why: 'The detail says that an answer began.'},
	'http-endless': {
		verdict: 'reachable · high',
		why: 'The service answered; no more of the body is read than is needed.',
	},
	'http-garbage': {verdict: 'blocked · http.protocol-error · high'},
	'http-block-page': {
		verdict: 'blocked · http.block-page · medium',
		why: 'The certificate verifies publicly, where only the service could speak; a known block page is evidence all the same.',
	},
	'http-block-page-470': {verdict: 'blocked · http.block-page · medium', why: 'As above.'},
	'http-bare-denial': {verdict: 'unverified · low', why: unsigned, row: plain},
	'http-empty': {verdict: 'unverified · low', why: unsigned, row: plain},
	'http-to-tls': {
		verdict: 'unverified · low',
		why: unsigned,
		row: {...plain, expect: {statuses: [200], basis: 'inferred', proofs: [], fixedBody: false}},
	},
	'http-unsigned-page': {verdict: 'unverified · low', why: unsigned, row: plain},
	'http-page-redirect': {verdict: 'blocked · http.portal · high', row: plain},
	'http-packed-page': {verdict: 'unverified · low', why: unsigned, row: plain},
	'http-interim-flood': {verdict: 'blocked · http.protocol-error · high'},
	'http-portal': {verdict: 'blocked · http.portal · medium', why: 'As above.'},
	'http-redirect-away': {
		verdict: 'reachable · high',
		why: 'The certificate verifies publicly, and nothing about the address shows a login or a notice: it may be the service’s own doing. The identity stays unproven.',
	},
	'http-service-denied': {verdict: 'blocked · http.service-denied · high'},
	'http-wrong-service': {
		verdict: 'blocked · http.wrong-service · high',
		why: 'Only where the body of the real service is fixed and public.',
		row: {expect: {statuses: [200], basis: 'documented', proofs: [{kind: 'body-equals', text: 'ok'}], fixedBody: true}},
	},
	'websocket-denied': {verdict: 'blocked · http.websocket-denied · high', row: {protocol: 'websocket'}},
	'proxy-silent': {verdict: 'blocked · proxy.timeout · high'},
	'proxy-closed': {
		verdict: 'blocked · proxy.closed · medium',
		why: 'It may mind the host, or be broken. Where other targets pass through the same proxy, the confidence is high.',
	},
	'proxy-reset': {verdict: 'blocked · proxy.closed · medium', why: 'As above.'},
	'proxy-web-server': {verdict: 'blocked · proxy.protocol-error · medium'},
	'proxy-other-protocol': {verdict: 'blocked · proxy.protocol-error · high'},
	'proxy-bare-denial': {
		verdict: 'blocked · proxy.host-denied · high',
		why: 'In plain HTTP, where the service could have said the same: the proxy says it of a host that can not exist, too.',
		row: plain,
	},
	'proxy-no-tunnels': {verdict: 'blocked · proxy.host-denied · high', row: plain},
	'proxy-own-page': {verdict: 'blocked · proxy.protocol-error · medium', row: plain},
	'proxy-tunnel-to-page': {verdict: 'blocked · tls.protocol · high'},
	'proxy-redirect': {verdict: 'blocked · proxy.host-denied · high'},
	'proxy-open-denial': {verdict: 'blocked · proxy.host-denied · high'},
	'proxy-open-login': {verdict: 'blocked · proxy.auth-required · high'},
	'proxy-short-denial': {verdict: 'blocked · proxy.host-denied · high'},
	'proxy-long-denial': {verdict: 'blocked · proxy.host-denied · high'},
	'proxy-blank-line': {verdict: 'blocked · proxy.host-denied · high'},
	'proxy-unfinished': {
		verdict: 'blocked · proxy.protocol-error · high',
		why: 'An answer began, so that nobody needs to look for lost packets.',
	},
	'proxy-chunked-denial': {verdict: 'blocked · proxy.host-denied · high'},
	'proxy-torn-denial': {verdict: 'blocked · proxy.host-denied · high'},
	'proxy-bare-lines-denial': {verdict: 'blocked · proxy.host-denied · high'},
	'proxy-old-denial': {verdict: 'blocked · proxy.host-denied · high'},
	'proxy-late-denial': {verdict: 'blocked · proxy.host-denied · high'},
	'proxy-negotiate-login': {verdict: 'blocked · proxy.auth-required · high'},
	'proxy-digest-login': {verdict: 'blocked · proxy.auth-required · high'},
	'proxy-nameless-login': {verdict: 'blocked · proxy.auth-required · high'},
	'proxy-mixed-login': {verdict: 'blocked · proxy.auth-required · high'},
	'proxy-long-login': {verdict: 'blocked · proxy.auth-required · high'},
	'proxy-site-login': {verdict: 'blocked · proxy.auth-required · high'},
	'proxy-half-status': {verdict: 'blocked · proxy.protocol-error · high'},
	'proxy-open-failure': {verdict: 'blocked · proxy.upstream-unreachable · medium'},
	'proxy-overloaded': {verdict: 'blocked · proxy.upstream-unreachable · medium'},
	'proxy-rate': {verdict: 'blocked · proxy.host-denied · high'},
	'proxy-legal': {verdict: 'blocked · proxy.host-denied · high'},
	'proxy-silent-control': {
		verdict: 'unverified · low',
		why: 'What would have shown whose page it is got no answer.',
		row: plain,
	},
};

const leavesServiceWorking: readonly FaultName[] = [
	'dns-private',
	'dns-made-up',
	'dns-alias',
	'ipv6-dropped',
	'certificate-beside-stray',
	'http-slow',
	'http-endless',
	'http-redirect-away',
	'http-short-refusal',
	'http-open-refusal',
	'http-short-open-refusal',
	'http-torn-refusal',
	'http-reset-refusal',
	'http-two-lengths',
	'http-blank-line',
	'http-bare-lines',
	'http-old-answer',
	'http-odd-header',
	'http-long-head',
	'http-early-hints',
];

const hostOf = (fault: FaultName) => `${fault}.test.example`;
const wordsOf = ({status, cause, confidence}: Verdict) =>
	[status, cause, confidence].filter(word => word !== null).join(' · ');

describe('every fault of the practice network', () => {
	const observed = new Map<FaultName, string>();
	const reports = new Map<FaultName, string>();
	let practice: PracticeNetwork;

	beforeAll(async () => {
		const onProxy = faultNames.filter(name => faults[name].layer === 'proxy');
		practice = await startPracticeNetwork({
			services: faultNames.map(name => {
				const isPlain = expectations[name].row?.protocol === 'http';
				return healthy(hostOf(name), {body: 'ok', ...(isPlain && plain)});
			}),
			faults: faultNames.map(fault => ({
				host: onProxy.includes(fault) ? `${fault}.corp.example` : hostOf(fault),
				fault,
			})),
			proxies: Object.fromEntries(
				onProxy.map(name => [name, {host: `${name}.corp.example`, port: 3128, scheme: 'http'} as const]),
			),
		});
		// Each in a run of its own, so that no other target of the run lends its confidence.
		await Promise.all(
			faultNames.map(async name => {
				const {proxy, secrets} = proxyOf(onProxy.includes(name) ? `http://${name}.corp.example:3128` : null);
				const plan = planOf([{host: hostOf(name), ...expectations[name].row}], {proxy});
				const run = await runPlan(plan, {signal: new AbortController().signal, network: practice.network, secrets});
				reports.set(name, JSON.stringify(toRun(run, diagnose(run))));
				const verdict = run.results[0]?.verdict;
				if (verdict) observed.set(name, wordsOf(verdict));
			}),
		);
	}, 120_000);
	afterAll(() => practice.close());

	it.each(faultNames)('%s', name => {
		expect(observed.get(name)).toBe(expectations[name].verdict);
	});

	it.each(faultNames)('%s is written with the fields of the contract, in their order', name => {
		const report = reports.get(name) ?? '';
		expect(JSON.stringify(runShape.parse(JSON.parse(report)))).toBe(report);
	});

	it.each(faultNames)('%s means the same when its report is judged again', name => {
		const run = parseRun(reports.get(name) ?? '', name);
		expect(judgeAgain(run, catalog)).toEqual(run);
	});

	it('is called reachable only where the service can be used', () => {
		const reachable = faultNames.filter(name => /^(?:reachable|unstable)/.test(observed.get(name) ?? ''));
		expect(reachable.toSorted()).toEqual([...leavesServiceWorking].toSorted());
	});

	it('fits the table in the docs', async () => {
		const rows = faultNames.map(name => {
			const {verdict, why = ''} = expectations[name];
			return `| \`${name}\` | ${faults[name].description} | ${verdict} | ${observed.get(name)} | ${why} |`;
		});
		const page = [
			'# Verdicts in the practice network',
			'',
			'Made by the test run itself (`npm test -- test/probe/fault-table.test.ts -u`); do not edit.',
			'',
			'Each line is a fault that the practice network can play, the verdict that it must lead to (status, cause, confidence), and',
			'the verdict that it led to. [real-peers.md](real-peers.md) has the same for software of others.',
			'',
			'| Fault | What happens | Expected | Observed | Explanation |',
			'| --- | --- | --- | --- | --- |',
			...rows,
			'',
		].join('\n');
		await expect(page).toMatchFileSnapshot('../../docs/faults.md');
	});
});
