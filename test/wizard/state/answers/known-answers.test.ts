import {describe, expect, it} from 'vitest';
import {answersOverProfile} from '../../../../source/session/choose-settings.ts';
import {resolveSettings} from '../../../../source/settings/resolve-settings.ts';
import type {SettingsInput} from '../../../../source/settings/types.ts';
import type {Answers} from '../../../../source/wizard/state/answers/answers.ts';
import {
	answersFromBoth,
	answersFromFlags,
	answersFromSettings,
	answersToRemember,
	recallAnswers,
	withinCloud,
} from '../../../../source/wizard/state/answers/known-answers.ts';
import {sampleProfile} from '../../../helpers/sample-profile.ts';

const endpoint = {scheme: 'http', host: 'proxy.corp.example', port: 3128, username: 'me'} as const;
const proxied = sampleProfile('prod', {
	resources: {acr: ['mine12', 'other12']},
	proxy: {source: 'environment', https: endpoint, http: endpoint, noProxy: '.svc'},
	caFile: '/etc/corp.pem',
	level: 'mandatory',
	timeoutMs: 9000,
});

describe('a profile in the wizard', () => {
	it('answers what is asked, with the password where it can be had', () => {
		expect(answersFromSettings(proxied.settings, 'S3cret')).toEqual({
			cloud: 'public',
			region: 'eastus',
			features: ['arc'],
			resources: {acr: 'mine12, other12'},
			proxyChoice: 'own',
			ownProxy: {
				url: 'http://proxy.corp.example:3128',
				username: 'me',
				password: 'S3cret',
				noProxy: '.svc',
				caFile: '/etc/corp.pem',
			},
		});
		expect(answersFromSettings(sampleProfile('lab').settings, null)).toMatchObject({proxyChoice: 'none'});
	});

	it('gives way to flags key by key, and keeps no code of another region', () => {
		const coded = sampleProfile('prod', {
			region: 'westus3',
			resources: {acr: ['mine12'], storage: ['mystorage'], 'region-code': ['usw3']},
		});
		const resourcesWith = (flags: SettingsInput) => answersFromBoth(coded, null, flags, null).resources;
		expect(resourcesWith({})).toEqual({acr: 'mine12', storage: 'mystorage', 'region-code': 'usw3'});
		expect(resourcesWith({resources: {acr: ['one12', 'two12']}, region: 'westus3'})).toEqual({
			acr: 'one12, two12',
			storage: 'mystorage',
			'region-code': 'usw3',
		});
		expect(resourcesWith({region: 'eastus'})).toEqual({acr: 'mine12', storage: 'mystorage'});
	});

	it.each<[string, SettingsInput, Partial<Answers['ownProxy']> | undefined]>([
		['nothing where they say nothing', {}, undefined],
		[
			'the exceptions',
			{noProxy: '.corp'},
			{url: 'http://proxy.corp.example:3128', noProxy: '.corp', caFile: '/etc/corp.pem'},
		],
		['the file', {caFile: '/mine.pem'}, {username: 'me', password: 'S3cret', noProxy: '.svc', caFile: '/mine.pem'}],
		[
			'both, beside another proxy',
			{proxy: {endpoint, password: null}, noProxy: '.a', caFile: '/b'},
			{password: '', noProxy: '.a', caFile: '/b'},
		],
	])('takes over from flags, for the proxy that is known, %s', (_name, flags, expected) => {
		const {ownProxy} = answersFromFlags(flags, null, answersFromSettings(proxied.settings, 'S3cret'));
		if (expected === undefined) expect(ownProxy).toBeUndefined();
		else expect(ownProxy).toMatchObject(expected);
		const both = answersFromBoth(proxied, 'S3cret', flags, null);
		expect(both.ownProxy).toMatchObject(expected ?? {caFile: '/etc/corp.pem'});
	});

	it('has the exceptions of flags ready for a proxy that nobody has named yet', () => {
		expect(answersFromFlags({noProxy: '.corp'}, null, {}).ownProxy).toMatchObject({url: '', noProxy: '.corp'});
		expect(answersFromFlags({caFile: '/mine.pem'}, null, {})).toEqual({});
	});

	it.each([
		['public', 'public', true],
		['public', 'usgov', false],
		['china', null, true],
	] as const)('remembers a region of %s where %s is asked for: %s', (cloud, wanted, isKept) => {
		const known = {cloud, region: 'somewhere', features: ['arc']};
		expect(withinCloud(known, wanted)).toEqual(isKept ? known : {features: ['arc']});
	});

	it('lets no password through to what is remembered', () => {
		const answers = {
			cloud: 'public',
			region: null,
			features: null,
			from: ['here'],
			resources: {},
			ruleSources: '10.0.0.0/16',
			ruleDialects: ['squid'],
			proxyChoice: 'none',
		} as const;
		const ownProxy = {url: '', username: '', password: '', noProxy: '', caFile: ''};
		const kept = answersToRemember({...answers, ownProxy, ...answersFromSettings(proxied.settings, 'S3cret')});
		expect(JSON.stringify(kept)).not.toContain('S3cret');
		expect(recallAnswers(kept)).toMatchObject({ruleSources: '10.0.0.0/16', ruleDialects: ['squid']});
		expect(recallAnswers({ruleDialects: ['squid', 'no-dialect', 7]})).toEqual({ruleDialects: ['squid']});
	});

	it.each([
		['http://me:S3cret@proxy:3128', 'http://proxy:3128', 'me'],
		['http://me:S3cret@prox y', '', ''],
		['http://me:S3cre', '', ''],
		['proxy:3128', 'proxy:3128', ''],
	])('remembers of the address %j only %j and the user %j', (url, kept, username) => {
		const ownProxy = {url, username: '', password: '', noProxy: '', caFile: ''};
		const answers = {
			cloud: 'public',
			region: null,
			features: null,
			from: ['here'],
			resources: {},
			ruleSources: '',
			ruleDialects: [],
			proxyChoice: 'own',
		} as const;
		expect(answersToRemember({...answers, ownProxy}).ownProxy).toEqual({url: kept, username, noProxy: '', caFile: ''});
	});

	it('holds for what is not asked, and what was taken out of an answer is gone', () => {
		const {settings} = resolveSettings({
			...answersOverProfile({region: 'eastus', proxy: 'none', resources: {}}, proxied),
			environment: {},
		});
		expect(settings).toMatchObject({level: 'mandatory', timeoutMs: 9000, resources: {}, caFile: null});
		expect(answersOverProfile({proxy: 'none'}, sampleProfile('lab', {caFile: '/etc/corp.pem'})).profile).toMatchObject({
			caFile: '/etc/corp.pem',
		});
	});

	describe('keeps the proxies of the profile', () => {
		const httpsOnly = sampleProfile('prod', {
			proxy: {source: 'environment', https: endpoint, http: null, noProxy: '.svc'},
		});
		const asSaved = {proxy: {endpoint, password: 'S3cret'}, noProxy: '.svc'} as const;
		const resolve = (answers: SettingsInput) =>
			resolveSettings({
				...answersOverProfile({region: 'eastus', ...answers}, httpsOnly),
				environment: {},
			});

		it('while their answer is as it was, with the password that was typed', () => {
			const {settings, secrets} = resolve(asSaved);
			expect(settings.proxy).toEqual(httpsOnly.settings.proxy);
			expect(secrets).toEqual({httpsProxyPassword: 'S3cret', httpProxyPassword: null});
		});

		it.each<[string, SettingsInput]>([
			['another user', {...asSaved, proxy: {endpoint: {...endpoint, username: 'you'}, password: null}}],
			['another host', {...asSaved, proxy: {endpoint: {...endpoint, host: 'other.example'}, password: null}}],
			['other exceptions', {...asSaved, noProxy: ''}],
			['a CA file', {...asSaved, caFile: '/etc/corp.pem'}],
		])('but not with %s', (_name, answers) => {
			expect(resolve(answers).settings.proxy.http).not.toBeNull();
		});

		it('but not where there is to be none', () => {
			expect(resolve({proxy: 'none'}).settings.proxy).toMatchObject({https: null, http: null});
		});
	});
});
