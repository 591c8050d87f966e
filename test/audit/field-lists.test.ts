import {describe, expect, it} from 'vitest';
import type {DialectId} from '../../source/allowlists/dialect-ids.ts';
import {loadReader} from '../../source/audit/readers.ts';
import {allows, readTexts} from './helpers/ask-list.ts';

type Row = {
	readonly name: string;
	readonly dialect: DialectId;
	readonly text: string | readonly string[];
	readonly yes?: readonly string[];
	readonly no?: readonly string[];
	readonly refused?: number;
};

const terraformRule = (targets: string) =>
	`resource "azurerm_firewall_policy_rule_collection_group" "g" {\n  priority = 100\n  application_rule_collection {\n    name = "a"\n    priority = 100\n    action = "Allow"\n    rule {\n      name = "r"\n      protocols {\n        type = "Https"\n        port = 443\n      }\n      destination_fqdns = ${targets}\n    }\n  }\n}\n`;
const fortigate = (service: string, action = 'deny') =>
	`config firewall service custom\n edit "web"\n${service}\n next\nend\nconfig firewall policy\n edit 1\n set srcaddr "all"\n set dstaddr "all"\n set service "web"\n set action ${action}\n next\n edit 2\n set srcaddr "all"\n set dstaddr "all"\n set service "ALL"\n set action accept\n next\nend\n`;

