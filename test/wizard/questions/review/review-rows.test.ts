import {describe, expect, it} from 'vitest';
import type {Environment} from '../../../../source/settings/types.ts';
import {reviewRows} from '../../../../source/wizard/questions/review/review-rows.ts';
import type {Answers} from '../../../../source/wizard/state/answers/answers.ts';
import {prepareCheck} from '../../../../source/wizard/state/check.ts';
import {answersWith, contextWith, ownProxy} from '../../helpers/context.ts';
import {fakeServices} from '../../helpers/services.ts';

function rowsOf(given: Partial<Answers>, environment: Environment = {}) {
	const context = contextWith(environment);
	const answers = answersWith(given, context);
	return reviewRows(answers, context, prepareCheck(fakeServices({environment}).services, context, answers));
}

/** `Label: text > step field`. */
const told = (rows: ReturnType<typeof rowsOf>) =>
	rows.map(({label, text, stepId, field}) => `${label}: ${text} > ${stepId}${field ? ` ${field}` : ''}`);

describe('reviewRows', () => {
	it('has every answer about a proxy, and of its password only that there is one', () => {
		const own = {
			url: 'proxy:3128',
			username: 'jo',
			password: 'hunter2',
			noProxy: '.svc,10.0.0.0/8',
			caFile: '/etc/corp.pem',
		};
		const rows = rowsOf({proxyChoice: 'own', ownProxy: own});
		expect(told(rows)).toEqual([
			'Region: eastus2 (East US 2) > region',
			'Proxy: http://proxy:3128 > proxy',
			'User: jo, password set > proxy-details username',
			'Exceptions: .svc,10.0.0.0/8 > proxy-details noProxy',
			'CA file: /etc/corp.pem > proxy-details caFile',
			'Features: Azure Arc agents > features',
			'From: this machine > from',
		]);
		expect(JSON.stringify(rows)).not.toContain('hunter2');
	});

	it('names the design, where it is another than the plain one', () => {
		const own = {...ownProxy, url: 'proxy:3128', noProxy: 'Arc'};
		const rows = rowsOf({features: ['arc-gateway'], proxyChoice: 'own', ownProxy: own});
		expect(told(rows)).toContain('Design: Arc gateway; Arc past the proxy > features');
		expect(told(rowsOf({})).join()).not.toContain('Design');
	});

	it('says where a proxy of the environment comes from', () => {
		const rows = told(rowsOf({}, {HTTPS_PROXY: 'http://jo:hunter2@proxy:3128', http_proxy: 'http://proxy:3128'}));
		expect(rows.slice(1, 4)).toEqual([
			'Proxy: http://proxy:3128, from HTTPS_PROXY and http_proxy > proxy',
			'User: jo, password set > proxy',
			'Exceptions: none > proxy',
		]);
	});

	it.each([
		[{username: 'jo'}, 'User: jo, no password > proxy-details username'],
		[{url: 'http://jo@proxy:3128'}, 'User: jo, no password > proxy-details username'],
	])('says that there is no password for %j', (given, expected) => {
		const own = {...ownProxy, url: 'proxy:3128', ...given};
		expect(told(rowsOf({proxyChoice: 'own', ownProxy: own}))).toContain(expected);
	});

	it('has the named resources one by one, and those without a name together', () => {
		expect(told(rowsOf({features: ['aml-training'], resources: {storage: ' mystore '}})).slice(3)).toEqual([
			'From: this machine > from',
			'Storage: mystore > resources storage',
			'Not named: Registry, Workspace ID > resources acr',
		]);
	});

	it('says nothing about a proxy that is not there or can’t be read', () => {
		expect(told(rowsOf({})).slice(1)).toEqual([
			'Proxy: no proxy > proxy',
			'Features: Azure Arc agents > features',
			'From: this machine > from',
		]);
		expect(told(rowsOf({proxyChoice: 'own'}))[1]).toBe('Proxy:  > proxy');
	});
});
