import {describe, expect, it} from 'vitest';
import {
	type Answers,
	answerRegion,
	featuresOf,
	initialAnswers,
} from '../../../../source/wizard/state/answers/answers.ts';
import {describeResources, usableResources} from '../../../../source/wizard/state/answers/own-resources.ts';
import {
	describeProxyAnswer,
	findProxy,
	impliedPort,
	moveCredentials,
	parseOwnProxy,
} from '../../../../source/wizard/state/answers/proxy-answer.ts';
import {settingsInputFrom} from '../../../../source/wizard/state/check.ts';
import {answersWith, contextWith, ownProxy} from '../../helpers/context.ts';
import {openedProfile} from '../../helpers/profiles.ts';

const context = contextWith();

describe('findProxy', () => {
	it.each([
		[{}, {kind: 'none', noProxy: ''}],
		[{no_proxy: '.svc'}, {kind: 'none', noProxy: '.svc'}],
		[{https_proxy: 'http://proxy:3128'}, {kind: 'found', proxy: {https: {host: 'proxy', port: 3128}, http: null}}],
		[{https_proxy: 'http://'}, {kind: 'unreadable', problem: expect.stringContaining('https_proxy')}],
	])('%j', (environment, expected) => {
		expect(findProxy(environment)).toMatchObject(expected);
	});
});

describe('initialAnswers', () => {
	it('takes the proxy of the environment where there is one', () => {
		expect(initialAnswers(contextWith({https_proxy: 'http://proxy:3128'}), {}).proxyChoice).toBe('environment');
		expect(initialAnswers(context, {}).proxyChoice).toBe('none');
	});

	it('proposes the exceptions of the environment for another proxy too', () => {
		const found = contextWith({https_proxy: 'http://proxy:3128', no_proxy: '.svc'});
		expect(initialAnswers(found, {}).ownProxy.noProxy).toBe('.svc');
		expect(initialAnswers(contextWith({no_proxy: '.svc'}), {}).ownProxy.noProxy).toBe('.svc');
		expect(initialAnswers(contextWith({https_proxy: 'socks://proxy'}), {}).ownProxy.noProxy).toBe('');
	});

	it('falls back where the environment no longer names the proxy that was used the last time', () => {
		expect(initialAnswers(context, {proxyChoice: 'environment'}).proxyChoice).toBe('none');
		const broken = contextWith({https_proxy: 'socks://proxy'});
		expect(initialAnswers(broken, {proxyChoice: 'environment'}).proxyChoice).toBe('environment');
	});

	it('lets what is known beforehand win', () => {
		const known = initialAnswers(contextWith({https_proxy: 'http://proxy:3128'}), {
			proxyChoice: 'none',
			region: 'eastus',
		});
		expect(known).toMatchObject({proxyChoice: 'none', region: 'eastus'});
	});
});

describe('parseOwnProxy', () => {
	const endpoint = {scheme: 'http', host: 'proxy', port: 3128, username: null};
	it.each([
		[{url: ' proxy:3128 '}, {endpoint, password: null}],
		[{url: 'http://jo:one@proxy:3128'}, {endpoint: {...endpoint, username: 'jo'}, password: 'one'}],
		[
			{url: 'http://jo:one@proxy:3128', username: 'al', password: 'two'},
			{endpoint: {...endpoint, username: 'jo'}, password: 'one'},
		],
		[
			{url: 'proxy:3128', username: 'jo'},
			{endpoint: {...endpoint, username: 'jo'}, password: null},
		],
	])('%j', (given, expected) => {
		expect(parseOwnProxy({...ownProxy, ...given})).toEqual(expected);
	});

	it('refuses a password that nobody owns', () => {
		expect(() => parseOwnProxy({...ownProxy, url: 'proxy:3128', password: 'x'})).toThrow('no user name');
	});
});

describe('moveCredentials', () => {
	it.each([
		[{url: 'http://jo:one@proxy:3128'}, {url: 'http://proxy:3128', username: 'jo', password: 'one'}],
		[{url: 'http://proxy:3128'}, {url: 'http://proxy:3128', username: '', password: ''}],
		[{url: 'http://jo:o'}, {url: 'http://jo:o', username: '', password: ''}],
		[{url: 'jo:one@proxy:3128'}, {url: 'proxy:3128', username: 'jo', password: 'one'}],
		[{url: ' http://jo@proxy '}, {url: 'http://proxy', username: 'jo', password: ''}],
		[
			{url: 'http://al:two@proxy:3128', username: 'jo', password: 'one'},
			{url: 'http://proxy:3128', username: 'al', password: 'two'},
		],
		[
			{url: 'http://al@proxy:3128', username: 'jo', password: 'one'},
			{url: 'http://proxy:3128', username: 'al', password: ''},
		],
		[
			{url: 'http://jo@proxy:3128', username: 'jo', password: 'one'},
			{url: 'http://proxy:3128', username: 'jo', password: 'one'},
		],
	])('%j', (given, expected) => {
		expect(moveCredentials({...ownProxy, ...given})).toEqual({...ownProxy, ...expected});
	});
});

