import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {checkLists} from '../../scripts/catalog/check-lists.ts';
import {compareDocument} from '../../scripts/catalog/compare-document.ts';
import lists from '../../scripts/catalog/lists.json' with {type: 'json'};
import {readDocument} from '../../scripts/catalog/read-document.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import {requirementOf} from '../helpers/plan-of.ts';

const hostsOf = (text: string, sections?: readonly string[]) =>
	readDocument(text, sections).hosts.map(({host, port}) => `${host}:${port}`);

describe('the forms of the vendor’s documents', () => {
	it.each<[string, string, readonly string[]]>([
		['a cell of code', '| `https://a.example.com` | What for |', ['a.example.com:443']],
		['several in a cell', '|`a.example.com`<br/>`*.b.example.com`| x |', ['a.example.com:443', '*.b.example.com:443']],
		[
			'several in one span',
			'| **`a.example.com, b.example.com`** | **`HTTP:80`** |',
			['a.example.com:80', 'b.example.com:80'],
		],
		['a port behind the host', '| `https://<region>.a.example.com:8084/` | x |', ['<region>.a.example.com:8084']],
		['a column of ports', '| a.example.com | 80, 443 | x |', ['a.example.com:80', 'a.example.com:443']],
		['a column of protocol and port', '| **`*:123`** or **`t.example.com:123`** | UDP | 123 |', ['t.example.com:123']],
		['names without code', '| \\*.vault.example.net | TCP 443 |', ['*.vault.example.net:443']],
		[
			'a broken line break',
			'| mcr.example.com</br>*.data.example.com | 443 |',
			['mcr.example.com:443', '*.data.example.com:443'],
		],
		['a location', '| `*.hcp.<location>.example.io` | x |', ['*.hcp.<region>.example.io:443']],
		['an escaped region', '| \\<cluster-region-name\\>.a.example.com | x |', ['<region>.a.example.com:443']],
		['a registry of one’s own', '| `<your ACR name>.example.io` | x |', ['<acr>.example.io:443']],
		['entities', '| &lt;region&gt;.a.example.com | x |', ['<region>.a.example.com:443']],
		['plain HTTP', '| `http://a.example.com` | x |', ['a.example.com:80']],
		['a block of code', '```\na.example.com\n*.b.example.com\n```', ['a.example.com:443', '*.b.example.com:443']],
		[
			'a list of code',
			'- `a.example.com`\n  - `https://*.b.example.com/`',
			['a.example.com:443', '*.b.example.com:443'],
		],
		['a footnote', 'Text.\n\n[^1]: Also `late.example.com` on port 443.', ['late.example.com:443']],
		['a footnote with a star', '\\* With jobs also `late.example.com:8443`.', ['late.example.com:8443']],
		['a footnote that is raised', '<sup>1</sup> Also late.example.com.', ['late.example.com:443']],
		['a link in a cell', '| [host](https://docs.example.com/a) `a.example.com` | x |', ['a.example.com:443']],
		['the cell that explains', '| `a.example.com` | Replaces `b.example.com`. |', ['a.example.com:443']],
		['prose', 'Ask `a.example.com` for help, or see b.example.com.', []],
		['files and versions', '| `values.yaml` | README.md | 1.24.0 |', []],
		['an address', '| 10.0.0.1 | 443 |', []],
	])('%s', (_, text, hosts) => {
		expect(hostsOf(text)).toEqual(hosts);
	});

	it('are read under the headings that are wanted', () => {
		const text = '# All\n| `a.example.com` |\n## Wanted\n| `b.example.com` |\n### Deeper\n| `c.example.com` |';
		expect(hostsOf(text, ['Wanted'])).toEqual(['b.example.com:443']);
	});

	it('bear their date', () => {
		expect(readDocument('---\nms.date: 06/11/2026\n---').date).toBe('2026-06-11');
		expect(readDocument('none').date).toBeNull();
	});
});

