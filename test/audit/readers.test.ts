import {describe, expect, it} from 'vitest';
import type {DialectId} from '../../source/allowlists/dialect-ids.ts';
import {decide} from '../../source/audit/decide.ts';
import {readExpression} from '../../source/audit/expression.ts';
import {detectDialect, loadReader} from '../../source/audit/readers.ts';
import {UsageError} from '../../source/errors.ts';

type Row = {
	readonly name: string;
	readonly dialect: DialectId;
	readonly text: string;
	/** `host`, or `host:port`; `http://host` for plain HTTP, `udp://host:port`. */
	readonly yes?: readonly string[];
	readonly no?: readonly string[];
	readonly refused?: number;
	/** Variables whose defaults count, as the note names them. */
	readonly defaults?: string;
};

const arm = (collections: unknown) =>
	JSON.stringify(
		{
			resources: [
				{type: 'Microsoft.Network/firewallPolicies/ruleCollectionGroups', properties: {ruleCollections: collections}},
			],
		},
		null,
		2,
	);
const collection = (type: string, priority: number, rules: unknown) => ({
	ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
	action: {type},
	priority,
	rules,
});
const application = (targetFqdns: readonly string[], more = {}) => ({
	ruleType: 'ApplicationRule',
	protocols: [{protocolType: 'Https', port: 443}],
	targetFqdns,
	...more,
});

