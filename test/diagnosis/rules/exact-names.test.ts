import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import type {Cause} from '../../../source/verdict/causes.ts';
import type {JudgedRun} from '../../../source/verdict/types.ts';
import {type SampleRow, sampleRun} from '../../helpers/sample-run.ts';

const proxy = 'http://proxy:3128';
const standIn: SampleRow = {host: 'public.azurecr.io', sampled: true, pattern: '*.azurecr.io'};

/** Rows of hosts that begin with `mine` are the user's own registry. */
function withOwn(run: JudgedRun): JudgedRun {
	const results = run.results.map(result => {
		const {planned} = result;
		if (planned.target?.host.startsWith('mine') !== true) return result;
		const requirement = {
			...planned.requirement,
			resource: {key: 'acr', host: '<acr>.azurecr.io'} as const,
		};
		return {...result, planned: {...planned, requirement, origin: 'user' as const}};
	});
	return {...run, results};
}

const idsOf = (rows: readonly SampleRow[]) => diagnose(withOwn(sampleRun({proxy, rows}))).map(({id}) => id);

describe('rules by exact name', () => {
	it('are one finding where a stand-in passes and the own resource does not', () => {
		const rows: SampleRow[] = [standIn, {host: 'mine.azurecr.io', cause: 'proxy.host-denied'}];
		const [finding, ...others] = diagnose(withOwn(sampleRun({proxy, rows})));
		expect(others).toEqual([]);
		expect(finding).toMatchObject({
			id: 'exact-names.proxy.host-denied@http://proxy:3128',
			owner: 'proxy',
			targets: ['mine.azurecr.io:443'],
		});
		expect(finding?.why).toContain(
			'public.azurecr.io passes, but mine.azurecr.io under the same domain does not: the rules name hosts one by one.',
		);
		expect(finding?.fix.slice(0, 2)).toEqual([
			'Add mine.azurecr.io to the rules of http://proxy:3128, on port 443.',
			'Or, if policy allows every resource of the kind, allow the domain .azurecr.io.',
		]);
	});

	it.each<[Cause, boolean]>([
		['tls.reset', true],
		['http.block-page', true],
		['proxy.upstream-dns', false],
		['tls.intercepted', false],
	])('%s: %s', (cause, isFound) => {
		expect(idsOf([standIn, {host: 'mine.azurecr.io', cause}]).some(id => id.startsWith('exact-names.'))).toBe(isFound);
	});

	it.each<[string, SampleRow[]]>([
		['the stand-in is of another domain', [{...standIn, host: 'public.vault.azure.net'}]],
		['the stand-in is blocked too', [{...standIn, cause: 'proxy.host-denied'}, {host: 'ok.example'}]],
		['the stand-in takes another way', [{...standIn, noProxyRule: '.io'}, {host: 'ok.example'}]],
		['only another resource of the user passes', [{host: 'mine2.azurecr.io'}]],
	])('are not said where %s', (_what, rows) => {
		const ids = idsOf([...rows, {host: 'mine.azurecr.io', cause: 'proxy.host-denied'}]);
		expect(ids).toEqual(['proxy.host-denied@http://proxy:3128']);
	});
});