const rows: readonly Row[] = [
	{
		name: 'a denial of a value that is calculated',
		dialect: 'squid',
		text: 'acl bad dstdomain parameters("/etc/squid/bad.txt")\nhttp_access deny bad\nhttp_access allow all\n',
		no: ['pypi.org'],
		refused: 1,
	},
	{
		name: 'a denial of a port by its name',
		dialect: 'squid',
		text: 'acl bad port https\nhttp_access deny bad\nhttp_access allow all\n',
		no: ['pypi.org'],
		refused: 1,
	},
	{
		name: 'a port by its name beside one by number',
		dialect: 'squid',
		text: 'acl S port 443\nacl S port what\nacl d dstdomain .pypi.org\nhttp_access deny !S\nhttp_access allow d\nhttp_access deny all\n',
		yes: ['pypi.org', 'a.pypi.org'],
	},
	{
		name: 'a helper outside',
		dialect: 'squid',
		text: 'external_acl_type c %DST /x\nacl e external c\nacl d dstdomain .pypi.org\nhttp_access deny !e\nhttp_access allow d\n',
		no: ['pypi.org'],
	},
	{
		name: 'lines of one all-of',
		dialect: 'squid',
		text: 'acl a dstdomain .x.com\nacl b port 443\nacl c dstdomain y.com\nacl g all-of a b\nacl g all-of c\nhttp_access allow g\nhttp_access deny all\n',
		yes: ['a.x.com', 'x.com', 'y.com:80'],
		no: ['x.com:80'],
	},
	{
		name: 'any-of with a negation',
		dialect: 'squid',
		text: 'acl a dstdomain .x.com\nacl b dstdomain b.x.com\nacl g any-of !a b\nhttp_access deny g\nhttp_access allow all\n',
		yes: ['a.x.com'],
		no: ['b.x.com', 'z.com'],
	},
	{
		name: '-n, capitals and CRLF',
		dialect: 'squid',
		text: 'acl a dstdomain -n .X.com\r\nhttp_access allow a\r\nhttp_access deny all\r\n',
		yes: ['a.x.com'],
		no: ['z.com'],
	},
	{
		name: 'an expression of a path that a tunnel does not show',
		dialect: 'squid',
		text: 'acl a url_regex ^https://pypi\\.org/\nhttp_access allow a\nhttp_access deny all\n',
		no: ['pypi.org'],
	},
	{
		name: 'an expression of a tunnel',
		dialect: 'squid',
		text: 'acl a url_regex -i ^PYPI\\.org:443$\nhttp_access allow CONNECT a\nhttp_access deny all\n',
		yes: ['pypi.org'],
		no: ['pypi.org:8443', 'http://pypi.org'],
	},
	{
		name: 'lines that go on',
		dialect: 'squid',
		text: 'acl a dstdomain \\\n  .x.com \\\n  .y.com\nhttp_access allow a\nhttp_access deny all\n',
		yes: ['a.y.com'],
	},
	{
		name: 'a local in another file',
		dialect: 'terraform',
		text: [terraformRule('local.hosts'), 'locals {\n  hosts = ["pypi.org", "*.pypi.org"]\n}\n'],
		yes: ['pypi.org', 'a.b.pypi.org'],
	},
	{
		name: 'a variable in another file',
		dialect: 'terraform',
		text: ['variable "hosts" {\n  type = list(string)\n  default = ["pypi.org"]\n}\n', terraformRule('var.hosts')],
		yes: ['pypi.org'],
	},
	{
		name: 'a file with values',
		dialect: 'terraform',
		text: ['variable "hosts" {\n  type = list(string)\n}\n', terraformRule('var.hosts'), 'hosts = ["pypi.org"]\n'],
		yes: ['pypi.org'],
	},
	{
		name: 'a file with values over a default',
		dialect: 'terraform',
		text: [
			'variable "hosts" {\n  type = list(string)\n default = ["a.com"]\n}\n',
			terraformRule('var.hosts'),
			'hosts = ["pypi.org"]\n',
		],
		yes: ['pypi.org'],
		no: ['a.com'],
	},
	{
		name: 'a member of a local',
		dialect: 'terraform',
		text: `locals {\n fw = {\n  hosts = ["a.com"]\n }\n}\n${terraformRule('local.fw.hosts')}`,
		yes: ['a.com'],
	},
	{name: 'a condition', dialect: 'terraform', text: terraformRule('var.x ? ["a.com"] : []'), no: ['a.com'], refused: 1},
	{
		name: 'comments within a list',
		dialect: 'terraform',
		text: terraformRule('[ # all\n "a.com", // one\n /* "c.com", */ "b.com",\n]'),
		yes: ['a.com', 'b.com'],
		no: ['c.com'],
	},
	{
		name: 'ports of the source behind those of the destination',
		dialect: 'fortigate',
		text: fortigate(' set tcp-portrange 443:1024-65535'),
		no: ['pypi.org'],
	},
	{
		name: 'a service of one host',
		dialect: 'fortigate',
		text: fortigate(' set tcp-portrange 443\n set fqdn "x.com"', 'accept').replace(
			'set service "ALL"',
			'set service "HTTP"',
		),
		no: ['pypi.org'],
	},
	{
		name: 'a service of several ports',
		dialect: 'fortigate',
		text: fortigate(' set tcp-portrange 80 443 8000-8010'),
		no: ['pypi.org', 'pypi.org:8005'],
		yes: ['pypi.org:9000'],
	},
	{
		name: 'a negated destination',
		dialect: 'fortigate',
		text: 'config firewall address\n edit "p"\n set type fqdn\n set fqdn "pypi.org"\n next\nend\nconfig firewall policy\n edit 1\n set srcaddr "all"\n set dstaddr "p"\n set dstaddr-negate enable\n set service "ALL"\n set action accept\n next\nend\n',
		no: ['pypi.org'],
		yes: ['x.com'],
	},
	{
		name: 'a mark of order, CRLF, a scheme and a path',
		dialect: 'list',
		text: '\uFEFFhttps://PyPI.org/simple/ # x\r\n*.Example.com.\r\n',
		yes: ['a.example.com'],
	},
	{
		name: 'paths, schemes and ports',
		dialect: 'list',
		text: 'https://pypi.org/simple/\nhttps://a.com/\nhttps://b.com/*\nc.com:443\nd.com:8080-8090\nhttp://e.com\n',
		no: ['pypi.org', 'c.com:80', 'd.com', 'e.com'],
		yes: ['a.com', 'b.com', 'c.com', 'http://e.com'],
	},
	{
		name: 'a file of hosts that sinks names',
		dialect: 'list',
		text: '0.0.0.0 pypi.org\n127.0.0.1 a.com\n',
		no: ['pypi.org', 'a.com'],
	},
	{name: 'rules of an ad blocker', dialect: 'list', text: '||pypi.org^\n@@||a.com^\n', no: ['pypi.org']},
	{
		name: 'wildcards of several kinds',
		dialect: 'list',
		text: '**.x.com\n*x.org\ny.*\n',
		no: ['x.org.z.com', 'x.y.com'],
	},
	{
		name: 'semicolons and words of another language',
		dialect: 'csv',
		text: 'Ziel;Port;Protokoll;Aktion\n"pypi.org";443;TCP;erlauben\nb.com;443;TCP;sperren\n',
		yes: ['pypi.org'],
		no: ['b.com', 'pypi.org:80'],
	},
	{
		name: 'ports in one cell',
		dialect: 'csv',
		text: 'ID,Destination FQDN,Destination Port,Action\n1,pypi.org,"443,8443",Allow\n2,b.com,443,Block\n3,c.com,any,Permit\n',
		yes: ['pypi.org', 'pypi.org:8443', 'c.com'],
		no: ['b.com', 'pypi.org:80'],
	},
	{
		name: 'several hosts in a cell, beside a column of names',
		dialect: 'csv',
		text: 'Name,Hosts,Ports\nx,"a.com, b.com\nc.com",TCP/443\n',
		yes: ['a.com', 'b.com', 'c.com'],
		no: ['a.com:80'],
	},
	{
		name: 'application-default',
		dialect: 'palo-alto',
		text: 'set address p fqdn pypi.org\nset rulebase security rules A from any to any source any destination p application any service application-default action allow\n',
		yes: ['pypi.org'],
		no: ['pypi.org:8443'],
	},
	{
		name: 'a disabled rule',
		dialect: 'palo-alto',
		text: 'set address p fqdn pypi.org\nset rulebase security rules A from any to any source any destination p application any service any action allow\nset rulebase security rules A disabled yes\n',
		no: ['pypi.org'],
	},
	{
		name: 'entries of a category',
		dialect: 'palo-alto',
		text: 'set profiles custom-url-category C type "URL List"\nset profiles custom-url-category C list [ pypi.org/ *.x.com/ ^.y.com a.com:8443/ ]\nset rulebase security rules A from any to any source any destination any application any service any category C action allow\n',
		yes: ['pypi.org', 'a.b.x.com', 'b.y.com', 'a.com:8443'],
		no: ['x.com', 'a.b.y.com', 'a.com'],
	},
	{
		name: 'a denied category of categories',
		dialect: 'palo-alto',
		text: 'set profiles custom-url-category C type "Category Match"\nset profiles custom-url-category C list [ business-and-economy ]\nset rulebase security rules A from any to any source any destination any application any service any category C action deny\nset rulebase security rules B from any to any source any destination any application any service any action allow\n',
		no: ['pypi.org'],
	},
	{
		name: 'rules of HTTP',
		dialect: 'cilium',
		text: 'kind: CiliumNetworkPolicy\nspec:\n  egress:\n  - toFQDNs:\n    - matchName: pypi.org\n    toPorts:\n    - ports:\n      - port: "443"\n        protocol: TCP\n      rules:\n        http:\n        - method: GET\n',
		no: ['pypi.org'],
	},
	{
		name: 'names that may not be looked up',
		dialect: 'cilium',
		text: 'kind: CiliumNetworkPolicy\nspec:\n  egress:\n  - toEndpoints: [{}]\n    toPorts:\n    - ports: [{port: "53", protocol: ANY}]\n      rules:\n        dns:\n        - matchPattern: "*.a.com"\n  - toFQDNs:\n    - matchName: pypi.org\n    - matchPattern: "x.a.com"\n',
		no: ['pypi.org'],
		yes: ['x.a.com'],
	},
	{
		name: 'a range of ports',
		dialect: 'cilium',
		text: 'kind: CiliumNetworkPolicy\nspecs:\n- egress:\n  - toFQDNs:\n    - matchPattern: "*.a.com"\n    toPorts:\n    - ports: [{port: "440", endPort: 445, protocol: TCP}]\n',
		yes: ['x.a.com'],
		no: ['y.x.a.com', 'x.a.com:80', 'a.com'],
	},
	{
		name: 'a range of everything',
		dialect: 'cilium',
		text: 'kind: NetworkPolicy\nspec:\n  podSelector: {}\n  policyTypes: [Egress]\n  egress:\n  - to:\n    - ipBlock: {cidr: 0.0.0.0/0}\n    ports: [{port: 443, protocol: TCP}]\n',
		yes: ['pypi.org'],
		no: ['pypi.org:80'],
	},
	{
		name: 'CloudFormation',
		dialect: 'aws-network-firewall',
		text: 'Resources:\n  R:\n    Type: AWS::NetworkFirewall::RuleGroup\n    Properties:\n      Type: STATEFUL\n      RuleGroup:\n        RulesSource:\n          RulesSourceList:\n            GeneratedRulesType: ALLOWLIST\n            TargetTypes: [TLS_SNI]\n            Targets: [.a.com, b.com]\n',
		yes: ['a.com', 'x.y.a.com', 'b.com'],
		no: ['x.b.com', 'http://b.com'],
	},
	{
		name: 'rules as AWS makes them',
		dialect: 'aws-network-firewall',
		text: 'pass tls $HOME_NET any -> $EXTERNAL_NET 443 (ssl_state:client_hello; tls.sni; dotprefix; content:".a.com"; endswith; nocase; sid:1;)\ndrop tls any any -> any any (msg:"x"; sid:2;)\n',
		yes: ['a.com', 'b.a.com'],
		no: ['a.com:8443', 'b.com'],
	},
	{
		name: 'domains with and without what is under them',
		dialect: 'check-point',
		text: 'mgmt_cli add dns-domain name ".a.com" is-sub-domain true\nmgmt_cli add dns-domain name ".b.com" is-sub-domain false\nmgmt_cli add access-rule layer Network position top name r destination.1 ".a.com" destination.2 ".b.com" service https action Accept enabled true\n',
		yes: ['x.a.com', 'b.com'],
		no: ['x.b.com', 'a.com:80'],
	},
];

describe('lists as people have them', () => {
	it.each(rows)('$dialect: $name', async ({dialect, text, yes = [], no = [], refused}) => {
		const names = (one: string) => (!/[{]/.test(one) && dialect === 'terraform' ? 'x.tfvars' : 'main.tf');
		const list =
			typeof text === 'string'
				? await readTexts(dialect, text)
				: await (await loadReader(dialect))(
						text.map(one => ({file: names(one), text: one})),
						{resolve: async () => null},
					);
		for (const name of yes) expect(`${name}: ${allows(list, name)}`).toBe(`${name}: true`);
		for (const name of no) expect(`${name}: ${allows(list, name)}`).toBe(`${name}: false`);
		if (refused !== undefined) expect(list.refusals).toHaveLength(refused);
	});
});
