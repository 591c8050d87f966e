import {expect, it} from 'vitest';
import {type FaultName, faultNames} from '../../source/practice/faults.ts';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import type {Scenario} from '../../source/practice/scenario.ts';
import {healthy} from './services.ts';
import {type VisitOptions, visit} from './visit.ts';

const host = 'service.example';

type Case = {readonly seen: string; readonly options?: VisitOptions};

/** What a client sees of every fault; those of proxies are in forward-proxy.test.ts. */
const cases: {readonly [name in Exclude<FaultName, `proxy-${string}`>]: Case} = {
	'dns-nxdomain': {seen: 'dns ENOTFOUND'},
	'dns-no-answer': {seen: 'dns ENODATA'},
	'dns-servfail': {seen: 'dns ESERVFAIL'},
	'dns-refused': {seen: 'dns EREFUSED'},
	'dns-silent': {seen: 'dns silence', options: {silentStage: 'dns'}},
	'dns-sinkhole': {seen: 'tcp ECONNREFUSED of 0.0.0.0'},
	'dns-loopback': {seen: 'tcp ECONNREFUSED of 127.0.0.1'},
	'dns-private': {seen: 'http 200'},
	'dns-made-up': {seen: 'http 200'},
	'dns-alias': {seen: 'http 200'},
	'dns-alias-to-sinkhole': {seen: 'tcp ECONNREFUSED of 0.0.0.0'},
	'dns-alias-to-nowhere': {seen: 'dns ENOTFOUND'},
	'dns-private-to-nowhere': {seen: 'dns ENOTFOUND'},
	'dns-private-without-address': {seen: 'dns ENODATA'},
	'dns-private-failing': {seen: 'dns ESERVFAIL'},
	'dns-nothing-ipv6': {seen: 'tcp ECONNREFUSED of ::'},
	'tcp-refused': {seen: 'tcp ECONNREFUSED of 203.0.113.1'},
	'tcp-dropped': {seen: 'tcp PROBE_TIMEOUT of 203.0.113.1', options: {silentStage: 'tcp'}},
	'tcp-reset': {seen: 'tcp ECONNRESET of 203.0.113.1'},
	'tcp-unreachable': {seen: 'tcp EHOSTUNREACH of 203.0.113.1'},
	'tcp-no-route': {seen: 'tcp ENETUNREACH of 203.0.113.1'},
	'tcp-prohibited': {seen: 'tcp EACCES of 203.0.113.1'},
	'tcp-black-hole': {seen: 'tls silence', options: {silentStage: 'tls'}},
	'ipv6-dropped': {seen: 'http 200'},
	'tls-reset': {seen: 'tls ECONNRESET read'},
	'tls-closed': {seen: 'tls ECONNRESET'},
	'tls-silent': {seen: 'tls silence', options: {silentStage: 'tls'}},
	'tls-large-hello-silent': {seen: 'tls silence', options: {silentStage: 'tls'}},
	'tls-large-hello-reset': {seen: 'tls ECONNRESET read'},
	'tls-alert': {seen: 'tls ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'},
	'tls-old-protocol': {seen: 'tls ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'},
	'tls-plain-http': {seen: 'tls ERR_SSL_WRONG_VERSION_NUMBER'},
	'tls-other-protocol': {seen: 'tls ERR_SSL_WRONG_VERSION_NUMBER'},
	'tls-half-record': {seen: 'tls silence', options: {silentStage: 'tls'}},
	'tls-unknown-name': {seen: 'tls ERR_SSL_TLSV1_UNRECOGNIZED_NAME'},
	'tls-access-denied': {seen: 'tls ERR_SSL_TLSV1_ALERT_ACCESS_DENIED'},
	'tls-internal-error': {seen: 'tls ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR'},
	'tls-no-protocol': {seen: 'tls ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL'},
	'certificate-expired': {seen: 'trust CERT_HAS_EXPIRED'},
	'certificate-not-yet-valid': {seen: 'trust CERT_NOT_YET_VALID'},
	'certificate-wrong-name': {seen: 'trust ERR_TLS_CERT_ALTNAME_INVALID'},
	'certificate-self-signed': {seen: 'trust DEPTH_ZERO_SELF_SIGNED_CERT'},
	'certificate-unknown-issuer': {seen: 'trust SELF_SIGNED_CERT_IN_CHAIN'},
	'certificate-missing-intermediate': {seen: 'trust UNABLE_TO_VERIFY_LEAF_SIGNATURE'},
	'certificate-inspected': {seen: 'trust SELF_SIGNED_CERT_IN_CHAIN'},
	'certificate-inspected-leaf-only': {seen: 'trust UNABLE_TO_VERIFY_LEAF_SIGNATURE'},
	'certificate-beside-stray': {seen: 'http 200'},
	'certificate-expired-issuer': {seen: 'trust CERT_HAS_EXPIRED'},
	'certificate-several-defects': {seen: 'trust CERT_HAS_EXPIRED'},
	'http-slow': {seen: 'http 200'},
	'http-silent': {seen: 'http silence', options: {silentStage: 'http'}},
	'http-closed': {seen: 'http ECONNRESET'},
	'http-torn': {seen: 'http 200 torn'},
	'http-short-refusal': {seen: 'http 401 torn'},
	'http-open-refusal': {seen: 'http silence', options: {silentStage: 'http'}},
	'http-short-open-refusal': {seen: 'http silence', options: {silentStage: 'http'}},
	'http-torn-refusal': {seen: 'http 401 torn'},
	'http-reset-refusal': {seen: 'http 401'},
	'http-two-lengths': {seen: 'http HPE_UNEXPECTED_CONTENT_LENGTH'},
	'http-blank-line': {seen: 'http 404'},
	'http-bare-lines': {seen: 'http HPE_INVALID_STATUS'},
	'http-old-answer': {seen: 'http 404'},
	'http-odd-header': {seen: 'http HPE_INVALID_HEADER_TOKEN'},
	'http-long-head': {seen: 'http HPE_HEADER_OVERFLOW'},
	'http-early-hints': {seen: 'http 200'},
	'http-cut-head': {seen: 'http silence', options: {silentStage: 'http'}},
	'http-endless': {seen: 'http 200 without end'},
	'http-garbage': {seen: 'http HPE_INVALID_CONSTANT'},
	'http-block-page': {seen: 'http 403 "Access denied"'},
	'http-block-page-470': {seen: 'http 470'},
	'http-bare-denial': {seen: 'http 403'},
	'http-empty': {seen: 'http 200'},
	'http-to-tls': {seen: 'http 301 to https://service.example/'},
	'http-unsigned-page': {seen: 'http 200 "Welcome"'},
	'http-page-redirect': {seen: 'http 200'},
	'http-packed-page': {seen: 'http 200'},
	'http-interim-flood': {seen: 'http silence', options: {silentStage: 'http'}},
	'http-portal': {seen: 'http 302 to http://portal.practice.example/login?reason=sign-in "Sign in"'},
	'http-redirect-away': {seen: 'http 301 to https://www.unrelated.example/ "Moved"'},
	'http-service-denied': {seen: 'http 403'},
	'http-wrong-service': {seen: 'http 200 "Storage appliance"'},
	'websocket-denied': {seen: 'http 403 "Upgrade denied"', options: {isUpgrade: true}},
};