/** What exports of the products hold, beside what this program writes itself. */
const rows: readonly Row[] = [
	{
		name: 'ARM, by priority',
		dialect: 'azure-firewall',
		text: arm([
			collection('Allow', 300, [application(['*.azure.com'])]),
			collection('Deny', 200, [application(['graph.azure.com'])]),
		]),
		yes: ['a.b.azure.com'],
		no: ['azure.com', 'graph.azure.com', 'http://a.azure.com', 'a.azure.com:8084'],
	},
	{
		name: 'ARM with tags and values from elsewhere',
		dialect: 'azure-firewall',
		text: arm([
			collection('Allow', 300, [
				application(["[parameters('x')]", 'pypi.org'], {fqdnTags: ['AzureKubernetesService']}),
			]),
		]),
		yes: ['pypi.org'],
		refused: 2,
	},
	{
		name: 'ARM with network rules',
		dialect: 'azure-firewall',
		text: arm([
			collection('Allow', 300, [
				{
					ruleType: 'NetworkRule',
					ipProtocols: ['TCP'],
					destinationPorts: ['443', '8000-8100'],
					destinationFqdns: ['a.example.com'],
					destinationAddresses: ['AzureArcInfrastructure', '20.0.0.0/8'],
				},
			]),
		]),
		yes: ['a.example.com', 'a.example.com:8084'],
		no: ['b.example.com'],
		refused: 2,
	},
	{
		name: 'ARM with a rule for every address',
		dialect: 'azure-firewall',
		text: arm([
			collection('Allow', 300, [
				{ruleType: 'NetworkRule', ipProtocols: ['Any'], destinationPorts: ['*'], destinationAddresses: ['*']},
			]),
		]),
		yes: ['any.example', 'udp://x.example:123'],
	},
	{
		name: 'a classic firewall of the CLI',
		dialect: 'azure-firewall',
		text: JSON.stringify({
			applicationRuleCollections: [
				{
					properties: {
						action: {type: 'Allow'},
						priority: 100,
						rules: [{name: 'x', protocols: [{protocolType: 'Http', port: 80}], targetFqdns: ['archive.ubuntu.com']}],
					},
				},
			],
		}),
		yes: ['http://archive.ubuntu.com'],
		no: ['archive.ubuntu.com'],
	},
	{
		name: 'Terraform with variables and locals',
		dialect: 'terraform',
		text: 'locals {\n  names = ["pypi.org", "quay.io"]\n}\nvariable "more" {\n  default = ["ghcr.io"]\n}\nresource "azurerm_firewall_policy_rule_collection_group" "x" {\n  application_rule_collection {\n    priority = 1\n    action = "Allow"\n    rule {\n      name = "a"\n      protocols {\n        type = "Https"\n        port = 443\n      }\n      destination_fqdns = local.names\n    }\n    rule {\n      protocols {\n        type = "Https"\n        port = 443\n      }\n      destination_fqdns = var.more\n    }\n    rule {\n      protocols {\n        type = "Https"\n        port = 443\n      }\n      destination_fqdns = concat(var.more, ["mcr.microsoft.com"])\n    }\n  }\n}\n',
		yes: ['pypi.org', 'quay.io', 'ghcr.io'],
		no: ['mcr.microsoft.com'],
		refused: 1,
		defaults: 'default of var.more (line 4): it counts',
	},
	{
		name: 'Terraform with defaults of priority, port and names behind a local',
		dialect: 'terraform',
		text: 'variable "rank" {\n  default = 7\n}\nvariable "port" {\n  default = 8443\n}\nvariable "names" {\n  default = ["pypi.org"]\n}\nvariable "label" {\n  default = "a"\n}\nlocals {\n  wanted = var.names\n}\nresource "azurerm_virtual_network" "n" {\n  address_space = var.label\n}\nresource "azurerm_firewall_policy_rule_collection_group" "x" {\n  priority = var.rank\n  application_rule_collection {\n    priority = 1\n    action = "Allow"\n    rule {\n      name = var.label\n      protocols {\n        type = "Https"\n        port = var.port\n      }\n      destination_fqdns = local.wanted\n    }\n  }\n}\n',
		yes: ['pypi.org:8443'],
		defaults: 'defaults of var.rank (line 1), var.port (line 4) and var.names (line 7): they count',
	},
	{
		name: 'Terraform with a default that leaves rules out',
		dialect: 'terraform',
		text: 'variable "on" {\n  default = 0\n}\nresource "azurerm_firewall_policy_rule_collection_group" "x" {\n  count = var.on\n  application_rule_collection {\n    priority = 1\n    action = "Allow"\n    rule {\n      protocols {\n        type = "Https"\n        port = 443\n      }\n      destination_fqdns = ["pypi.org"]\n    }\n  }\n}\n',
		no: ['pypi.org'],
		defaults: 'default of var.on (line 1): it counts',
	},
	{
		name: 'Terraform of the classic firewall',
		dialect: 'terraform',
		text:
			'resource "azurerm_firewall_application_rule_collection" "x" {\n  priority = 100\n  action   = "Allow"\n  rule {\n    name = "a"\n    target_fqdns = ["*.azurecr.io", "$' +
			'{var.x}.example.com"]\n    protocol {\n      port = "443"\n      type = "Https"\n    }\n  }\n}\n',
		yes: ['a.azurecr.io'],
		refused: 1,
	},
	{
		name: 'Bicep with a parameter',
		dialect: 'bicep',
		text: "param names array = [\n  'pypi.org'\n  'quay.io'\n]\nresource g 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2024-05-01' = {\n  properties: {\n    ruleCollections: [\n      {\n        action: {\n          type: 'Allow'\n        }\n        rules: [\n          {\n            ruleType: 'ApplicationRule'\n            protocols: [{ protocolType: 'Https', port: 443 }]\n            targetFqdns: names\n          }\n        ]\n      }\n    ]\n  }\n}\n",
		yes: ['pypi.org', 'quay.io'],
		defaults: 'default of names (line 1): it counts',
	},
	{
		name: 'Bicep with a variable',
		dialect: 'bicep',
		text: "var names = [\n  'pypi.org'\n  'quay.io'\n]\nresource g 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2024-05-01' = {\n  properties: {\n    ruleCollections: [\n      {\n        action: {\n          type: 'Allow'\n        }\n        rules: [\n          {\n            ruleType: 'ApplicationRule'\n            protocols: [{ protocolType: 'Https', port: 443 }]\n            targetFqdns: names\n          }\n        ]\n      }\n    ]\n  }\n}\n",
		yes: ['pypi.org', 'quay.io'],
		no: ['ghcr.io'],
	},
	{
		name: 'PAN-OS as XML',
		dialect: 'palo-alto',
		text: '<?xml version="1.0"?>\n<config version="10.1.0"><devices><entry name="localhost.localdomain"><vsys><entry name="vsys1">\n<profiles><custom-url-category><entry name="arc"><list><member>*.azure.com/</member><member>^.azurecr.io</member></list><type>URL List</type></entry></custom-url-category></profiles>\n<service><entry name="tcp-8084"><protocol><tcp><port>8084</port></tcp></protocol></entry></service>\n<rulebase><security><rules>\n<entry name="bad"><destination><member>any</member></destination><service><member>any</member></service><application><member>ssh</member></application><action>deny</action><disabled>yes</disabled></entry>\n<entry name="arc"><destination><member>any</member></destination><category><member>arc</member></category><application><member>ssl</member></application><service><member>application-default</member><member>tcp-8084</member></service><action>allow</action></entry>\n</rules></security></rulebase></entry></vsys></entry></devices></config>',
		yes: ['a.b.azure.com', 'a.azurecr.io', 'x.azure.com:8084'],
		no: ['azure.com', 'a.b.azurecr.io', 'a.azure.com:8443'],
	},
	{
		name: 'PAN-OS with groups, order and negation',
		dialect: 'palo-alto',
		text: 'set address one fqdn pypi.org\nset address two fqdn quay.io\nset address-group both static [ one two ]\nset rulebase security rules no destination two application any service any action deny\nset rulebase security rules yes destination both application any service service-https action allow\n',
		yes: ['pypi.org'],
		no: ['quay.io', 'ghcr.io'],
	},
	{
		name: 'PAN-OS with what is not in the file',
		dialect: 'palo-alto',
		text: 'set rulebase security rules a destination shared-object application any service any action allow\nset rulebase security rules b destination any category high-risk application any service any action allow\n',
		no: ['pypi.org'],
		refused: 2,
	},
	{
		name: 'FortiOS with order, groups and a denial',
		dialect: 'fortigate',
		text: 'config firewall address\n    edit "pypi"\n        set type fqdn\n        set fqdn "pypi.org"\n    next\n    edit "azure"\n        set type wildcard-fqdn\n        set wildcard-fqdn "*.azure.com"\n    next\nend\nconfig firewall addrgrp\n    edit "g"\n        set member "pypi" "azure"\n    next\nend\nconfig firewall policy\n    edit 1\n        set dstaddr "pypi"\n        set service "ALL"\n        set action deny\n    next\n    edit 2\n        set status disable\n        set dstaddr "all"\n        set service "ALL"\n        set action accept\n    next\n    edit 3\n        set srcaddr "all"\n        set dstaddr "g"\n        set action accept\n        set schedule "always"\n        set service "HTTPS" "HTTP"\n    next\nend\n',
		yes: ['a.azure.com', 'http://a.azure.com'],
		no: ['pypi.org', 'azure.com', 'a.azure.com:8084', 'ghcr.io'],
	},
	{
		name: 'FortiOS with a policy for all',
		dialect: 'fortigate',
		text: 'config firewall policy\n    edit 1\n        set dstaddr "all"\n        set action accept\n        set schedule "always"\n        set service "ALL"\n    next\nend\n',
		yes: ['any.example'],
	},
	{
		name: 'Check Point as JSON',
		dialect: 'check-point',
		text: JSON.stringify({
			rulebase: [
				{type: 'access-rule', enabled: true, uid: 'r', destination: ['u1', 'g1'], service: ['s1'], action: 'a1'},
			],
			'objects-dictionary': [
				{uid: 'u1', name: '.azure.com', type: 'dns-domain', 'is-sub-domain': true},
				{uid: 'u2', name: '.pypi.org', type: 'dns-domain', 'is-sub-domain': false},
				{uid: 'g1', name: 'grp', type: 'group', members: ['u2']},
				{uid: 's1', name: 'https', type: 'service-tcp', port: '443'},
				{uid: 'a1', name: 'Accept', type: 'RulebaseAction'},
			],
		}),
		yes: ['a.azure.com', 'azure.com', 'pypi.org'],
		no: ['a.pypi.org', 'ghcr.io', 'http://pypi.org'],
	},
	{
		name: 'CloudFormation',
		dialect: 'aws-network-firewall',
		text: 'Resources:\n  Rules:\n    Type: AWS::NetworkFirewall::RuleGroup\n    Properties:\n      RuleGroup:\n        RulesSource:\n          RulesSourceList:\n            GeneratedRulesType: ALLOWLIST\n            TargetTypes: [TLS_SNI]\n            Targets:\n              - .azure.com\n              - pypi.org\n',
		yes: ['a.azure.com', 'azure.com', 'pypi.org', 'pypi.org:8443'],
		no: ['a.pypi.org', 'http://pypi.org'],
	},
	{
		name: 'Terraform of AWS',
		dialect: 'aws-network-firewall',
		text: 'resource "aws_networkfirewall_rule_group" "x" {\n  rule_group {\n    rules_source {\n      rules_source_list {\n        generated_rules_type = "ALLOWLIST"\n        target_types         = ["HTTP_HOST", "TLS_SNI"]\n        targets              = [".azure.com"]\n      }\n    }\n  }\n}\n',
		yes: ['a.azure.com', 'http://a.azure.com'],
	},
	{
		name: 'Terraform of AWS with a default',
		dialect: 'aws-network-firewall',
		text: 'variable "names" {\n  default = [".azure.com"]\n}\nresource "aws_networkfirewall_rule_group" "x" {\n  rule_group {\n    rules_source {\n      rules_source_list {\n        generated_rules_type = "ALLOWLIST"\n        target_types         = ["HTTP_HOST", "TLS_SNI"]\n        targets              = var.names\n      }\n    }\n  }\n}\n',
		yes: ['a.azure.com', 'http://a.azure.com'],
		defaults: 'default of var.names (line 1): it counts',
	},
	{
		name: 'a list of AWS that denies',
		dialect: 'aws-network-firewall',
		text: JSON.stringify({
			RulesSource: {
				RulesSourceList: {GeneratedRulesType: 'DENYLIST', TargetTypes: ['TLS_SNI'], Targets: ['.azure.com']},
			},
		}),
		yes: ['pypi.org'],
		no: ['a.azure.com'],
	},
	{
		name: 'rules of Suricata',
		dialect: 'aws-network-firewall',
		text: JSON.stringify({
			RulesSource: {RulesString: 'pass tls any any -> any any (tls.sni; content:"pypi.org"; sid:1;)'},
		}),
		yes: ['pypi.org', 'a.pypi.org.example'],
		no: ['github.com'],
	},
	{
		name: 'Cilium, one label and many',
		dialect: 'cilium',
		text: 'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nspec:\n  egress:\n    - toFQDNs:\n        - matchPattern: "*.azurecr.io"\n        - matchPattern: "**.azure.com"\n        - matchPattern: "prod-*.example.com"\n      toPorts:\n        - ports:\n            - port: "443"\n              protocol: TCP\n',
		yes: ['a.azurecr.io', 'a.b.azure.com', 'prod-1.example.com'],
		no: ['a.b.azurecr.io', 'azure.com', 'http://a.azurecr.io', 'a.azurecr.io:8084'],
	},
	{
		name: 'Cilium with the world and a denial',
		dialect: 'cilium',
		text: 'kind: CiliumClusterwideNetworkPolicy\nspec:\n  egressDeny:\n    - toEntities:\n        - world\n      toPorts:\n        - ports:\n            - port: "80"\n  egress:\n    - toEntities: [world]\n',
		yes: ['pypi.org'],
		no: ['http://pypi.org'],
	},
	{
		name: 'a policy of Kubernetes',
		dialect: 'cilium',
		text: 'kind: NetworkPolicy\nspec:\n  egress:\n    - to:\n        - ipBlock:\n            cidr: 0.0.0.0/0\n      ports:\n        - port: 443\n          protocol: TCP\n    - to:\n        - ipBlock:\n            cidr: 20.0.0.0/8\n    - to:\n        - podSelector: {}\n',
		yes: ['pypi.org'],
		no: ['pypi.org:8084', 'http://pypi.org'],
		refused: 1,
	},
	{
		name: 'commands of the Azure CLI',
		dialect: 'azure-firewall',
		text: "az network firewall application-rule create --collection-name c --firewall-name f --name n --protocols Http=80 Https=443 --target-fqdns '*.azure.com' pypi.org --action Allow --priority 100\n",
		yes: ['a.azure.com', 'http://pypi.org'],
		no: ['quay.io'],
	},
	{
		name: 'Squid: what is not understood allows nothing',
		dialect: 'squid',
		text: 'acl good dstdomain .azure.com\nacl night time 20:00-24:00\nhttp_access allow good night\nhttp_access deny all\n',
		no: ['a.azure.com'],
		refused: 1,
	},
	{
		name: 'PAN-OS: a denial of other applications',
		dialect: 'palo-alto',
		text: 'set address one fqdn pypi.org\nset rulebase security rules a destination any application [ ssh bittorrent ] service any action deny\nset rulebase security rules b destination one application ssl service service-https action allow\n',
		yes: ['pypi.org'],
		no: ['quay.io'],
	},
	{
		name: 'PAN-OS: a denial of an application that may be one of these',
		dialect: 'palo-alto',
		text: 'set address one fqdn pypi.org\nset rulebase security rules a destination any application ms-update service any action deny\nset rulebase security rules b destination one application ssl service service-https action allow\n',
		no: ['pypi.org'],
	},
	{
		name: 'Squid: a file that is not there may deny anything',
		dialect: 'squid',
		text: 'acl good dstdomain .azure.com\ninclude blocked.conf\nhttp_access allow good\n',
		no: ['a.azure.com'],
		refused: 1,
	},
	{
		name: 'Squid: a denial that is not understood',
		dialect: 'squid',
		text: 'acl good dstdomain .azure.com\nacl lists external blocklist\nhttp_access deny lists\nhttp_access allow good\n',
		no: ['a.azure.com'],
		refused: 1,
	},
	{
		name: 'Squid: an expression with a reference back',
		dialect: 'squid',
		text: 'acl good dstdom_regex (a)\\1\nhttp_access allow good\n',
		no: ['aa.example'],
		refused: 1,
	},
];

