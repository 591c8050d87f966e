import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import type {JudgedRun} from '../../../source/verdict/types.ts';
import {type SampleRow, sampleRun} from '../../helpers/sample-run.ts';

const proxy = 'http://proxy:3128';
const passing: SampleRow = {host: 'ok.example'};
const direct = {kind: 'direct', ms: 3, passed: true, detail: 'verified TLS without the proxy'} as const;

/** The rows as those of the user's own resources. */
function own(run: JudgedRun): JudgedRun {
	const results = run.results.map(result => ({
		...result,
		planned: {
			...result.planned,
			origin: 'user' as const,
			requirement: {...result.planned.requirement, resource: {key: 'acr', host: '<acr>.azurecr.io'} as const},
		},
	}));
	return {...run, results};
}

const isFound = (run: JudgedRun) => diagnose(run).some(({id}) => id === 'proxy.missing-no-proxy@http://proxy:3128');

describe('a missing no_proxy entry', () => {
	it('is one finding for private hosts that fail at the proxy', () => {
		const rows: SampleRow[] = [
			passing,
			{host: 'kubernetes.default.svc', cause: 'proxy.upstream-dns'},
			{host: '10.0.0.1', cause: 'proxy.host-denied'},
		];
		const [finding, ...others] = diagnose(sampleRun({proxy, rows}));
		expect(others).toEqual([]);
		expect(finding).toMatchObject({
			title: 'Private hosts are sent to the proxy',
			owner: 'you',
			targets: ['kubernetes.default.svc:443', '10.0.0.1:443'],
		});
		expect(finding?.fix[0]).toBe('Add to no_proxy (--no-proxy): kubernetes.default.svc,10.0.0.1.');
	});

	it.each<[string, boolean]>([
		['aks.privatelink.eastus.azmk8s.io', true],
		['vault.corp', true],
		['registry.internal', true],
		['192.168.4.4', true],
		['172.32.0.1', false],
		['fd00::1', true],
		['2001:db8::1', false],
		['mcr.microsoft.com', false],
		['internal.example.com', false],
	])('%s: %s', (host, expected) => {
		expect(isFound(sampleRun({proxy, rows: [passing, {host, cause: 'proxy.host-denied'}]}))).toBe(expected);
	});

	it.each<[string, SampleRow, boolean]>([
		['answers without the proxy', {host: 'me.azurecr.io', cause: 'proxy.host-denied', controls: [direct]}, true],
		[
			'does not answer without it either',
			{host: 'me.azurecr.io', cause: 'proxy.host-denied', controls: [{...direct, passed: false}]},
			false,
		],
		['was not tried without it', {host: 'me.azurecr.io', cause: 'proxy.host-denied'}, false],
		['fails behind the proxy', {host: 'me.azurecr.io', cause: 'tls.reset', controls: [direct]}, false],
	])('an own resource that %s', (_what, row, expected) => {
		expect(isFound(own(sampleRun({proxy, rows: [passing, row]})))).toBe(expected);
	});
});