/** What is visited is a practice network of its own, so the silent ones are waited for side by side. */
async function visiting(scenario: Scenario, visits: (practice: PracticeNetwork) => Promise<void>): Promise<void> {
	const practice = await startPracticeNetwork(scenario);
	await visits(practice).finally(() => practice.close());
}

it('has a case for every fault', () => {
	const proxyFaults = faultNames.filter(name => name.startsWith('proxy-'));
	expect([...Object.keys(cases), ...proxyFaults].toSorted()).toEqual(faultNames.toSorted());
});

it.concurrent.each(Object.entries(cases))('%s', async (name, {seen, options}) => {
	const services = [healthy(host), healthy('other.example')];
	await visiting({services, faults: [{host, fault: name as FaultName}]}, async practice => {
		expect(await visit(practice, host, options)).toBe(seen);
		expect(await visit(practice, 'other.example', options?.isUpgrade ? {isUpgrade: true} : {})).toBe('http 200');
	});
});

const plainCases = Object.entries(cases).filter(([name]) => name.startsWith('http-'));

it.concurrent.each(plainCases)('%s on plain HTTP', async (name, {seen, options}) => {
	const services = [healthy(host, {port: 80, protocol: 'http'})];
	await visiting({services, faults: [{host, fault: name as FaultName}]}, async practice => {
		expect(await visit(practice, host, {...options, isPlain: true})).toBe(seen);
	});
});