it.each([
	['http://proxy', 80],
	['https://jo:80@proxy/', 443],
	['http://proxy:80', null],
	['proxy', null],
	['http://[::1]', 80],
	['http://[::1]:3128/', null],
])('impliedPort of %j', (url, expected) => {
	expect(impliedPort({...ownProxy, url})).toBe(expected);
});

describe('usableResources', () => {
	it.each<[Partial<Answers>, readonly string[]]>([
		[{features: ['arc']}, []],
		[{features: ['aml-training']}, ['acr', 'storage', 'workspace']],
		[{features: ['arc'], region: 'westus3'}, ['region-code']],
		[{features: ['arc-gateway']}, ['gateway']],
		[{features: ['key-vault']}, ['vault']],
	])('with %j', (given, expected) => {
		expect(usableResources(answersWith(given), context)).toEqual(expected);
	});
});

describe('answerRegion', () => {
	const region = (name: string) => ({name, cloud: 'public'}) as const;
	const answers = answersWith({region: 'westus3', resources: {'region-code': 'usw3', acr: 'mine12'}});

	it('forgets the code of another region, and nothing else', () => {
		expect(answerRegion(answers, region('eastus'))).toEqual({
			region: 'eastus',
			cloud: 'public',
			resources: {acr: 'mine12'},
		});
	});

	it('keeps the code of the same region', () => {
		expect(answerRegion(answers, region('westus3'))).toEqual({region: 'westus3', cloud: 'public'});
	});
});

describe('featuresOf', () => {
	it('leaves out what the cloud of the region does not have', () => {
		expect(featuresOf(answersWith({cloud: 'china', features: ['arc', 'arc-gateway']}), context)).toEqual(['arc']);
	});
});

describe('describing', () => {
	it.each<[Partial<Answers>, string]>([
		[{proxyChoice: 'none'}, 'no proxy'],
		[{proxyChoice: 'environment'}, 'http://a:1 for HTTPS, http://b:2 for HTTP'],
		[{proxyChoice: 'own', ownProxy: {...ownProxy, url: 'http://jo:secret@c:3'}}, 'http://c:3'],
		[{proxyChoice: 'own', ownProxy: {...ownProxy, url: 'http://'}}, ''],
	])('the proxy of %j', (given, expected) => {
		const both = contextWith({https_proxy: 'http://a:1', http_proxy: 'http://b:2'});
		expect(describeProxyAnswer(answersWith(given, both), both)).toBe(expected);
	});

	it('the resources, without those that nothing needs', () => {
		const resources = {acr: 'myregistry', vault: 'unused', storage: ' '};
		expect(describeResources(answersWith({features: ['aml-training'], resources}), context)).toBe(
			'Registry myregistry',
		);
	});
});

describe('settingsInputFrom', () => {
	it('reads the answers as flags', () => {
		const answers = answersWith({
			features: ['aml-training'],
			resources: {acr: 'one11, https://two22.azurecr.io', vault: 'left-out'},
			proxyChoice: 'own',
			ownProxy: {url: 'proxy:3128', username: 'jo', password: 'x', noProxy: '.svc', caFile: ' /ca.pem '},
		});
		expect(settingsInputFrom(answers, context)).toEqual({
			cloud: 'public',
			region: 'eastus2',
			features: ['aml-training'],
			resources: {acr: ['one11', 'two22']},
			proxy: {endpoint: {scheme: 'http', host: 'proxy', port: 3128, username: 'jo'}, password: 'x'},
			httpsProxy: undefined,
			httpProxy: undefined,
			noProxy: '.svc',
			caFile: '/ca.pem',
		});
	});

	describe('keeps of a profile the resources that nobody was asked for', () => {
		const resources = {acr: ['mine12'], gateway: ['my-gateway'], 'region-code': ['eus2']};
		const {profile} = openedProfile('prod');
		const opened = openedProfile('prod', {profile: {...profile, settings: {...profile.settings, resources}}});
		const within = {...context, profile: opened};
		const answers = answersWith({
			features: ['aml-training'],
			resources: {acr: 'mine12', gateway: 'my-gateway', 'region-code': 'eus2'},
		});
		const resourcesOf = (given: Partial<Answers>) => settingsInputFrom({...answers, ...given}, within).resources;

		it('as they are', () => {
			expect(resourcesOf({})).toEqual(resources);
		});

		it('but not what was taken out of an answer, nor what was typed since', () => {
			expect(resourcesOf({resources: {acr: '', gateway: 'typed', 'region-code': 'eus2', vault: 'typed'}})).toEqual({
				gateway: ['my-gateway'],
				'region-code': ['eus2'],
			});
		});

		it('but not the code of another region', () => {
			const moved = answerRegion(answers, {name: 'westus', cloud: 'public'});
			expect(resourcesOf(moved)).toEqual({acr: ['mine12'], gateway: ['my-gateway']});
		});
	});

	it.each(['none', 'environment'] as const)('hands on the choice %s', proxyChoice => {
		expect(settingsInputFrom(answersWith({proxyChoice}), context).proxy).toBe(proxyChoice);
	});
});
