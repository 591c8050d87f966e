import {describe, expect, it} from 'vitest';
import {defaultSettings} from '../../source/settings/fields.ts';
import {parseProxyChoice} from '../../source/settings/proxy-field.ts';
import {formatProxy, parseProxyUrl} from '../../source/settings/proxy-url.ts';
import {resolveSettings} from '../../source/settings/resolve-settings.ts';
import type {Environment, ProxySettings, SettingsDraft, SettingsInput} from '../../source/settings/types.ts';

const proxyOf = (text: string) => parseProxyUrl(text, '--proxy');
const profileProxy: ProxySettings = {
	source: 'given',
	https: {scheme: 'http', host: 'kept', port: 1, username: 'ann'},
	http: null,
	noProxy: '.kept',
};
const resolve = (
	flags: SettingsInput = {},
	profile: Partial<SettingsDraft> | null = null,
	environment: Environment = {},
) => resolveSettings({flags, profile, environment});

describe('resolveSettings', () => {
	it('leaves to the catalog what only the catalog knows', () => {
		const {settings, secrets, notes} = resolve();
		expect(settings).toEqual({
			...defaultSettings,
			cloud: null,
			region: null,
			features: null,
			proxy: {source: 'none', https: null, http: null, noProxy: ''},
		});
		expect(secrets).toEqual({httpsProxyPassword: null, httpProxyPassword: null});
		expect(notes).toEqual([]);
	});

	it('takes a flag before the profile, and the profile before the default', () => {
		const profile = {level: 'legacy', retries: 3, timeoutMs: 9000, features: ['arc'], caFile: 'kept.pem'} as const;
		const {settings} = resolve({retries: 0, features: ['gpu'], dns: {address: '10.0.0.53', port: 53}}, profile);
		expect(settings).toMatchObject({
			level: 'legacy',
			retries: 0,
			timeoutMs: 9000,
			features: ['gpu'],
			caFile: 'kept.pem',
			dns: {address: '10.0.0.53', port: 53},
			concurrency: defaultSettings.concurrency,
			compareDirect: defaultSettings.compareDirect,
		});
	});

	it('replaces the names of one key and keeps the others', () => {
		const {settings} = resolve({resources: {acr: ['new']}}, {resources: {acr: ['old1', 'old2'], storage: ['kept']}});
		expect(settings.resources).toEqual({acr: ['new'], storage: ['kept']});
	});

	it('drops the code and the cloud of the region that a flag replaces', () => {
		const profile = {cloud: 'public', region: 'westus3', resources: {'region-code': ['x'], acr: ['kept']}} as const;
		expect(resolve({region: 'usgovvirginia'}, profile).settings).toMatchObject({
			cloud: null,
			region: 'usgovvirginia',
			resources: {acr: ['kept']},
		});
		expect(resolve({region: 'usgovvirginia'}, profile).settings.resources).not.toHaveProperty('region-code');
		expect(resolve({region: 'westus3'}, profile).settings).toMatchObject({
			cloud: 'public',
			resources: {'region-code': ['x']},
		});
	});

	it('takes no file name or resource from one run into the next', () => {
		resolve({resources: {acr: ['new']}, caFile: 'a.pem'});
		expect(resolve().settings).toMatchObject({resources: {}, caFile: null});
	});
});