async function read({dialect, text}: Row) {
	const reader = await loadReader(dialect);
	return reader([{file: 'file', text}], {resolve: async () => null});
}

describe('an export', () => {
	it.each(rows)('$name', async row => {
		const list = await read(row);
		const ask = (name: string) => {
			const [, scheme, host = '', port] = /^(?:(\w+):\/\/)?([^:]+)(?::(\d+))?$/.exec(name) ?? [];
			const protocol = scheme === 'udp' ? 'udp' : scheme === 'http' ? 'http' : 'https';
			return (
				decide(list, {host, port: Number(port ?? (protocol === 'http' ? 80 : 443)), protocol}, []).verdict === 'allow'
			);
		};
		expect((row.yes ?? []).filter(name => !ask(name))).toEqual([]);
		expect((row.no ?? []).filter(ask)).toEqual([]);
		expect(list.refusals).toHaveLength(row.refused ?? 0);
		expect(list.notes.filter(note => note.includes('overrides'))).toEqual(
			row.defaults === undefined ? [] : [`Check what overrides the ${row.defaults} as in force here.`],
		);
		expect(detectDialect(row.text, 'file')).toBe(row.dialect);
	});
});

describe('a regular expression', () => {
	it.each([
		['^a+$', 'aaaa', true],
		['^(a|b)*c$', 'ababc', true],
		['a{2,3}', 'a', false],
		['^a{2,3}$', 'aaa', true],
		['^a{2}$', 'aaa', false],
		['^a{0,2}$', '', true],
		['[^a-c]', 'abc', false],
		['[]a]', ']', true],
		['^[[:digit:]]+$', '123', true],
		['\\.', 'a', false],
		['a.c', 'abc', true],
		['', 'anything', true],
		['^$', '', true],
		['a)', 'a)', true],
		['(^|[.])azure', 'x.azure', true],
		['\\bfoo\\b', 'a-foo-b', true],
	])('%s against %j', (source, text, expected) => {
		expect(readExpression(source, false)?.test(text)).toBe(expected);
	});

	it.each(['(a', '[a', '*a', '(a)\\1', 'a{300}', '[[.a.]]', '(?=a)'])('%s is none that is read', source => {
		expect(readExpression(source, false)).toBeNull();
	});

	it('takes no longer than its length times that of the text', () => {
		const expression = readExpression('^(a+)+(a+)+(a|aa|a*)*$', false);
		expect(expression?.test(`${'a'.repeat(5000)}b`)).toBe(false);
	});
});

