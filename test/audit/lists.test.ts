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
	{
		name: 'a table as Excel saves it, with merged cells and German words',
		text: '\uFEFFName;FQDN;Port;Aktion\r\nRegistry;mcr.microsoft.com;443;Zulassen\r\n;quay.io;443;\r\nPython;pypi.org;443;Verweigern\r\n;ghcr.io;443;\r\n',
		yes: ['mcr.microsoft.com', 'quay.io'],
		no: ['pypi.org', 'ghcr.io'],
		refused: [4, 5],
	},
	{
		name: 'a table that says how it is separated',
		text: 'sep=;\r\nFQDN;Port\r\nmcr.microsoft.com;443\r\n',
		yes: ['mcr.microsoft.com'],
	},
	{
		name: 'a table with quoted titles and blanks in them',
		text: '"Host ","Port"\n"mcr.microsoft.com ","443"\n"pypi.org\nquay.io","443"\n',
		yes: ['mcr.microsoft.com', 'pypi.org', 'quay.io'],
	},
	{
		name: 'rows that have expired, or may have',
		text: 'FQDN,Port,Expires\nmcr.microsoft.com,443,2024-01-01\npypi.org,443,2999-01-01\nquay.io,443,never\nghcr.io,443,31.12.2023\ngithub.com,443,next year\n',
		yes: ['pypi.org', 'quay.io'],
		no: ['mcr.microsoft.com', 'ghcr.io', 'github.com'],
		refused: [2, 5, 6],
	},
	{
		name: 'rows that are off',
		text: 'FQDN,Enabled\nmcr.microsoft.com,TRUE\npypi.org,FALSE\nquay.io,disabled\n',
		yes: ['mcr.microsoft.com'],
		no: ['pypi.org', 'quay.io'],
		refused: [3, 4],
	},
	...[
		['Disabled', 'Yes', 'No'],
		['Disabled?', 'x', ''],
		['is_disabled', 'TRUE', 'FALSE'],
		['Inactive', 'Y', 'n'],
		['Rule disabled', '2024-05-01', '-'],
		['Blocked', 'yes', 'no'],
		['Pending', '1', '0'],
		['Approved', 'no', 'yes'],
		['Approved', '', 'x'],
		['Approved?', 'pending', '2024-05-01'],
		['Approval status', 'not yet', 'Approved'],
		['Enabled', 'not yet', 'yes'],
		['State', 'planned', 'live'],
	].map(([title = '', off = '', on = ''], index) => ({
		name: `rows under ${title} ${index}: ${off} and ${on}`,
		text: `Host,Port,${title}\npypi.org,443,${off}\nquay.io,443,${on}\n`,
		no: ['pypi.org'],
		yes: ['quay.io'],
		refused: [2],
	})),
	{
		name: 'a row that is disabled under a wildcard',
		text: 'host,disabled\n*.microsoft.com,no\nmcr.microsoft.com,yes\n',
		yes: ['graph.microsoft.com'],
		no: ['mcr.microsoft.com'],
		refused: [3],
	},
	...[
		'# Pending approval',
		'# Not yet allowed',
		'# Not approved',
		'## To be approved',
		'# Awaiting approval',
		'// Draft',
		'# No longer needed',
		'# Not in use',
		'# Planned hosts',
		'# Unapproved',
	].map(heading => ({
		name: `names below ${heading}`,
		text: `quay.io\n\n${heading}\npypi.org\n*.github.com\n\n# Allowed\nghcr.io\n`,
		yes: ['quay.io', 'ghcr.io'],
		no: ['pypi.org', 'api.github.com'],
	})),
	...['Requested:', 'Not allowed yet:', '[planned]'].map(heading => ({
		name: `names below ${heading}`,
		text: `quay.io\n${heading}\npypi.org\n`,
		yes: ['quay.io'],
		no: ['pypi.org'],
		refused: [2],
	})),
	...['# No TLS inspection', '# No proxy', '# Requested by Arc', '# Approved', '# Not inspected'].map(heading => ({
		name: `names below ${heading}`,
		text: `${heading}\npypi.org\n`,
		yes: ['pypi.org'],
	})),
	{
		name: 'headings in comments',
		text: '# Allowed\nmcr.microsoft.com\n\n# Denied\n# see the policy\npypi.org\n\n# Images\nquay.io\n',
		yes: ['mcr.microsoft.com', 'quay.io'],
		no: ['pypi.org'],
	},
	{
		name: 'headings with a colon',
		text: 'Allowed:\nmcr.microsoft.com\nBlocked:\npypi.org\nAllowed again:\nquay.io\n',
		yes: ['mcr.microsoft.com', 'quay.io'],
		no: ['pypi.org'],
		refused: [1, 3, 5],
	},
	{
		name: 'a heading of denial over a name under a wildcard',
		text: '*.microsoft.com\n## Forbidden\n- mcr.microsoft.com\n',
		yes: ['graph.microsoft.com'],
		no: ['mcr.microsoft.com'],
	},
	{
		name: 'lists of YAML with what is denied',
		text: 'allow:\n  - mcr.microsoft.com\ndeny:\n  - pypi.org\n',
		yes: ['mcr.microsoft.com'],
		no: ['pypi.org'],
		refused: [1, 3],
	},
	{
		name: 'sections in brackets',
		text: '[allow]\nmcr.microsoft.com\n[block]\npypi.org\n',
		yes: ['mcr.microsoft.com'],
		no: ['pypi.org'],
		refused: [1, 3],
	},
	{
		name: 'a comment that speaks of denial in a sentence',
		text: '# was denied by the old proxy until May\nmcr.microsoft.com\n',
		yes: ['mcr.microsoft.com'],
	},
	{
		name: 'words for what does not hold yet, or no longer',
		text: 'mcr.microsoft.com\tOK\npypi.org\tpending\nquay.io\tobsolete\ngithub.com\tTODO\nghcr.io\texpired\n',
		yes: ['mcr.microsoft.com'],
		no: ['pypi.org', 'quay.io', 'github.com', 'ghcr.io'],
		refused: [2, 3, 4, 5],
	},
	{
		name: 'ports with their protocol behind a colon',
		text: 'pypi.org:443/tcp\nquay.io (443)\nghcr.io tcp:443\n',
		yes: ['pypi.org', 'ghcr.io'],
		no: ['pypi.org:80'],
		refused: [2],
	},
	{
		name: 'comments at ends',
		text: 'mcr.microsoft.com # ok\npypi.org // ok\nquay.io -- not allowed\n',
		yes: ['mcr.microsoft.com', 'pypi.org'],
		no: ['quay.io'],
		refused: [3],
	},
	{
		name: 'what a browser is told',
		text: 'mcr.microsoft.com DIRECT\npypi.org\nif (dnsDomainIs(host, ".quay.io")) return "DIRECT";\n',
		yes: ['pypi.org'],
		no: ['a.quay.io', 'mcr.microsoft.com'],
		refused: [1, 3],
	},
	{
		name: 'wildcards in the middle and within a label',
		text: '*azurecr.io\nm*.microsoft.com\n',
		yes: ['myazurecr.io', 'mcr.microsoft.com'],
		no: ['a.mcr.microsoft.com', 'graph.microsoft.com'],
	},
	{
		name: 'lines of other products',
		text: 'allow mcr.microsoft.com\naddress=/pypi.org/0.0.0.0\nadd address=quay.io list=deny\nlocal-zone: "ghcr.io" refuse\ngithub.com\n',
		yes: ['github.com'],
		no: ['pypi.org', 'quay.io', 'ghcr.io'],
		refused: [1, 2, 3, 4],
	},
	{
		name: 'blanks that nobody sees',
		text: 'mcr.microsoft.com\u00a0\n\u200bpypi.org\n',
		yes: ['mcr.microsoft.com', 'pypi.org'],
	},
	{name: 'a name with two final dots', text: 'pypi.org..\nquay.io\n', yes: ['quay.io'], no: ['pypi.org'], refused: [1]},
	{
		name: 'addresses beside names',
		text: '20.1.1.1 mcr.microsoft.com\npypi.org = 1.2.3.4\nquay.io -> 1.1.1.1\nghcr.io\n',
		yes: ['ghcr.io'],
		no: ['mcr.microsoft.com', 'pypi.org', 'quay.io'],
		refused: [1, 2, 3],
	},
	{
		name: 'policies with anchors in several documents',
		text: 'kind: CiliumNetworkPolicy\nspec:\n  egress:\n    - toFQDNs: &names\n        - matchName: pypi.org\n      toPorts: &web\n        - ports: [{port: "443", protocol: TCP}]\n    - toFQDNs: [{matchName: quay.io}]\n      toPorts: *web\n---\nkind: CiliumNetworkPolicy\nspec:\n  egress:\n    - toFQDNs: [{matchName: ghcr.io}]\n',
		yes: ['pypi.org', 'quay.io', 'ghcr.io:8084'],
		no: ['quay.io:8084'],
	},
	{
		name: 'a row of denial under a wildcard that is allowed',
		text: 'host,port,action\n*.microsoft.com,443,allow\nmcr.microsoft.com,443,deny\ngraph.microsoft.com,22,deny\n',
		yes: ['graph.microsoft.com'],
		no: ['mcr.microsoft.com'],
		refused: [3, 4],
	},
	{
		name: 'lines of denial under a wildcard that is allowed',
		text: '*.microsoft.com\nmcr.microsoft.com  blocked\ndeny: graph.microsoft.com\n',
		yes: ['packages.microsoft.com'],
		no: ['mcr.microsoft.com', 'graph.microsoft.com'],
		refused: [2, 3],
	},
	{
		name: 'a rule group that may not be there',
		text: ['count = 0', 'count = var.n']
			.map(
				(line, index) =>
					`resource "aws_networkfirewall_rule_group" "r${index}" {\n  ${line}\n  rule_group {\n    rules_source {\n      rules_source_list {\n        generated_rules_type = "ALLOWLIST"\n        target_types = ["TLS_SNI"]\n        targets = ["pypi.org"]\n      }\n    }\n  }\n}\n`,
			)
			.join(''),
		no: ['pypi.org'],
		refused: [13],
	},
	{
		name: 'a rule of Check Point for one gateway',
		text: 'mgmt_cli add access-rule layer Network position bottom name a destination Any service Any action Accept install-on gw1\n',
		no: ['pypi.org'],
		refused: [1],
	},
	{
		name: 'a rule of PAN-OS with a schedule, and one that is left alone',
		text: ['schedule nights', 'rule-type intrazone', 'source-hip laptops', 'disabled yes']
			.map(
				(more, index) =>
					`set rulebase security rules r${index} destination any\nset rulebase security rules r${index} application any\nset rulebase security rules r${index} service any\nset rulebase security rules r${index} ${more}\nset rulebase security rules r${index} action allow\n`,
			)
			.join(''),
		no: ['pypi.org'],
		refused: [1, 11],
	},
	{
		name: 'a policy of FortiOS that expires',
		text: 'config firewall policy\nedit 1\nset dstaddr "all"\nset service "ALL"\nset action accept\nset policy-expiry enable\nset policy-expiry-date 2025-01-01 00:00:00\nnext\nend\n',
		no: ['pypi.org'],
		refused: [2],
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

	it('are sixty or more', () => {
		expect(rows.length).toBeGreaterThanOrEqual(60);
	});
});
