import {describe, expect, it} from 'vitest';
import {dialects, findDialect} from '../../../source/allowlists/dialects.ts';
import {renderRules} from '../../../source/allowlists/render-rules.ts';
import {sampleReport} from '../../helpers/sample-run.ts';
import {renderEntries, ruleSetOf, usualEntries} from '../helpers/render.ts';

/** Reads CSV after RFC 4180. */
function parseCsv(text: string): Record<string, string>[] {
	const rows = text
		.split('\r\n')
		.slice(0, -1)
		.map(line => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)])
		.map(cells => cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ''));
	const [names = [], ...values] = rows;
	return values.map(cells => {
		expect(cells).toHaveLength(names.length);
		return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
	});
}

describe('the table', () => {
	const rows = parseCsv(renderEntries('csv', usualEntries).text);

	it('shows how each pattern comes out in every dialect', () => {
		expect(rows).toHaveLength(usualEntries.length);
		const registry = rows.find(({host}) => host === '*.azurecr.io');
		expect(registry).toMatchObject({
			pattern: '*.azurecr.io',
			port: '443',
			protocol: 'https',
			purpose: 'Container registries.',
			'azure-firewall': 'exact: *.azurecr.io',
			squid: 'widened: .azurecr.io (also azurecr.io itself)',
			'palo-alto': 'exact: *.azurecr.io/',
			cilium: 'exact: **.azurecr.io (before Cilium 1.19 one label only)',
			list: 'inexpressible: (a list of names takes no wildcards)',
		});
		const ids = dialects.map(({id}) => id).filter(id => id !== 'csv');
		for (const row of rows) for (const id of ids) expect(row[id], `${row.host} ${id}`).toMatch(/^[a-z]+: ./);
	});

	it('tells what TLS inspection must leave alone', () => {
		expect(rows.filter(row => row.no_inspection === 'true').map(({host}) => host)).toEqual([
			'*.servicebus.windows.net',
		]);
	});
});

it('holds what was left out, and why', () => {
	const ruleSet = {...ruleSetOf([]), leftOut: [{pattern: '=cmd()', port: 443, reason: 'not a plain host name'}]};
	const origin = {report: sampleReport({rows: []}), onlyMissing: false};
	const [row] = parseCsv(renderRules(findDialect('csv'), ruleSet, {sources: []}, origin).text);
	expect(row).toMatchObject({pattern: "'=cmd()", host: '', squid: 'left out: not a plain host name'});
});

it('is a line of names when there is nothing to allow', () => {
	expect(renderEntries('csv', []).text).toMatch(/^pattern,host,port,.*,list\r\n$/);
});