describe('the list of a stranger', () => {
	const workOf = async (id: DialectId, text: string) => {
		const read = await loadReader(id);
		const verdicts = new Set<string>();
		const before = process.cpuUsage();
		try {
			const list = await read([{file: 'list', text}], {resolve: async () => null});
			for (let index = 0; index < 100; index++) {
				verdicts.add(decide(list, {host: `name-${index}.example.com`, port: 443, protocol: 'https'}, []).verdict);
			}
		} catch (error) {
			if (!(error instanceof UsageError)) throw error;
		}
		const {user, system} = process.cpuUsage(before);
		return {work: user + system, verdicts};
	};

	it.each([
		[
			'squid',
			`${Array.from({length: 400}, (_, index) => `acl a dstdom_regex ${'[a-z.]*'.repeat(250)}${index}z`).join('\n')}\nhttp_access allow a\n`,
		],
		[
			'squid',
			`${Array.from({length: 400}, (_, index) => `acl a url_regex ${'(a*)*'.repeat(300)}${index}z`).join('\n')}\nhttp_access allow a\n`,
		],
		['terraform', `azurerm a = "${'\\"'.repeat(300_000)}`],
		['bicep', `a = '${"\\'".repeat(300_000)}`],
		['aws-network-firewall', `aws network-firewall ${"--rule-group '{}' ".repeat(2000)}`],
	] as const)('is read with little work: %s', async (id, text) => {
		const {work, verdicts} = await workOf(id, text);
		expect(work).toBeLessThan(3e6);
		expect(verdicts.has('allow')).toBe(false);
	});
});