describe('a document and the requirements that were taken from it', () => {
	const document = {name: 'vendor/docs list.md', date: '2026-06-11'};
	const rows = [
		requirementOf({host: 'api.example.com'}),
		requirementOf({host: 'x', pattern: '*.blob.example.net', id: 'blob'}),
		requirementOf({host: 'obo.example.com', port: 8084}),
		requirementOf({host: 'x', pattern: '*.his.example.com', id: 'his'}),
		requirementOf({host: 'x', pattern: '<region-code>.his.example.com', id: 'his-regional'}),
	];
	const table = ['`api.example.com`', '`<storage>.blob.example.net`', '`obo.example.com:8084`', '`*.his.example.com`'];
	const compare = (cells: readonly string[], after = '') =>
		compareDocument(document, 'list.md', readDocument(`${cells.map(cell => `| ${cell} | x |`).join('\n')}\n${after}`), {
			all: rows,
			citing: rows,
			leftOut: [{host: 'left.example.com', why: 'no need'}],
		}).drift;

	it('are the same', () => {
		expect(compare(table)).toEqual([]);
		expect(compare([...table, '`left.example.com`'])).toEqual([]);
	});

	it.each<[string, readonly string[], string, object[]]>([
		['a host added', [...table, '`new.other.example`'], '', [{kind: 'missing', host: 'new.other.example', port: 443}]],
		[
			'one removed',
			table.slice(1),
			'',
			[{kind: 'gone', host: 'api.example.com', requirements: ['test-api.example.com-443']}],
		],
		[
			'one renamed',
			['`api2.example.com`', ...table.slice(1)],
			'',
			[
				{kind: 'missing', host: 'api2.example.com', instead: 'api.example.com'},
				{kind: 'gone', host: 'api.example.com'},
			],
		],
		[
			'one moved to another port',
			table.map(cell => cell.replace('8084', '8085')),
			'',
			[{kind: 'moved', host: 'obo.example.com', port: 8085, instead: '8084'}],
		],
		[
			'one set in a footnote',
			table,
			'\\* Also `note.example.com`.',
			[{kind: 'missing', host: 'note.example.com', port: 443}],
		],
		[
			'a wildcard removed',
			table.slice(0, 3),
			'',
			[
				{kind: 'gone', host: '*.his.example.com'},
				{kind: 'gone', host: '<region-code>.his.example.com'},
			],
		],
	])('tell %s', (_, cells, after, drift) => {
		expect(compare(cells, after)).toMatchObject(drift);
		expect(compare(cells, after)).toHaveLength(drift.length);
	});
});

describe('the check of all lists', () => {
	/** A document with the rows of the catalog that name it, as the vendor would write them. */
	function writeCopies(change: (text: string) => string = text => text): string {
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-docs-'));
		onTestFinished(() => fs.rmSync(folder, {recursive: true}));
		for (const {id, repository, path: file, sections} of lists) {
			const {name = ''} = catalog.documents.find(one => one.id === id) ?? {};
			const rows = catalog.requirements.filter(({sources}) => sources.some(source => source.startsWith(name)));
			const table = rows.map(({pattern, port}) => `| \`${pattern}:${port}\` | What for. |`).join('\n');
			const place = path.join(folder, repository, file);
			fs.mkdirSync(path.dirname(place), {recursive: true});
			const heading = sections[0] === undefined ? '' : `## ${sections[0]}\n\n`;
			fs.writeFileSync(
				place,
				change(`---\nms.date: 08/27/2026\n---\n\n${heading}| Host | Use |\n| --- | --- |\n${table}\n`),
			);
		}
		return folder;
	}

	it('finds nothing where the documents are those of the catalog', async () => {
		const {text, exitCode} = await checkLists({from: writeCopies(), format: 'text'});
		expect(text.match(/differences|not read/g)).toBeNull();
		expect(exitCode).toBe(0);
	});

	it('finds what changed, as text and as JSON, with exit code 1', async () => {
		const from = writeCopies(text => text.replace('gbl.his.arc.azure.com', 'global.his.arc.azure.com'));
		const {text, exitCode} = await checkLists({from, format: 'text', only: ['arc-public']});
		expect(exitCode).toBe(1);
		expect(text).toContain(
			'+ global.his.arc.azure.com:443 (line 12) is not in the catalog; perhaps gbl.his.arc.azure.com',
		);
		expect(text).toContain('- gbl.his.arc.azure.com:443 has left the document; his-global names it as a source');
		expect(text).toContain('it is of 2026-08-27, newer than the 2026-06-11 of the catalog');
		const json = JSON.parse((await checkLists({from, format: 'json', only: ['arc-public']})).text);
		expect(json).toMatchObject({schema: 'arc-netcheck/drift@1', unread: []});
		expect(json.documents[0].drift.map(({kind}: {kind: string}) => kind)).toEqual(['missing', 'gone']);
	});

	it('ends with 2 where nothing can be read', async () => {
		const {text, exitCode} = await checkLists({from: path.join(os.tmpdir(), 'no-such-folder'), format: 'text'});
		expect(exitCode).toBe(2);
		expect(text).toContain('not read');
		expect((await checkLists({format: 'text'})).exitCode).toBe(2);
	});

	it('knows each of its documents, and why a host is left out', () => {
		for (const {id, leftOut} of lists) {
			expect(catalog.documents.map(one => one.id)).toContain(id);
			for (const {why} of leftOut) expect(why.length).toBeGreaterThan(5);
		}
	});
});
