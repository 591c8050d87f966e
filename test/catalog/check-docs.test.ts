import fs from 'node:fs';
import http from 'node:http';
import type {AddressInfo} from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it, onTestFinished} from 'vitest';
import {checkDocs} from '../../scripts/catalog/check-lists.ts';
import {compareDocument} from '../../scripts/catalog/compare-document.ts';
import lists from '../../scripts/catalog/lists.json' with {type: 'json'};
import {type ReadingOptions, readDocument} from '../../scripts/catalog/read-document.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import {requirementOf} from '../helpers/plan-of.ts';

const hostsOf = (text: string, options?: ReadingOptions) =>
	readDocument(text, options).hosts.map(({host, port}) => `${host}:${port}`);

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
		['a command', '```azurecli\naz rest --url https://a.example.com\n```\n| `b.example.com` |', ['b.example.com:443']],
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
		['service tags', '| `AzureFrontDoor.FirstParty` and `Storage.<region>` | 443 |', []],
		['a resource provider', '- `Microsoft.Kubernetes/connectedClusters`', []],
	])('%s', (_, text, hosts) => {
		expect(hostsOf(text)).toEqual(hosts);
	});

	it('are read under the headings that are wanted', () => {
		const text = '# All\n| `a.example.com` |\n## Wanted\n| `b.example.com` |\n### Deeper\n| `c.example.com` |';
		expect(hostsOf(text, {sections: ['Wanted']})).toEqual(['b.example.com:443']);
	});

	it('have hosts in sentences where that is said, by their code spans', () => {
		const text = '# One\nAsk `a.example.com` or b.example.com.\n# Two\nAsk `c.example.com`.';
		expect(hostsOf(text, {sentences: ['One']})).toEqual(['a.example.com:443']);
	});

	it('have the port that is said where none stands there', () => {
		const text = '- `a.example.com`\n- `b.example.com:8080`\n- `https://c.example.com`';
		expect(hostsOf(text, {port: 80})).toEqual(['a.example.com:80', 'b.example.com:8080', 'c.example.com:443']);
	});

	it('bear their date', () => {
		expect(readDocument('---\nms.date: 06/11/2026\n---').date).toBe('2026-06-11');
		expect(readDocument('metadata:\n  ms.date: 03/18/2026\ntitle: FAQ').date).toBe('2026-03-18');
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
			leftOut: [
				{host: 'left.example.com', why: 'no need'},
				{host: 'api.example.com', port: 80, why: 'never asked'},
			],
		}).drift;

	it('are the same', () => {
		expect(compare(table)).toEqual([]);
		expect(compare([...table, '`left.example.com`', '`http://api.example.com`'])).toEqual([]);
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
			'one on a port that is left out for another host',
			[...table, '`http://obo.example.com`'],
			'',
			[{kind: 'moved', host: 'obo.example.com', port: 80, instead: '8084'}],
		],
		[
			'a wildcard removed, of which one host stays',
			[...table.slice(0, 3), '`gbl.his.example.com`'],
			'',
			[
				{kind: 'missing', host: 'gbl.his.example.com'},
				{kind: 'gone', host: '*.his.example.com'},
				{kind: 'gone', host: '<region-code>.his.example.com'},
			],
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

/** Small documents of our own, in the forms of four of the vendor's. */
const folder = fileURLToPath(new URL('documents', import.meta.url));
const ids = ['arc-public', 'arc-data', 'ml-outbound', 'certificate-authorities'];
const only = (id: string) => ['--only', id];

describe('the check of documents against the catalog', () => {
	/** A folder with one of the documents, changed. */
	function changed(name: string, change: (text: string) => string): string {
		const text = fs.readFileSync(path.join(folder, name), 'utf8');
		const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-docs-'));
		onTestFinished(() => fs.rmSync(copy, {recursive: true}));
		fs.writeFileSync(path.join(copy, name), change(text));
		expect(change(text)).not.toBe(text);
		return copy;
	}

	it('finds nothing where the catalog was made from them', async () => {
		expect(await checkDocs(['--from', folder, ...ids.flatMap(only)])).toEqual({
			text: expect.stringMatching(/^(?:[^\n]+: the same\n){4}$/),
			error: '',
			exitCode: 0,
		});
	});

	const cloud = 'network-requirements-azure-cloud.md';
	it.each<[string, string, string, (text: string) => string, readonly string[]]>([
		[
			'a host added',
			'arc-public',
			cloud,
			text => text.replace('`dl.k8s.io`', '`dl.k8s.io`<br/>`cdn.new.example`'),
			['+ cdn.new.example:443 (line 15) is not in the catalog'],
		],
		[
			'one removed',
			'arc-public',
			cloud,
			text => text.replace(/^.*sts\.windows.*\n/m, ''),
			[
				'- sts.windows.net:443 has left the document; sts names it as a source',
				'- guestnotificationservice.azure.com:443 has left the document; gns names it as a source',
				'- *.guestnotificationservice.azure.com:443 has left the document; gns-wildcard names it as a source',
			],
		],
		[
			'one renamed',
			'arc-public',
			cloud,
			text => text.replace('gbl.his', 'global.his'),
			[
				'+ global.his.arc.azure.com:443 (line 16) is not in the catalog; perhaps gbl.his.arc.azure.com under a new name',
				'- gbl.his.arc.azure.com:443 has left the document; his-global names it as a source',
			],
		],
		[
			'one moved to another port',
			'arc-data',
			'network-requirements.md',
			text => text.replace('| Chart (direct mode only) | 443 |', '| Chart (direct mode only) | 8443 |'),
			[
				'~ arcdataservicesrow1.azurecr.io:8443 (line 8) has port 443 in the catalog',
				'~ arcdataservicesrow2.azurecr.io:8443 (line 8) has port 443 in the catalog',
				'~ *.blob.core.windows.net:8443 (line 8) has port 443 in the catalog',
			],
		],
		[
			'one set in a footnote',
			'arc-data',
			'network-requirements.md',
			text => text.replace('February 13, 2024 ask', 'February 13, 2024 ask `late.example.com` or'),
			['+ late.example.com:443 (line 17) is not in the catalog'],
		],
		[
			'a wildcard removed, of which one host stays',
			'arc-public',
			cloud,
			text => text.replace('https://*.his.arc', 'https://gbl.his.arc'),
			[
				'- *.his.arc.azure.com:443 has left the document; his-wildcard names it as a source',
				'- <region-code>.his.arc.azure.com:443 has left the document; his-regional names it as a source',
			],
		],
		[
			'one that moves to 443',
			'certificate-authorities',
			'azure-certificate-authority-details.md',
			text => text.replace('`ocsp.digicert.com`', '`https://ocsp.digicert.com`'),
			['~ ocsp.digicert.com:443 (line 29) has port 80 in the catalog'],
		],
	])('finds %s', async (_, id, name, change, drift) => {
		const {text, exitCode} = await checkDocs(['--from', changed(name, change), ...only(id)]);
		expect(exitCode).toBe(1);
		const found = text.split('\n').filter(line => line.startsWith('  '));
		expect(found.map(line => line.trim()).toSorted()).toEqual(drift.toSorted());
	});

	it('tells a newer date, which is no difference by itself', async () => {
		const from = changed(cloud, text => text.replace('06/11/2026', '09/30/2026'));
		const {text, exitCode} = await checkDocs(['--from', from, ...only('arc-public')]);
		expect(text).toMatch(/: the same; it is of 2026-09-30, newer than the one of 2026-06-11 in the catalog\n/);
		expect(exitCode).toBe(0);
	});

	it('writes JSON', async () => {
		const from = changed(cloud, text => text.replace('gbl.his', 'global.his'));
		const {text} = await checkDocs(['--from', from, ...only('arc-public'), '--format', 'json']);
		const json = JSON.parse(text);
		expect(json).toMatchObject({schema: 'arc-netcheck/drift@1', unread: []});
		expect(json.documents[0]).toMatchObject({catalogDate: '2026-06-11', dated: '2026-06-11', date: '2026-06-11'});
		expect(json.documents[0].drift.map(({kind}: {kind: string}) => kind)).toEqual(['missing', 'gone']);
	});

	it('reads a server of raw files', async () => {
		const asked: string[] = [];
		const server = http.createServer((request, response) => {
			asked.push(request.url ?? '');
			const file = path.join(folder, path.basename(request.url ?? ''));
			response.writeHead(fs.existsSync(file) ? 200 : 404);
			response.end(fs.existsSync(file) ? fs.readFileSync(file) : 'nothing');
		});
		onTestFinished(() => void server.close());
		const {port} = await new Promise<AddressInfo>(resolve =>
			server.listen(0, '127.0.0.1', () => resolve(server.address() as AddressInfo)),
		);
		const from = `http://127.0.0.1:${port}/`;
		expect(await checkDocs(['--from', from, ...only('ml-outbound')])).toMatchObject({error: '', exitCode: 0});
		expect(asked).toEqual([
			'/MicrosoftDocs/azure-ai-docs/main/articles/machine-learning/includes/recommended-network-outbound.md',
		]);
		expect(await checkDocs(['--from', from, ...only('arc-china')])).toMatchObject({exitCode: 2});
	});

	it('ends with 2 as soon as one can’t be read, and says which', async () => {
		const {text, error, exitCode} = await checkDocs(['--from', folder, ...only('arc-public'), ...only('arc-china')]);
		expect(exitCode).toBe(2);
		expect(text).toMatch(/azure-cloud\.md: the same\n.*azure-china\.md: not read/);
		expect(error).toMatch(/^1 of the documents could not be read: \S*azure-china\.md\.\n$/);
		expect(await checkDocs(['--from', path.join(os.tmpdir(), 'no-such-folder')])).toMatchObject({exitCode: 2});
	});

	it.each([
		[[], 'Say where the documents are: give --from FOLDER|URL.'],
		[['--from'], "--from can't be used so: give --from FOLDER|URL, --format text|json or --only ID."],
		[['--from', folder, '--fast'], "--fast can't be used so: give --from FOLDER|URL, --format text|json or --only ID."],
		[['--from', folder, 'more'], "more can't be used so: give --from FOLDER|URL, --format text|json or --only ID."],
		[['--from', folder, '--format', 'xml'], '--format is "xml": choose text or json.'],
		[['--from', folder, '--only', 'arc-pubic'], /^--only is "arc-pubic": choose .* Did you mean arc-public\?$/],
	])('refuses %j in one sentence', async (words, sentence) => {
		const {text, error, exitCode} = await checkDocs(words);
		expect({text, exitCode}).toEqual({text: '', exitCode: 2});
		expect(error.trimEnd()).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence));
	});

	it('knows each of its documents, and why a host is left out', () => {
		for (const {id, leftOut} of lists) {
			expect(catalog.documents.map(one => one.id)).toContain(id);
			for (const {why} of leftOut) expect(why.length).toBeGreaterThan(5);
		}
	});
});