describe('the proxies', () => {
	const environment = {HTTPS_PROXY: 'http://env:3', HTTP_PROXY: 'http://env:4', NO_PROXY: '.env'};
	it.each<
		[
			title: string,
			flags: SettingsInput,
			profile: ProxySettings | null,
			expected: [source: ProxySettings['source'], https: string | null, http: string | null, noProxy: string],
		]
	>([
		['nothing said: the environment', {}, null, ['environment', 'http://env:3', 'http://env:4', '.env']],
		['a profile before the environment', {}, profileProxy, ['given', 'http://kept:1', null, '.kept']],
		['none', {proxy: 'none'}, profileProxy, ['none', null, null, '']],
		[
			'env before the profile',
			{proxy: 'environment'},
			profileProxy,
			['environment', 'http://env:3', 'http://env:4', '.env'],
		],
		['one address for both', {proxy: proxyOf('p:9')}, null, ['given', 'http://p:9', 'http://p:9', '.env']],
		[
			'one address, the list of the profile',
			{proxy: proxyOf('p:9')},
			profileProxy,
			['given', 'http://p:9', 'http://p:9', '.kept'],
		],
		['HTTPS alone', {httpsProxy: proxyOf('https://s:9')}, null, ['given', 'https://s:9', 'http://env:4', '.env']],
		['HTTP alone', {httpProxy: proxyOf('h:9')}, profileProxy, ['given', 'http://kept:1', 'http://h:9', '.kept']],
		[
			'one for both, HTTPS apart',
			{proxy: proxyOf('p:9'), httpsProxy: proxyOf('s:9')},
			null,
			['given', 'http://s:9', 'http://p:9', '.env'],
		],
		['none but for HTTPS', {proxy: 'none', httpsProxy: proxyOf('s:9')}, null, ['given', 'http://s:9', null, '']],
		['a list of its own', {noProxy: '.flag'}, profileProxy, ['given', 'http://kept:1', null, '.flag']],
		['an empty list', {noProxy: ''}, null, ['environment', 'http://env:3', 'http://env:4', '']],
	])('%s', (_title, flags, profile, [source, https, http, noProxy]) => {
		const {proxy} = resolve(flags, profile && {proxy: profile}, environment).settings;
		expect({
			source: proxy.source,
			https: proxy.https && formatProxy(proxy.https),
			http: proxy.http && formatProxy(proxy.http),
			noProxy: proxy.noProxy,
		}).toEqual({source, https, http, noProxy});
	});

	it('reads a broken variable only where it counts', () => {
		const broken = {HTTPS_PROXY: 'socks://s:1'};
		expect(() => resolve({}, null, broken)).toThrow(/HTTPS_PROXY/);
		expect(() => resolve({proxy: 'environment'}, null, broken)).toThrow(/HTTPS_PROXY/);
		expect(resolve({proxy: proxyOf('p:9')}, null, broken).settings.proxy.source).toBe('given');
		expect(resolve({httpsProxy: proxyOf('p:9')}, null, broken).settings.proxy.http).toBeNull();
		expect(resolve({proxy: 'none'}, null, broken).settings.proxy.https).toBeNull();
		expect(resolve({}, {proxy: profileProxy}, broken).settings.proxy).toEqual(profileProxy);
	});

	it('says that the environment names none when it was asked for', () => {
		expect(resolve({proxy: 'environment'}).notes).toEqual([expect.stringMatching(/names no proxy/)]);
		expect(resolve({proxy: 'environment'}).settings.proxy.source).toBe('environment');
	});

	it.each([
		['none', 'none'],
		['ENV', 'environment'],
		['p:9', proxyOf('p:9')],
	])('--proxy %s', (text, choice) => {
		expect(parseProxyChoice(text, '--proxy')).toEqual(choice);
	});

	it('refuses another --proxy by name', () => {
		expect(() => parseProxyChoice('auto', '--proxy')).toThrow(/^--proxy has no port/);
	});
});

