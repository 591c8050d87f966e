import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import {parseProxyUrl} from '../../../source/settings/proxy-url.ts';
import type {Settings} from '../../../source/settings/types.ts';
import {hostsOf, type SampleRow, sampleRun} from '../../helpers/sample-run.ts';

const proxy = 'http://proxy:3128';
const past = (count: number): SampleRow[] => hostsOf(count).map(host => ({host, noProxyRule: '.example'}));
const find = (rows: readonly SampleRow[], settings: Partial<Settings> = {}) =>
	diagnose(sampleRun({proxy, rows, settings})).find(({id}) => id === 'proxy.without-effect');

describe('a proxy without effect', () => {
	it('is a warning that names the rules in question', () => {
		expect(find(past(4))).toMatchObject({
			owner: 'you',
			severity: 'warning',
			targets: [],
			why: 'http://proxy:3128 is set, but all 4 hosts that were probed go past it: no_proxy rule ".example" (4 hosts).',
		});
	});

	it('says so where the proxy is set for plain HTTP only', () => {
		const http = parseProxyUrl(proxy, '--proxy').endpoint;
		const finding = find(
			hostsOf(3).map(host => ({host, cause: 'tcp.timeout'})),
			{proxy: {source: 'given', https: null, http, noProxy: ''}},
		);
		expect(finding?.fix[0]).toContain('Set the proxy for HTTPS endpoints as well');
	});

	it.each<[string, SampleRow[]]>([
		['one host uses it', [...past(4), {host: 'other.test'}]],
		['only two hosts were tried', past(2)],
	])('is not said where %s', (_what, rows) => {
		expect(find(rows)).toBeUndefined();
	});

	it('is not said without a proxy', () => {
		expect(diagnose(sampleRun({rows: hostsOf(4).map(host => ({host}))}))).toEqual([]);
	});
});
