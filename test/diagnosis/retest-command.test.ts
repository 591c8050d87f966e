import {describe, expect, it} from 'vitest';
import {buildRetestCommand} from '../../source/diagnosis/checks.ts';
import type {Settings} from '../../source/settings/types.ts';
import {sampleSettings} from '../helpers/sample-run.ts';

const proxy = {scheme: 'http', host: 'proxy', port: 3128, username: null} as const;
const targets = ['mcr.microsoft.com:443'];

describe('buildRetestCommand', () => {
	it.each<[string, Partial<Settings>, string]>([
		['direct', {}, 'arc-netcheck explain --proxy none mcr.microsoft.com:443'],
		[
			'one proxy for both',
			{proxy: {source: 'given', https: proxy, http: proxy, noProxy: ''}},
			'arc-netcheck explain --proxy http://proxy:3128 mcr.microsoft.com:443',
		],
		[
			'one proxy for HTTPS only, with no_proxy',
			{proxy: {source: 'environment', https: {...proxy, username: 'a b'}, http: null, noProxy: '.svc,10.0.0.0/8'}},
			'arc-netcheck explain --https-proxy http://a%20b@proxy:3128 --no-proxy .svc,10.0.0.0/8 mcr.microsoft.com:443',
		],
		[
			'two proxies',
			{proxy: {source: 'given', https: proxy, http: {...proxy, port: 8080}, noProxy: ''}},
			'arc-netcheck explain --https-proxy http://proxy:3128 --http-proxy http://proxy:8080 mcr.microsoft.com:443',
		],
		[
			'files and a name server',
			{caFile: 'my ca.pem', publicRootsFile: 'roots.pem', dns: {address: 'fd00::1', port: 53}},
			"arc-netcheck explain --proxy none --ca-file 'my ca.pem' --public-roots roots.pem --dns '[fd00::1]:53' mcr.microsoft.com:443",
		],
	])('%s', (_, settings, expected) => {
		expect(buildRetestCommand(sampleSettings({settings}), targets)).toBe(expected);
	});

	it('keeps a target that looks like a flag from becoming one', () => {
		expect(buildRetestCommand(sampleSettings(), ['-rf:443'])).toBe('arc-netcheck explain --proxy none -- -rf:443');
	});

	it('makes the whole check again for many targets', () => {
		const many = Array.from({length: 9}, (_, index) => `host-${index}.example:443`);
		const settings = sampleSettings({settings: {resources: {acr: ['mine']}, requirementsFile: 'own.json'}});
		expect(buildRetestCommand(settings, many)).toBe(
			'arc-netcheck check --region eastus --features arc,aml-training --resource acr=mine --requirements own.json --proxy none',
		);
	});

	it('names the targets where there is no region to check', () => {
		const many = Array.from({length: 9}, (_, index) => `host-${index}.example:443`);
		const command = buildRetestCommand(sampleSettings({settings: {region: ''}}), many);
		expect(command).toMatch(/^arc-netcheck explain .* host-8\.example:443$/);
	});
});
