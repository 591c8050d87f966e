import {describe, expect, it} from 'vitest';
import {UsageError} from '../../source/errors.ts';
import {readProxyEnvironment} from '../../source/settings/proxy-environment.ts';
import {formatProxy} from '../../source/settings/proxy-url.ts';
import type {Environment} from '../../source/settings/types.ts';

const read = (environment: Environment) => {
	const {proxy, secrets, notes} = readProxyEnvironment(environment);
	return {
		source: proxy.source,
		https: proxy.https && formatProxy(proxy.https),
		http: proxy.http && formatProxy(proxy.http),
		noProxy: proxy.noProxy,
		secrets,
		notes,
	};
};

describe('readProxyEnvironment', () => {
	it.each<[title: string, environment: Environment, https: string | null, http: string | null, noProxy: string]>([
		['nothing', {}, null, null, ''],
		['capitals', {HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2', NO_PROXY: 'x'}, 'http://a:1', 'http://b:2', 'x'],
		['lower case', {https_proxy: 'http://a:1', http_proxy: 'b:2', no_proxy: 'x'}, 'http://a:1', 'http://b:2', 'x'],
		['lower case first', {https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2'}, 'http://a:1', null, ''],
		['one scheme only', {HTTPS_PROXY: 'https://a:1'}, 'https://a:1', null, ''],
		['ALL_PROXY for both', {ALL_PROXY: 'http://a:1'}, 'http://a:1', 'http://a:1', ''],
		[
			'all_proxy for what is missing',
			{all_proxy: 'http://a:1', HTTP_PROXY: 'http://b:2'},
			'http://a:1',
			'http://b:2',
			'',
		],
		[
			'ALL_PROXY that nobody needs may be SOCKS',
			{ALL_PROXY: 'socks5://s:1', HTTP_PROXY: 'b:2', HTTPS_PROXY: 'b:2'},
			'http://b:2',
			'http://b:2',
			'',
		],
		['empty is none', {HTTPS_PROXY: '', http_proxy: '', NO_PROXY: ''}, null, null, ''],
		['empty in lower case falls to capitals', {https_proxy: '', HTTPS_PROXY: 'http://b:2'}, 'http://b:2', null, ''],
	])('%s', (_title, environment, https, http, noProxy) => {
		expect(read(environment)).toMatchObject({https, http, noProxy, source: https || http ? 'environment' : 'none'});
	});

	it('keeps passwords out of the settings', () => {
		const environment = {HTTPS_PROXY: 'http://ann:hunter2@a:1', HTTP_PROXY: 'http://bob:hunter3@b:2'};
		const {proxy, secrets} = readProxyEnvironment(environment);
		expect(secrets).toEqual({httpsProxyPassword: 'hunter2', httpProxyPassword: 'hunter3'});
		expect(proxy.https?.username).toBe('ann');
		expect(JSON.stringify(proxy)).not.toMatch(/hunter/);
	});

	it.each<[title: string, environment: Environment, notes: readonly RegExp[]]>([
		['nothing to say', {https_proxy: 'http://a:1', HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2'}, []],
		[
			'both spellings of HTTPS differ',
			{https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2'},
			[/^https_proxy and HTTPS_PROXY differ: https_proxy is used.*Go.*use HTTPS_PROXY\.$/],
		],
		[
			'both spellings of HTTP differ',
			{http_proxy: 'http://a:1', HTTP_PROXY: 'http://b:2'},
			[/curl never reads HTTP_PROXY/],
		],
		['both lists differ', {no_proxy: 'a', NO_PROXY: 'b'}, [/^no_proxy and NO_PROXY differ/]],
		['ALL_PROXY is used, said once', {ALL_PROXY: 'http://a:1'}, [/^ALL_PROXY names the proxy; Go programs.*ignore it/]],
		['ALL_PROXY is not used', {ALL_PROXY: 'http://a:1', HTTP_PROXY: 'b:2', HTTPS_PROXY: 'b:2'}, []],
		['lower case is empty', {https_proxy: '', HTTPS_PROXY: 'http://b:2'}, [/^https_proxy is set but empty/]],
		['capitals are empty', {https_proxy: 'http://b:2', HTTPS_PROXY: ''}, []],
	])('notes: %s', (_title, environment, notes) => {
		const seen = read(environment).notes;
		expect(seen).toHaveLength(notes.length);
		for (const [index, note] of notes.entries()) expect(seen[index]).toMatch(note);
	});

	it('never shows a password in a note', () => {
		const environment = {https_proxy: 'http://ann:hunter2@a:1', HTTPS_PROXY: 'http://ann:hunter3@a:1'};
		const {notes} = readProxyEnvironment(environment);
		expect(notes).toHaveLength(1);
		expect(notes.join()).not.toMatch(/hunter/);
	});

	it.each([
		['HTTPS_PROXY', 'proxy'],
		['https_proxy', 'socks://proxy:1'],
		['HTTP_PROXY', 'http://http://proxy:1'],
		['ALL_PROXY', 'http://ann:hunter2@proxy:99999'],
	])('a broken %s is named', (name, value) => {
		const attempt = () => readProxyEnvironment({[name]: value});
		expect(attempt).toThrow(UsageError);
		expect(attempt).toThrow(new RegExp(`^The environment variable ${name} `));
		expect(attempt).not.toThrow(/hunter2/);
	});
});
