import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import {hostsOf, type SampleRow, sampleRun} from '../../helpers/sample-run.ts';

const proxy = 'http://proxy:3128';
const denied = (count: number): SampleRow[] => hostsOf(count).map(host => ({host, cause: 'proxy.host-denied'}));
const idsOf = (rows: readonly SampleRow[]) => diagnose(sampleRun({proxy, rows})).map(({id}) => id);

describe('a proxy that denies everything', () => {
	it('is one finding, which points at a rule for the source', () => {
		const [finding, ...others] = diagnose(sampleRun({proxy, rows: denied(40)}));
		expect(others).toEqual([]);
		expect(finding).toMatchObject({
			id: 'proxy.denies-all@http://proxy:3128',
			title: 'The proxy denies everything',
			owner: 'proxy',
			severity: 'error',
		});
		expect(finding?.targets).toHaveLength(40);
		expect(finding?.why).toContain('denied every one of the 40 hosts');
		expect(finding?.why).toContain(
			'A rule for source addresses or for authentication is likelier than 40 rules for hosts.',
		);
		expect(finding?.fix[0]).toBe(
			'Look up this machine (10.1.2.3) in the log of http://proxy:3128, and see which rule denied it.',
		);
	});

	it('claims no more than what a run that was stopped has seen', () => {
		const [finding] = diagnose({...sampleRun({proxy, rows: denied(3)}), complete: false});
		expect(finding?.title).toBe('The proxy denied everything so far');
		expect(finding?.why).toContain('denied every one of the 3 hosts that were asked for through it so far.');
	});

	it.each<[string, SampleRow[], string[]]>([
		['two hosts only', denied(2), ['proxy.host-denied@http://proxy:3128']],
		['one that passes', [...denied(5), {host: 'ok.example'}], ['proxy.host-denied@http://proxy:3128']],
		[
			'one that fails otherwise',
			[...denied(3), {host: 'slow.example', cause: 'http.timeout'}],
			['proxy.host-denied@http://proxy:3128', 'http.timeout@http://proxy:3128'],
		],
		[
			'one past the proxy that passes',
			[...denied(3), {host: 'in.example', noProxyRule: 'in.example'}],
			['proxy.denies-all@http://proxy:3128'],
		],
		[
			'ports as well as hosts',
			[...denied(3), {host: 'obo.example', port: 8084, cause: 'proxy.port-denied'}],
			['proxy.denies-all@http://proxy:3128'],
		],
		[
			'rows that nobody needs, which keep their finding',
			[...denied(3), {host: 'old.example', level: 'legacy', cause: 'proxy.host-denied'}],
			['proxy.denies-all@http://proxy:3128', 'no-action'],
		],
	])('with %s', (_what, rows, ids) => {
		expect(idsOf(rows)).toEqual(ids);
	});
});