describe('passwords', () => {
	it('come from the address and stay out of the settings', () => {
		const {settings, secrets} = resolve({proxy: proxyOf('http://ann:hunter2@p:9')});
		expect(secrets).toEqual({httpsProxyPassword: 'hunter2', httpProxyPassword: 'hunter2'});
		expect(settings.proxy.https?.username).toBe('ann');
		expect(JSON.stringify(settings)).not.toContain('hunter2');
	});

	it.each<
		[title: string, flags: SettingsInput, profile: ProxySettings | null, environment: Environment, https: string | null]
	>([
		[
			'of the variable for a user without one',
			{proxy: proxyOf('ann@p:9')},
			null,
			{ARC_NETCHECK_PROXY_PASSWORD: 'v'},
			'v',
		],
		['of the address first', {proxy: proxyOf('ann:a@p:9')}, null, {ARC_NETCHECK_PROXY_PASSWORD: 'v'}, 'a'],
		['none without a user', {proxy: proxyOf('p:9')}, null, {ARC_NETCHECK_PROXY_PASSWORD: 'v'}, null],
		['an empty one counts', {proxy: proxyOf('ann:@p:9')}, null, {ARC_NETCHECK_PROXY_PASSWORD: 'v'}, ''],
		['of the variable for a profile', {}, profileProxy, {ARC_NETCHECK_PROXY_PASSWORD: 'v'}, 'v'],
		['of the environment that names the same proxy', {}, profileProxy, {HTTPS_PROXY: 'http://ann:e@kept:1'}, 'e'],
		['not of another proxy', {}, profileProxy, {HTTPS_PROXY: 'http://ann:e@other:1'}, null],
		['not of another user', {}, profileProxy, {HTTPS_PROXY: 'http://bob:e@kept:1'}, null],
		['not of a broken variable', {}, profileProxy, {HTTPS_PROXY: 'socks5://ann:e@kept:1'}, null],
		[
			'of the other scheme, if the proxy is the same',
			{},
			profileProxy,
			{HTTPS_PROXY: 'x', HTTP_PROXY: 'http://ann:e@kept:1'},
			'e',
		],
	])('%s', (_title, flags, profile, environment, https) => {
		const {settings, secrets, notes} = resolve(flags, profile && {proxy: profile}, environment);
		expect(secrets.httpsProxyPassword).toBe(https);
		const isMissing = https === null && settings.proxy.https?.username !== null;
		expect(notes.some(note => note.includes('no password'))).toBe(isMissing);
	});
});

describe('the password that a profile leads to', () => {
	it.each<[string, SettingsInput, string | null]>([
		['goes to its own proxy', {}, 'kept-secret'],
		['goes to no other proxy', {proxy: proxyOf('http://ann@other:1')}, null],
		['goes to no other proxy of one scheme', {httpsProxy: proxyOf('http://ann@other:1')}, null],
		['goes nowhere without a proxy', {proxy: 'none'}, null],
	])('%s', (_, flags, https) => {
		const {secrets} = resolveSettings({
			flags,
			profile: {proxy: profileProxy},
			profilePassword: 'kept-secret',
			environment: {},
		});
		expect(secrets).toEqual({httpsProxyPassword: https, httpProxyPassword: null});
	});
});

describe('a login by what this machine has', () => {
	it.each(['negotiate', 'ntlm'] as const)('takes no user name and no password: %s', proxyLogin => {
		const environment = {HTTP_PROXY: 'http://ann:e@b:2', ARC_NETCHECK_PROXY_PASSWORD: 'x'};
		const {settings, secrets, notes} = resolveSettings({
			flags: {httpsProxy: proxyOf('http://ann:secret@a:1'), proxyLogin},
			...{profile: null, environment},
		});

		expect(settings.proxyLogin).toBe(proxyLogin);
		expect([settings.proxy.https?.username, settings.proxy.http?.username]).toEqual([null, null]);
		expect(secrets).toEqual({httpsProxyPassword: null, httpProxyPassword: null});
		expect(notes[0]).toMatch(/^The user name for the proxy http:\/\/a:1 is left out: the login by/);
		expect(notes.join(' ')).not.toMatch(/secret|no password/);
	});

	it('leaves a login at SOCKS as it is', () => {
		const flags = {proxy: proxyOf('socks5h://ann:e@a:1'), proxyLogin: 'negotiate'} as const;
		const {settings, secrets} = resolveSettings({flags, profile: null, environment: {}});

		expect([settings.proxy.https?.username, secrets.httpsProxyPassword]).toEqual(['ann', 'e']);
	});

	it('stops at a PAC script that anybody on the way could change', () => {
		const at = (pac: string, makesTraffic?: boolean) => () =>
			resolveSettings({flags: {pac, proxyLogin: 'ntlm'}, profile: null, environment: {}, makesTraffic});

		expect(at('http://config.example/proxy.pac')).toThrow(/comes over plain HTTP.*leave out --proxy-login/);
		// What only plans, or writes rules, reads no script.
		expect(at('http://config.example/proxy.pac', false)).not.toThrow();
		expect(at('https://config.example/proxy.pac')).not.toThrow();
		expect(at('/srv/proxy.pac')).not.toThrow();
	});
});
