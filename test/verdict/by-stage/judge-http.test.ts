import {describe, expect, it} from 'vitest';
import type {ExpectedAnswer, Proof} from '../../../source/catalog/types.ts';
import type {HttpEvidence} from '../../../source/evidence/types.ts';
import {differsFromFixedBody, isProven, judgeNoAnswer} from '../../../source/verdict/by-stage/judge-http.ts';
import {requirementOf} from '../../helpers/plan-of.ts';
import {httpStage} from '../../helpers/sample-evidence.ts';

const expecting = (expect: Partial<ExpectedAnswer>) =>
	requirementOf({
		host: 'gbl.his.arc.azure.com',
		expect: {statuses: [200], basis: 'documented', proofs: [], fixedBody: false, ...expect},
	});

describe('no answer', () => {
	it.each([
		['PROBE_TIMEOUT', 'http.timeout'],
		['ETIMEDOUT', 'http.timeout'],
		['PEER_CLOSED', 'http.closed'],
		['ECONNRESET', 'http.closed'],
		['EPIPE', 'http.closed'],
		['NOT_HTTP', 'http.protocol-error'],
		['HPE_INVALID_CONSTANT', 'http.protocol-error'],
		['UND_ERR_HEADERS_OVERFLOW', 'http.protocol-error'],
		['HPE_HEADER_OVERFLOW', 'http.protocol-error'],
		['HEAD_TOO_LONG', 'http.protocol-error'],
		['TLS_ANSWER', 'http.protocol-error'],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'tls.protocol'],
		['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'tls.protocol'],
		['ERR_SSL_UNEXPECTED_EOF_WHILE_READING', 'tls.protocol'],
		['ERR_SSL_DATA_LENGTH_TOO_LONG', 'tls.protocol'],
		['ESOMETHINGNEW', null],
	])('%s: %s', (code, cause) => {
		const failure = judgeNoAnswer(httpStage({status: null, ok: false, error: {code, syscall: null, message: code}}));
		expect(failure.kind === 'blocked' ? failure.cause : null).toBe(cause);
	});
});

describe('proof of the real service', () => {
	const asked = new URL('https://gbl.his.arc.azure.com/discovery?location=eastus');
	it.each<[string, Proof, Partial<HttpEvidence>, boolean]>([
		['a header', {kind: 'header', name: 'X-MSEdge-Ref'}, {headers: {'x-msedge-ref': 'Ref A'}}, true],
		['no header', {kind: 'header', name: 'x-msedge-ref'}, {}, false],
		[
			'a header with its text',
			{kind: 'header', name: 'www-authenticate', includes: 'https://quay.io/v2/auth'},
			{headers: {'www-authenticate': 'Bearer realm="HTTPS://quay.io/v2/auth"'}},
			true,
		],
		[
			'a header with another text',
			{kind: 'header', name: 'www-authenticate', includes: 'https://quay.io/v2/auth'},
			{headers: {'www-authenticate': 'Basic realm="filter"'}},
			false,
		],
		['the whole body', {kind: 'body-equals', text: 'Microsoft Connect Test'}, {body: 'Microsoft Connect Test'}, true],
		['more than it', {kind: 'body-equals', text: 'Microsoft Connect Test'}, {body: 'Microsoft Connect Test 2'}, false],
		['a part', {kind: 'body-includes', text: 'ConstraintTemplate'}, {body: 'kind: ConstraintTemplate'}, true],
		[
			'a part of the name asked for, in JSON',
			{kind: 'body-includes', text: 'his.arc.azure'},
			{body: '{"url":"https://eus.his.arc.azure.com"}'},
			true,
		],
		[
			'a part of the name asked for, in a page that repeats it',
			{kind: 'body-includes', text: 'his.arc.azure'},
			{body: '<p>gbl.his.arc.azure.com is not allowed here</p>'},
			false,
		],
		['an array', {kind: 'json-array'}, {body: ' ["a"]'}, true],
		['no array', {kind: 'json-array'}, {body: '<html>'}, false],
		['an object', {kind: 'json-object', keys: ['a', 'b']}, {body: '{"a":1,"b":2}'}, true],
		['an object without a key', {kind: 'json-object', keys: ['a', 'b']}, {body: '{"a":1}'}, false],
	])('%s', (_what, proof, answer, expected) => {
		expect(isProven(expecting({proofs: [proof]}), httpStage(answer), asked)).toBe(expected);
	});
});

describe('a body that is fixed and public', () => {
	const requirement = expecting({fixedBody: true, proofs: [{kind: 'body-equals', text: 'Microsoft Connect Test'}]});
	const judge = (answer: Partial<HttpEvidence>) => {
		const failure = differsFromFixedBody(requirement, httpStage(answer));
		return failure?.kind === 'blocked' ? failure.cause : null;
	};

	it.each<[string, Partial<HttpEvidence>, string | null]>([
		['another page', {title: 'Storage appliance', body: '<h1>Storage appliance</h1>'}, 'http.wrong-service'],
		['nothing', {body: '', headers: {'content-length': '0'}}, 'http.wrong-service'],
		['a page that speaks of a block', {title: 'Blocked', body: '<h1>This site is blocked</h1>'}, 'http.block-page'],
		['a page that speaks of a policy', {body: 'Not permitted by company policy'}, 'http.block-page'],
		['the beginning of the right one', {body: 'Microsoft Con', headers: {'content-length': '22'}}, null],
		['nothing of what was announced', {body: '', headers: {'content-length': '22'}}, null],
		['a status that the service is not known for', {status: 503, body: 'Service unavailable'}, null],
		['no status', {status: null, body: ''}, null],
	])('%s', (_what, answer, cause) => {
		expect(judge(answer)).toBe(cause);
	});

	it('is judged only where the catalog says so', () => {
		expect(differsFromFixedBody(expecting({}), httpStage({body: 'blocked'}))).toBeNull();
	});
});
