import {parse} from 'csv-parse/sync';
import {describe, expect, it} from 'vitest';
import {csvCell} from '../../source/csv-line.ts';
import {renderCsv} from '../../source/report/csv.ts';
import {hostileRows, hostileTexts} from '../helpers/hostile.ts';
import {sampleReport} from '../helpers/sample-run.ts';

const header =
	'status,host,port,owner,cause,severity,protocol,pattern,sampled,level,features,scope,route,proxy,route_reason,purpose,impact,detail,confidence,identity,notes,finding,source_address,requirement,vantage,sources,catalog,run,started_at';

/** Reads a table as another program does; it refuses rows of another length and stray quotes. */
function read(text: string): Record<string, string>[] {
	return parse(text, {columns: true, record_delimiter: '\r\n'});
}

describe('csvCell', () => {
	it.each([
		['plain', 'plain'],
		[443, '443'],
		[-1, '-1'],
		[true, 'true'],
		[null, ''],
		['two words', '"two words"'],
		['a,b', '"a,b"'],
		['a;b', '"a;b"'],
		['a"b', '"a""b"'],
		['a\r\nb', '"a b"'],
		['=1+1', `"'=1+1"`],
		['+1', `"'+1"`],
		['-1', `"'-1"`],
		['@SUM(A1)', `"'@SUM(A1)"`],
		['\t=1+1', `"'=1+1"`],
		['\u00a0=1+1', `"'=1+1"`],
		['＝1', `"'＝1"`],
		['*.azurecr.io', '*.azurecr.io'],
	])('writes %j as %s', (value, expected) => {
		expect(csvCell(value)).toBe(expected);
	});
});

describe('renderCsv', () => {
	it('has a header that never changes, and lines that end as RFC 4180 wants', () => {
		const csv = renderCsv(sampleReport({rows: [{host: 'a.example'}]}));
		expect(csv.split('\r\n')[0]).toBe(header);
		expect(csv.endsWith('\r\n')).toBe(true);
		expect(csv.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
	});

	it('begins with what failed', () => {
		const rows = [
			{host: 'good.example'},
			{pattern: '*.azurecr.io'},
			{host: 'optional.example', level: 'optional', cause: 'proxy.host-denied'},
			{host: 'denied.example', cause: 'proxy.host-denied'},
		] as const;
		const hosts = read(renderCsv(sampleReport({rows}))).map(({host}) => host);
		expect(hosts).toEqual(['denied.example', 'optional.example', '*.azurecr.io', 'good.example']);
	});

	it('tells of each row what was found and who can put it right', () => {
		const [denied, untested] = read(
			renderCsv(
				sampleReport({
					proxy: 'http://proxy:3128',
					rows: [
						{host: 'a.example', cause: 'proxy.host-denied', detail: 'Denied, "as usual".'},
						{pattern: '*.azurecr.io'},
					],
				}),
			),
		);
		expect(denied).toMatchObject({
			run: '20261122T203000Z-0a1b2c',
			started_at: '2026-11-22T20:30:00.123Z',
			status: 'blocked',
			severity: 'error',
			cause: 'proxy.host-denied',
			host: 'a.example',
			port: '443',
			detail: 'Denied, "as usual".',
			owner: 'proxy',
			finding: 'The proxy denies access',
			source_address: '10.1.2.3',
		});
		expect(untested).toMatchObject({status: 'unverified', host: '*.azurecr.io', cause: '', sampled: '', owner: 'you'});
	});

	it('keeps hostile text in its cell, and no cell is a formula', () => {
		const formulas = ['=HYPERLINK("https://evil.example")', '+1', '-1+2', '@A1', '\t=1', '"=1', 'a\r\n=1'];
		const rows = formulas.map(
			text => ({host: `${text}.example`, cause: 'tcp.timeout', detail: text, purpose: text}) as const,
		);
		const report = sampleReport({rows: [...hostileRows, ...rows]});
		const records = read(renderCsv(report));
		expect(records).toHaveLength(report.results.length);
		for (const cell of records.flatMap(record => Object.values(record))) {
			expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
			expect(cell).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
		}
		expect(records.map(({detail}) => detail)).toContain(hostileTexts[4]);
	});
});
