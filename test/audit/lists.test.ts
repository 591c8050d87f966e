import {describe, expect, it} from 'vitest';
import type {DialectId} from '../../source/allowlists/dialect-ids.ts';
import {decide} from '../../source/audit/decide.ts';
import {detectDialect, loadReader} from '../../source/audit/readers.ts';

type Row = {
	readonly name: string;
	readonly text: string;
	readonly yes?: readonly string[];
	readonly no?: readonly string[];
	/** Lines that were not understood. */
	readonly refused?: readonly number[];
	readonly dialect?: DialectId;
};

/** Lists as people have them. Every line is read, or told; `host:port` asks for another port than 443. */
const rows: readonly Row[] = [
	{
		name: 'names',
		text: 'mcr.microsoft.com\npypi.org\n',
		yes: ['mcr.microsoft.com', 'pypi.org'],
		no: ['a.pypi.org', 'xpypi.org'],
	},
	{name: 'blank lines', text: '\n\nmcr.microsoft.com\n   \n\npypi.org', yes: ['mcr.microsoft.com', 'pypi.org']},
	{name: 'no line feed at the end', text: 'mcr.microsoft.com', yes: ['mcr.microsoft.com']},
	{name: 'CRLF', text: 'mcr.microsoft.com\r\npypi.org\r\n', yes: ['mcr.microsoft.com', 'pypi.org']},
	{name: 'CR alone', text: 'mcr.microsoft.com\rpypi.org\r', yes: ['pypi.org']},
	{name: 'a byte order mark', text: '\uFEFFmcr.microsoft.com\npypi.org', yes: ['mcr.microsoft.com']},
	{name: 'blanks around', text: '  mcr.microsoft.com  \n\tpypi.org\t', yes: ['mcr.microsoft.com', 'pypi.org']},
	{
		name: 'comments',
		text: '# pypi.org\nmcr.microsoft.com # pypi.org\n// pypi.org\n; pypi.org\n',
		yes: ['mcr.microsoft.com'],
		no: ['pypi.org'],
	},
	{name: 'commas', text: 'mcr.microsoft.com, pypi.org,quay.io', yes: ['mcr.microsoft.com', 'pypi.org', 'quay.io']},
	{
		name: 'semicolons',
		text: 'mcr.microsoft.com;pypi.org; quay.io ;ghcr.io;',
		yes: ['mcr.microsoft.com', 'pypi.org', 'quay.io', 'ghcr.io'],
	},
	{
		name: 'several on a line',
		text: 'mcr.microsoft.com pypi.org\tquay.io',
		yes: ['mcr.microsoft.com', 'pypi.org', 'quay.io'],
	},
	{name: 'quotes', text: '"mcr.microsoft.com"\n\'pypi.org\',', yes: ['mcr.microsoft.com', 'pypi.org']},
	{name: 'capitals', text: 'MCR.Microsoft.COM', yes: ['mcr.microsoft.com']},
	{name: 'final dots', text: 'mcr.microsoft.com.\n*.azurecr.io.', yes: ['mcr.microsoft.com', 'a.azurecr.io']},
	{
		name: 'schemes',
		text: 'https://mcr.microsoft.com\nhttp://archive.ubuntu.com/',
		yes: ['mcr.microsoft.com', 'archive.ubuntu.com:80'],
		no: ['mcr.microsoft.com:80', 'archive.ubuntu.com'],
	},
	{
		name: 'ports',
		text: 'mcr.microsoft.com:443\neastus.obo.arc.azure.com:8084',
		yes: ['mcr.microsoft.com', 'eastus.obo.arc.azure.com:8084'],
		no: ['mcr.microsoft.com:8084'],
	},
	{
		name: 'ports in a column',
		text: 'mcr.microsoft.com 443\na.example.com\t8084',
		yes: ['mcr.microsoft.com', 'a.example.com:8084'],
		no: ['a.example.com'],
	},
	{
		name: 'ports and protocols',
		text: 'mcr.microsoft.com tcp/443\na.example.com 8084/tcp\nb.example.com TCP 8000-8100',
		yes: ['mcr.microsoft.com', 'a.example.com:8084', 'b.example.com:8084'],
		no: ['b.example.com'],
	},
	{
		name: 'a path',
		text: 'https://mcr.microsoft.com/v2/foo\npypi.org',
		yes: ['pypi.org'],
		no: ['mcr.microsoft.com'],
		refused: [1],
	},
	{name: 'a slash', text: 'mcr.microsoft.com/\n*.azurecr.io/', yes: ['mcr.microsoft.com', 'a.azurecr.io']},
	{name: 'a slash and a star', text: 'mcr.microsoft.com/*', yes: ['mcr.microsoft.com']},
	{name: 'wildcards', text: '*.azurecr.io', yes: ['a.azurecr.io', 'a.b.azurecr.io'], no: ['azurecr.io', 'xazurecr.io']},
	{name: 'leading dots', text: '.azurecr.io', yes: ['a.azurecr.io', 'azurecr.io'], no: ['xazurecr.io']},
	{
		name: 'a wildcard further in',
		text: '*.hcp.*.azmk8s.io',
		yes: ['a.hcp.eastus.azmk8s.io'],
		no: ['a.hcp.azmk8s.io', 'a.hcp.x.y.azmk8s.io'],
	},
	{
		name: 'a wildcard within a label',
		text: 'prod-*.example.com',
		yes: ['prod-1.example.com'],
		no: ['test-1.example.com', 'prod-1.a.example.com'],
	},
	{name: 'carets', text: '^.azurecr.io', yes: ['a.azurecr.io'], no: ['a.b.azurecr.io'], dialect: 'palo-alto-edl'},
	{
		name: 'names in their own script',
		text: 'b\u00fccher.example\n*.b\u00fccher.example',
		yes: ['xn--bcher-kva.example', 'a.xn--bcher-kva.example'],
	},
	{name: 'names in ASCII form', text: 'xn--bcher-kva.example', yes: ['xn--bcher-kva.example']},
	{name: 'addresses', text: '20.0.0.1\n2603:1000::1\nmcr.microsoft.com', yes: ['mcr.microsoft.com'], refused: [1, 2]},
	{
		name: 'ranges',
		text: '20.0.0.0/8\n10.0.0.1-10.0.0.9\n2603::/16\nmcr.microsoft.com',
		yes: ['mcr.microsoft.com'],
		refused: [1, 2, 3],
	},
	{name: 'duplicates', text: 'mcr.microsoft.com\nmcr.microsoft.com\nMCR.microsoft.com', yes: ['mcr.microsoft.com']},
	{
		name: 'bullets',
		text: '- mcr.microsoft.com\n* pypi.org\n\u2022 quay.io\n1. ghcr.io',
		yes: ['mcr.microsoft.com', 'pypi.org', 'quay.io', 'ghcr.io'],
	},
	{
		name: 'descriptions behind a gap',
		text: 'mcr.microsoft.com    Microsoft registry\npypi.org\tPython packages\nquay.io | images',
		yes: ['mcr.microsoft.com', 'pypi.org', 'quay.io'],
	},
	{
		name: 'descriptions without one',
		text: 'mcr.microsoft.com registry of Microsoft\npypi.org',
		yes: ['pypi.org'],
		no: ['mcr.microsoft.com'],
		refused: [1],
	},
	{
		name: 'a word of denial behind a gap',
		text: 'mcr.microsoft.com   deny\npypi.org',
		no: ['mcr.microsoft.com'],
		yes: ['pypi.org'],
		refused: [1],
	},
	{
		name: 'exclusions',
		text: '*.microsoft.com\n!mcr.microsoft.com',
		yes: ['graph.microsoft.com'],
		no: ['mcr.microsoft.com'],
	},
	{
		name: 'a hosts file',
		text: '0.0.0.0 mcr.microsoft.com\npypi.org',
		yes: ['pypi.org'],
		no: ['mcr.microsoft.com'],
		refused: [1],
	},
	{name: 'expressions', text: '^.*\\.azurecr\\.io$\npypi.org', yes: ['pypi.org'], no: ['a.azurecr.io'], refused: [1]},
	{
		name: 'the syntax of an ad blocker',
		text: '||azurecr.io^\n@@||quay.io^\npypi.org',
		yes: ['pypi.org'],
		no: ['azurecr.io', 'quay.io'],
		refused: [1, 2],
	},
	{name: 'single words', text: 'localhost\nTitle\npypi.org', yes: ['pypi.org'], refused: [1, 2]},
	{
		name: 'letters that no name has',
		text: 'mcr_microsoft!com\nfoo@example.com\npypi.org',
		yes: ['pypi.org'],
		refused: [1, 2],
	},
	{
		name: 'ports beyond all',
		text: 'mcr.microsoft.com:99999\npypi.org',
		no: ['mcr.microsoft.com'],
		yes: ['pypi.org'],
		refused: [1],
	},
	{name: 'every host', text: '*\n', yes: ['anything.example'], dialect: 'list'},
	{
		name: 'a table',
		text: 'Host,Port,Protocol\nmcr.microsoft.com,443,TCP\narchive.ubuntu.com,80,HTTP\n',
		yes: ['mcr.microsoft.com', 'archive.ubuntu.com:80'],
		no: ['mcr.microsoft.com:80'],
	},
	{
		name: 'a table with semicolons',
		text: 'Name;FQDN;Ports\r\nRegistry;mcr.microsoft.com;443\r\nAgents;"*.his.arc.azure.com";443,8084\r\n',
		yes: ['mcr.microsoft.com', 'a.his.arc.azure.com:8084'],
	},
	{
		name: 'a table with tabs',
		text: 'fqdn\tport\nmcr.microsoft.com\t443\n',
		yes: ['mcr.microsoft.com'],
		no: ['mcr.microsoft.com:80'],
	},
	{
		name: 'a table with actions',
		text: 'host,action\nmcr.microsoft.com,allow\npypi.org,deny\nquay.io,Permit\nghcr.io,maybe\n',
		yes: ['mcr.microsoft.com', 'quay.io'],
		no: ['pypi.org', 'ghcr.io'],
		refused: [3, 5],
	},
	{
		name: 'a table with gaps',
		text: 'host,port\nmcr.microsoft.com,\n,443\npypi.org,http-alt\n',
		yes: ['mcr.microsoft.com'],
		no: ['pypi.org'],
		refused: [3, 4],
	},
	{
		name: 'two names in a cell',
		text: 'host,port\n"mcr.microsoft.com\npypi.org",443\n',
		yes: ['mcr.microsoft.com', 'pypi.org'],
	},
];

async function read({text, dialect = detectDialect(text, 'file') ?? 'list'}: Row) {
	const reader = await loadReader(dialect);
	return reader([{file: 'file', text}], {resolve: async () => null});
}

describe('a list as people have them', () => {
	it.each(rows)('$name', async row => {
		const list = await read(row);
		const ask = (name: string) => {
			const [host = '', port = '443'] = name.split(':');
			return (
				decide(list, {host, port: Number(port), protocol: port === '80' ? 'http' : 'https'}, []).verdict === 'allow'
			);
		};
		expect((row.yes ?? []).filter(name => !ask(name))).toEqual([]);
		expect((row.no ?? []).filter(ask)).toEqual([]);
		expect(list.refusals.map(({place}) => place.line)).toEqual(row.refused ?? []);
	});

	it('are forty or more', () => {
		expect(rows.length).toBeGreaterThanOrEqual(40);
	});
});
