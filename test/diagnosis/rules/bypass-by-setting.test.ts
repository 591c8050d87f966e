import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import {lintSettings} from '../../../source/settings/lint/lint-settings.ts';
import {parseProxyUrl} from '../../../source/settings/proxy-url.ts';
import type {Cause} from '../../../source/verdict/causes.ts';
import {type SampleRow, sampleRun} from '../../helpers/sample-run.ts';

const proxy = 'http://proxy.example:3128';
const passing: SampleRow = {host: 'pypi.org'};
const findingsFor = (rows: readonly SampleRow[]) => diagnose(sampleRun({proxy, rows}), []);

describe('rows that a setting sends past a proxy that works', () => {
	it.each<Cause>([
		'tcp.timeout',
		'tcp.refused',
		'tcp.reset',
		'tcp.unreachable',
		'dns.nxdomain',
		'dns.sinkhole',
		'dns.timeout',
		'tls.reset',
		'tls.timeout',
		'tls.untrusted',
		'http.block-page',
		'http.portal',
		'http.closed',
		'http.websocket-denied',
	])('%s: the entry comes first, to who set it', cause => {
		const row = {host: 'a.blob.core.windows.net', cause, noProxyRule: 'blob.core.windows.net'};
		const [finding, ...others] = findingsFor([passing, row]);
		expect(others).toEqual([]);
		expect(finding).toMatchObject({id: 'bypass.no_proxy:blob.core.windows.net', owner: 'you', severity: 'error'});
		expect(finding?.fix[0]).toMatch(/^Take the entry "blob\.core\.windows\.net" out of no_proxy/);
		expect(finding?.fix.at(-1)).toMatch(/network team/);
	});

	it.each(['windows.net:443', 'WINDOWS.NET', '.windows.net.', 'net', '*.windows.net'])(
		'name %s as it was given',
		entry => {
			const row = {host: 'a.blob.core.windows.net', cause: 'tcp.timeout', noProxyRule: entry} as const;
			expect(findingsFor([passing, row])[0]?.fix[0]).toContain(`Take the entry "${entry}" out of no_proxy`);
		},
	);

	it('are one finding for each entry', () => {
		const rows = ['a', 'b'].map(
			name => ({host: `${name}.azure.com`, cause: 'tcp.timeout', noProxyRule: 'azure.com'}) as const,
		);
		const other = {host: 'x.azurecr.io', cause: 'dns.nxdomain', noProxyRule: '.azurecr.io'} as const;
		expect(findingsFor([passing, ...rows, other]).map(({id, targets}) => [id, targets.length])).toEqual([
			['bypass.no_proxy:azure.com', 2],
			['bypass.no_proxy:.azurecr.io', 1],
		]);
	});

	it('are told of the scheme that has no proxy', () => {
		const run = sampleRun({
			proxy,
			rows: [passing, {host: 'c.example', port: 80, protocol: 'http', cause: 'tcp.timeout', noProxyRule: 'x'}],
		});
		const https = parseProxyUrl(proxy, '--proxy').endpoint;
		const results = run.results.map(result =>
			result.planned.requirement.protocol === 'http' && result.planned.route
				? {...result, planned: {...result.planned, route: {...result.planned.route, noProxyRule: null}}}
				: result,
		);
		const settings = {...run.settings, proxy: {...run.settings.proxy, https, http: null}};
		const [finding] = diagnose({...run, settings, results}, []);
		expect(finding).toMatchObject({id: 'bypass.no-http-proxy', owner: 'you'});
		expect(finding?.fix[0]).toContain('--http-proxy http://proxy.example:3128');
	});

	it.each(['*', 'com', '.com', '0.0.0.0/0'])('come first also where %s lets nothing to the proxy', noProxyRule => {
		const rows = ['a.azure.com', 'b.azure.com'].map(host => ({host, cause: 'tcp.timeout', noProxyRule}) as const);
		const [finding, ...others] = findingsFor(rows);
		expect(others).toEqual([]);
		expect(finding).toMatchObject({id: `bypass.no_proxy:${noProxyRule}`, owner: 'you'});
		expect(finding?.why).toContain('no host of this run is asked through http://proxy.example:3128');
	});

	it.each<[string, readonly SampleRow[]]>([
		[
			'nothing gets through the proxy either',
			[
				{host: 'pypi.org', cause: 'proxy.host-denied'},
				{host: 'b.example', cause: 'tcp.timeout', noProxyRule: 'b.example'},
			],
		],
		[
			'the service itself refuses',
			[passing, {host: 'b.example', cause: 'http.service-denied', noProxyRule: 'b.example'}],
		],
		['they answer', [passing, {host: 'b.example', noProxyRule: 'b.example'}]],
	])('are left to others where %s', (_what, rows) => {
		expect(findingsFor(rows).filter(({id}) => id.startsWith('bypass.'))).toEqual([]);
	});
});

describe('a variable that the settings pass over', () => {
	const environment = {HTTPS_PROXY: 'http://user:secret@gate.corp.example:3128'};
	const findingsWith = (rows: readonly SampleRow[], variables: {readonly [name: string]: string} = environment) => {
		const run = sampleRun({rows});
		return diagnose(run, lintSettings(run.settings, variables));
	};
	const closed: readonly SampleRow[] = [
		{host: 'a.azure.com', cause: 'tcp.timeout'},
		{host: 'b.azure.com', cause: 'tcp.refused'},
		{host: 'c.azure.com', cause: 'dns.nxdomain'},
	];

	it('comes first where the direct way is closed, to who set it, without its password', () => {
		const [finding, ...others] = findingsWith(closed);
		expect(others).toEqual([]);
		expect(finding).toMatchObject({id: 'bypass.variable', owner: 'you', severity: 'error'});
		expect(finding?.why).toContain('HTTPS_PROXY, which names http://gate.corp.example:3128');
		expect(JSON.stringify(finding)).not.toContain('secret');
	});

	it.each<[string, readonly SampleRow[], {readonly [name: string]: string}]>([
		['something gets through without it', [passing, ...closed], environment],
		['nothing is blocked', [passing], environment],
		['no variable names a proxy', closed, {NO_PROXY: 'x'}],
		['the variable is empty', closed, {HTTPS_PROXY: ''}],
		['the variable can not be read', closed, {HTTPS_PROXY: 'http://a b'}],
	])('is not told where %s', (_title, rows, variables) => {
		expect(findingsWith(rows, variables).map(({id}) => id)).not.toContain('bypass.variable');
		expect(findingsWith(rows, variables).map(({id}) => id)).not.toContain('settings');
	});

	it.each(['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'http_proxy'])('is found as %s', name => {
		expect(findingsWith(closed, {[name]: 'http://gate:3128'})[0]?.why).toContain(
			`${name}, which names http://gate:3128`,
		);
	});
});
