import {describe, expect, it} from 'vitest';
import type {DialectId} from '../../source/allowlists/dialect-ids.ts';
import {loadReader} from '../../source/audit/readers.ts';
import {allows, readTexts} from './helpers/ask-list.ts';
import {auditTexts, planOf} from './helpers/audit-text.ts';

type Row = {
	readonly name: string;
	readonly dialect: DialectId;
	readonly text: string | readonly string[];
	readonly sources?: readonly string[];
	readonly yes?: readonly string[];
	readonly no?: readonly string[];
	readonly refused?: number;
};

const localhost: readonly Row[] = [
	{name: 'localhost alone', text: 'http_access allow localhost\nhttp_access deny all\n', no: ['pypi.org']},
	{
		name: 'localhost for a source that is it',
		text: 'http_access allow localhost\nhttp_access deny all\n',
		sources: ['127.0.0.1'],
		yes: ['pypi.org'],
	},
	{
		name: 'an own acl for loopback',
		text: 'acl here src 127.0.0.0/8 ::1\nhttp_access allow here\nhttp_access deny all\n',
		no: ['pypi.org'],
	},
	{
		name: 'loopback with another range',
		text: 'acl here src 127.0.0.0/8 10.0.0.0/8\nhttp_access allow here\nhttp_access deny all\n',
		yes: ['pypi.org'],
	},
	{
		name: 'all but localhost',
		text: 'http_access allow !localhost\nhttp_access deny all\n',
		yes: ['pypi.org'],
	},
	{
		name: 'a part of the range of the source',
		text: 'acl few src 10.0.0.0/24\nhttp_access allow few\nhttp_access deny all\n',
		sources: ['10.0.0.0/8'],
		no: ['pypi.org'],
	},
	{
		name: 'a denial for a part of the range of the source',
		text: 'acl few src 10.0.9.0/24\nhttp_access deny few\nhttp_access allow all\n',
		sources: ['10.0.0.0/8'],
		no: ['pypi.org'],
	},
	{
		name: 'one of two sources',
		text: 'acl few src 10.0.1.0/24\nhttp_access allow few\nhttp_access deny all\n',
		sources: ['10.0.1.1', '10.0.2.1'],
		no: ['pypi.org'],
	},
	{
		name: 'two sources by a line each',
		text: 'acl one src 10.0.1.0/24\nacl two src 10.0.2.0/24\nhttp_access allow one\nhttp_access allow two\nhttp_access deny all\n',
		sources: ['10.0.1.1', '10.0.2.1'],
		yes: ['pypi.org'],
	},
].map(row => ({dialect: 'squid', ...row}));

const group = (priority: number, action: string, own: number, rule: object) => ({
	priority,
	ruleCollections: [{priority: own, action: {type: action}, rules: [{...https('pypi.org'), ...rule}]}],
});
const https = (name: string) => ({
	ruleType: 'ApplicationRule',
	protocols: [{protocolType: 'Https', port: 443}],
	targetFqdns: [name],
});
const policy = (...groups: readonly object[]) => JSON.stringify(groups);
const terraform = (...collections: readonly string[]) =>
	`resource "azurerm_firewall_policy_rule_collection_group" "x" {\n  priority = 500\n${collections.join('\n')}\n}\n`;
const terraformRules = (action: string, priority: string, rules: string) =>
	`  application_rule_collection {\n    priority = ${priority}\n    action = ${action}\n${rules}\n  }`;
const terraformRule = (port = '443') =>
	`    rule {\n      protocols {\n        type = "Https"\n        port = ${port}\n      }\n      destination_fqdns = ["pypi.org"]\n    }`;
const bicep = (value: string, collections: string) =>
	`resource g 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2024-05-01' = ${value}{\n  properties: {\n    priority: 100\n    ruleCollections: ${collections}\n  }\n}\n`;
const bicepRules = (action: string, rules: string, priority = 200) =>
	`{\n priority: ${priority}\n action: { type: ${action} }\n rules: ${rules}\n }\n`;
const bicepRule = (port = '443') =>
	`[\n {\n ruleType: 'ApplicationRule'\n protocols: [{ protocolType: 'Https', port: ${port} }]\n targetFqdns: ['pypi.org']\n }\n ]`;
const bicepAllow = bicepRules("'Allow'", bicepRule());

const azure: readonly Row[] = [
	{
		name: 'the priority of the group comes before that of the collection',
		text: policy(group(200, 'Allow', 100, {}), group(100, 'Deny', 900, {})),
		no: ['pypi.org'],
	},
	{
		name: 'a group that allows comes before one that denies',
		text: policy(group(200, 'Deny', 100, {}), group(100, 'Allow', 900, {})),
		yes: ['pypi.org'],
	},
	{
		name: 'groups of two files',
		text: [policy(group(200, 'Allow', 100, {})), policy(group(100, 'Deny', 900, {}))],
		no: ['pypi.org'],
	},
	{
		name: 'commands with priorities of groups',
		text: 'az network firewall policy rule-collection-group create --name a --priority 300\naz network firewall policy rule-collection-group create --name b --priority 200\naz network firewall policy rule-collection-group collection add-filter-collection --rcg-name a --name c --collection-priority 100 --action Allow --rule-type ApplicationRule --target-fqdns pypi.org --protocols Https=443 --source-addresses "*"\naz network firewall policy rule-collection-group collection add-filter-collection --rcg-name b --name d --collection-priority 900 --action Deny --rule-type ApplicationRule --target-fqdns pypi.org --protocols Https=443 --source-addresses "*"\n',
		no: ['pypi.org'],
	},
	{
		name: 'a denial of which nobody knows the priority',
		text: policy({
			priority: 1,
			ruleCollections: [
				{priority: 100, action: {type: 'Allow'}, rules: [https('pypi.org')]},
				{priority: "[parameters('p')]", action: {type: 'Deny'}, rules: [https('pypi.org')]},
			],
		}),
		no: ['pypi.org'],
	},
	{
		name: 'a source that the rule does not name',
		text: policy(group(200, 'Allow', 100, {sourceAddresses: ['10.9.0.0/16']})),
		sources: ['10.1.2.3'],
		no: ['pypi.org'],
	},
	{
		name: 'a source that the rule names',
		text: policy(group(200, 'Allow', 100, {sourceAddresses: ['10.9.0.0/16']})),
		sources: ['10.9.2.3'],
		yes: ['pypi.org'],
	},
	{
		name: 'a denial for others',
		text: policy(group(100, 'Deny', 100, {sourceAddresses: ['10.66.0.0/24']}), group(200, 'Allow', 100, {})),
		yes: ['pypi.org'],
	},
	{
		name: 'a denial for this source',
		text: policy(group(100, 'Deny', 100, {sourceAddresses: ['10.66.0.0/24']}), group(200, 'Allow', 100, {})),
		sources: ['10.66.0.9'],
		no: ['pypi.org'],
	},
	{
		name: 'a denial for all',
		text: policy(group(100, 'Deny', 100, {sourceAddresses: ['*']}), group(200, 'Allow', 100, {})),
		no: ['pypi.org'],
	},
	{
		name: 'a source of Terraform',
		dialect: 'terraform' as const,
		text: terraform(
			terraformRules('"Allow"', '1', terraformRule().replace('rule {', 'rule {\n source_addresses = ["10.9.0.0/16"]')),
		),
		sources: ['10.1.2.3'],
		no: ['pypi.org'],
	},
	{
		name: 'commands with a source',
		text: 'az network firewall application-rule create --collection-name c --firewall-name f --name n --protocols Https=443 --target-fqdns pypi.org --action Allow --priority 100 --source-addresses 10.9.0.0/16\n',
		sources: ['10.1.2.3'],
		no: ['pypi.org'],
	},
	{
		name: 'a dynamic rule of a denial',
		dialect: 'terraform' as const,
		text: terraform(
			terraformRules('"Allow"', '500', terraformRule()),
			terraformRules(
				'"Deny"',
				'400',
				'    dynamic "rule" {\n      for_each = var.rules\n      content {\n        name = rule.value\n      }\n    }',
			),
		),
		no: ['pypi.org'],
		refused: 1,
	},
	{
		name: 'a dynamic rule of a denial that comes later',
		dialect: 'terraform' as const,
		text: terraform(
			terraformRules('"Allow"', '300', terraformRule()),
			terraformRules('"Deny"', '400', '    dynamic "rule" {\n      for_each = var.rules\n      content {}\n    }'),
		),
		yes: ['pypi.org'],
		refused: 1,
	},
	{
		name: 'a dynamic rule that allows',
		dialect: 'terraform' as const,
		text: terraform(
			terraformRules(
				'"Allow"',
				'300',
				`${terraformRule()}\n    dynamic "rule" {\n      for_each = var.rules\n      content {}\n    }`,
			),
		),
		yes: ['pypi.org'],
		no: ['quay.io'],
		refused: 1,
	},
	{
		name: 'a port without a value',
		dialect: 'terraform' as const,
		text: terraform(terraformRules('"Allow"', '300', terraformRule('var.port'))),
		no: ['pypi.org'],
		refused: 1,
	},
	{
		name: 'a denial with dynamic protocols',
		dialect: 'terraform' as const,
		text: terraform(
			terraformRules('"Allow"', '500', terraformRule()),
			terraformRules(
				'"Deny"',
				'400',
				'    rule {\n      dynamic "protocols" {\n        for_each = var.p\n        content {}\n      }\n      destination_fqdns = ["pypi.org"]\n    }',
			),
		),
		no: ['pypi.org'],
		refused: 1,
	},
	{
		name: 'an action without a value',
		dialect: 'terraform' as const,
		text: terraform(
			terraformRules('"Allow"', '500', terraformRule()),
			terraformRules('var.action', '400', terraformRule()),
		),
		no: ['pypi.org'],
		refused: 1,
	},
	{
		name: 'rules of a loop in a denial',
		dialect: 'bicep' as const,
		text: bicep(
			'',
			`[\n${bicepRules("'Deny'", "[for f in denied: {\n ruleType: 'ApplicationRule'\n targetFqdns: [f]\n }]", 100)}${bicepAllow}]`,
		),
		no: ['pypi.org'],
		refused: 1,
	},
	{
		name: 'rules of a parameter in a denial',
		dialect: 'bicep' as const,
		text: bicep('', `[\n${bicepRules("'Deny'", 'rules', 100)}${bicepAllow}]`),
		no: ['pypi.org'],
		refused: 1,
	},
	{
		name: 'a port of a parameter',
		dialect: 'bicep' as const,
		text: bicep('', `[\n${bicepRules("'Allow'", bicepRule('httpsPort'))}]`),
		no: ['pypi.org'],
		refused: 1,
	},
	{
		name: 'a group under a condition that allows',
		dialect: 'bicep' as const,
		text: bicep('if (isOn) ', `[\n${bicepAllow}]`),
		no: ['pypi.org'],
		refused: 1,
	},
	{
		name: 'a group under a condition that denies',
		dialect: 'bicep' as const,
		text: `${bicep("if (mode == 'on' && (a || b)) ", `[\n${bicepRules("'Deny'", bicepRule(), 100)}]`)}${bicep('', `[\n${bicepAllow}]`)}`,
		no: ['pypi.org'],
		refused: 1,
	},
	{
		name: 'groups of a loop',
		dialect: 'bicep' as const,
		text: `resource all 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2024-05-01' = [for g in groups: {\n  name: g\n}]\n${bicep('', `[\n${bicepAllow}]`)}`,
		no: ['pypi.org'],
		refused: 1,
	},
	{
		name: 'another resource of a loop',
		dialect: 'bicep' as const,
		text: `resource all 'Microsoft.Network/virtualNetworks@2024-05-01' = [for g in groups: {\n  name: g\n}]\n${bicep('', `[\n${bicepAllow}]`)}`,
		yes: ['pypi.org'],
		refused: 0,
	},
	{
		name: 'collections of a parameter',
		dialect: 'bicep' as const,
		text: `${bicep('', 'collections')}${bicep('', `[\n${bicepAllow}]`)}`,
		no: ['pypi.org'],
		refused: 1,
	},
	{
		name: 'a loop of ARM in a denial',
		text: policy({
			priority: 1,
			ruleCollections: [
				{priority: 200, action: {type: 'Allow'}, rules: [https('pypi.org')]},
				{priority: 100, action: {type: 'Deny'}, copy: [{name: 'rules', count: 3, input: {}}]},
			],
		}),
		no: ['pypi.org'],
		refused: 1,
	},
	{
		name: 'collections that are null in JSON',
		text: JSON.stringify({
			networkRuleCollections: null,
			applicationRuleCollections: [{priority: 1, action: {type: 'Allow'}, rules: [https('pypi.org')]}],
		}),
		yes: ['pypi.org'],
		refused: 0,
	},
].map(row => ({dialect: 'azure-firewall', ...row}));

const csv: readonly Row[] = [
	{
		name: 'an action under another title',
		text: 'Host,Port,Allow/Deny\npypi.org,443,Deny\nquay.io,443,Allow\n',
		no: ['pypi.org'],
		yes: ['quay.io'],
		refused: 1,
	},
	{
		name: 'a state beside an action',
		text: 'FQDN,Enabled,Rule action\npypi.org,no,Allow\nquay.io,yes,Deny\nghcr.io,yes,Allow\n',
		no: ['pypi.org', 'quay.io'],
		yes: ['ghcr.io'],
		refused: 2,
	},
	{
		name: 'a word of denial under a title of its own',
		text: 'Host,Outcome\npypi.org,Blocked\nquay.io,fine\n',
		no: ['pypi.org'],
		yes: ['quay.io'],
		refused: 1,
	},
	{
		name: 'a purpose that speaks of denial',
		text: 'Host,Purpose\npypi.org,Packages that must not be blocked by a proxy\n',
		yes: ['pypi.org'],
	},
	{
		name: 'no titles',
		text: 'pypi.org,443,deny\nquay.io,80,deny\nghcr.io,443\nmcr.microsoft.com,80,pages\n',
		no: ['pypi.org', 'http://quay.io', 'quay.io', 'mcr.microsoft.com'],
		yes: ['ghcr.io', 'http://mcr.microsoft.com'],
		refused: 2,
	},
	{
		name: 'no titles, and a name that is excluded',
		text: '*.microsoft.com,443\n!mcr.microsoft.com,443\n',
		no: ['mcr.microsoft.com'],
		yes: ['graph.microsoft.com'],
	},
].map(row => ({dialect: 'csv', ...row}));
const plain: readonly Row[] = [
	'rejected',
	'forbidden',
	'disallowed by security',
	'prohibited',
	'removed',
	'disabled',
	'dropped',
	'denial',
	'banned',
	'refused',
].map(word => ({
	name: word,
	dialect: 'list',
	text: `pypi.org | ${word}\nquay.io\n`,
	no: ['pypi.org'],
	yes: ['quay.io'],
	refused: 1,
}));

const squid: readonly Row[] = [
	{
		name: 'a comment that ends in a backslash',
		text: '# below \\\nhttp_access deny all\nhttp_access allow all\n',
		no: ['pypi.org'],
	},
	{
		name: 'a comment within a line that goes on',
		text: 'acl a dstdomain .azure.com \\\n# note\n .github.com\nhttp_access allow a\n',
		yes: ['a.azure.com', 'github.com'],
		no: ['pypi.org'],
	},
	{
		name: 'a comment behind blanks',
		text: 'acl a dstdomain .azure.com \\\n\t # note \\\n .github.com\nhttp_access allow a\n',
		yes: ['github.com'],
	},
	{
		name: 'a comment behind words',
		text: 'acl a dstdomain .azure.com # note\nhttp_access allow a\n',
		yes: ['a.azure.com'],
		no: ['pypi.org'],
	},
	{
		name: 'a line that goes on at the end of the file',
		text: 'acl a dstdomain .azure.com\nhttp_access allow \\\n a \\',
		yes: ['a.azure.com'],
		no: ['pypi.org'],
	},
	{
		name: 'a comment at the end of a file',
		text: 'acl a dstdomain .azure.com\nhttp_access allow a \\\n# end',
		yes: ['a.azure.com'],
		no: ['pypi.org'],
	},
].map(row => ({dialect: 'squid', ...row}));

const awsList = (fields: {readonly [key: string]: string}) =>
	`resource "aws_networkfirewall_rule_group" "x" {\n  rule_group {\n    rules_source {\n      rules_source_list {\n${Object.entries(
		{
			generated_rules_type: '"DENYLIST"',
			target_types: '["TLS_SNI", "HTTP_HOST"]',
			targets: '["pypi.org"]',
			...fields,
		},
	)
		.map(([key, value]) => `        ${key} = ${value}\n`)
		.join('')}      }\n    }\n  }\n}\n`;
const awsTemplate = (kind: string, targets: string) =>
	`Resources:\n  Rules:\n    Type: AWS::NetworkFirewall::RuleGroup\n    Properties:\n      RuleGroup:\n        RulesSource:\n          RulesSourceList:\n            GeneratedRulesType: ${kind}\n            TargetTypes: [TLS_SNI]\n            Targets: ${targets}\n`;
const aws: readonly Row[] = [
	...['var.x', 'concat(var.x, ["quay.io"])', '[var.name]', '["quay.io", "*.example.com"]', '[for d in var.x : d]'].map(
		targets => ({
			name: `a denial of ${targets}`,
			text: awsList({targets}),
			no: ['pypi.org', 'quay.io', 'http://ghcr.io'],
			refused: 1,
		}),
	),
	...['var.types', '[var.type]', '["OTHER"]', 'concat(["TLS_SNI"], var.x)'].map(types => ({
		name: `a denial for ${types}`,
		text: awsList({target_types: types}),
		yes: ['quay.io'],
		no: ['pypi.org', 'http://pypi.org'],
		refused: 1,
	})),
	{
		name: 'a list that allows for types that are not in the file',
		text: awsList({generated_rules_type: '"ALLOWLIST"', target_types: 'var.types'}),
		no: ['pypi.org'],
		refused: 1,
	},
	...['var.kind', '"OTHERLIST"', 'upper(var.kind)'].map(kind => ({
		name: `a list of the kind ${kind}`,
		text: [awsList({generated_rules_type: kind}), awsList({generated_rules_type: '"ALLOWLIST"'})],
		no: ['pypi.org', 'quay.io'],
		refused: 1,
	})),
	{
		name: 'a denial that was not read, beside a list that allows',
		text: [awsList({targets: 'var.x'}), awsList({generated_rules_type: '"ALLOWLIST"'})],
		no: ['pypi.org'],
		refused: 1,
	},
	{
		name: 'a denial that was read, beside a list that allows',
		text: [awsList({targets: '["quay.io"]'}), awsList({generated_rules_type: '"ALLOWLIST"'})],
		yes: ['pypi.org'],
		refused: 0,
	},
	{
		name: 'rules that are not in the file',
		text: [
			awsList({generated_rules_type: '"ALLOWLIST"'}),
			'resource "aws_networkfirewall_rule_group" "y" {\n  rule_group {\n    rules_source {\n      rules_string = file("x.rules")\n    }\n  }\n}\n',
		],
		no: ['pypi.org'],
		refused: 1,
	},
	...['!Ref Names', "!Split [',', !Ref Names]", '[!Ref Name]', '{Ref: Names}'].map(targets => ({
		name: `a denial of ${targets}`,
		text: awsTemplate('DENYLIST', targets),
		no: ['pypi.org', 'quay.io'],
		refused: 1,
	})),
	{name: 'a list of the kind !Ref Kind', text: awsTemplate('!Ref Kind', '[pypi.org]'), no: ['pypi.org'], refused: 1},
].map(row => ({dialect: 'aws-network-firewall', ...row}));

describe.each([
	['lists of AWS', aws],
	['lines of Squid', squid],
	['a table', csv],
	['a word behind a name', plain],
	['who asks', localhost],
	['Azure', azure],
] as const)('%s', (_, rows) => {
	it.each(rows)('$dialect: $name', async ({dialect, text, sources, yes = [], no = [], refused}) => {
		const list = await readTexts(dialect, text);
		expect(yes.filter(name => !allows(list, name, sources))).toEqual([]);
		expect(no.filter(name => allows(list, name, sources))).toEqual([]);
		if (refused !== undefined) expect(list.refusals).toHaveLength(refused);
	});
});

describe('a row that goes over several lines', () => {
	it.each(['\n', '\r\n', '\r'])('is told by its first one, where %j ends each', async end => {
		const text = 'host,note\nquay.io,"a;b;c;d\nb\nc"\n\npypi.org,"deny\nit"\n'.replaceAll('\n', end);
		const list = await readTexts('csv', text);
		expect(list.refusals.map(({place}) => place.line)).toEqual([6]);
		const allowed = list.entries.find(({action}) => action === 'allow');
		expect(allowed?.conditions[0]).toMatchObject({items: [{place: {line: 2}}]});
		expect(allows(list, 'pypi.org')).toBe(false);
	});
});

describe('the lines of ssl_bump', () => {
	const report = planOf({features: ['arc', 'cluster-connect']});
	const relay =
		'acl relay ssl::server_name .servicebus.windows.net\nacl other dstdomain .example.com\nacl step1 at_step SslBump1\n';
	it.each([
		['splice before bump', 'ssl_bump splice relay\nssl_bump bump all', true],
		['bump before splice', 'ssl_bump bump all\nssl_bump splice relay', false],
		['bump of others, splice of all', 'ssl_bump peek step1\nssl_bump bump other\nssl_bump splice all', true],
		['splice of all but it', 'ssl_bump splice !relay\nssl_bump bump all', false],
		['bump of all but it', 'ssl_bump peek step1\nssl_bump bump !relay\nssl_bump splice all', true],
		['what falls through after a peek', 'ssl_bump peek step1\nssl_bump bump other', true],
		['what falls through after a stare', 'ssl_bump stare step1\nssl_bump bump other', false],
		['a condition that is not understood', 'acl x external y\nssl_bump bump x\nssl_bump splice all', false],
	])('%s', async (_, lines, isExempt) => {
		const {inspection} = await auditTexts('squid', `http_access allow all\n${relay}${lines}\n`, report);
		expect(inspection.isTold).toBe(true);
		expect(inspection.missing.some(name => name.includes('servicebus'))).toBe(!isExempt);
	});
});

describe('a text that was made to take long', () => {
	const lists = Array.from({length: 12}, (_, index) => `  l${index + 1} = [${`local.l${index}, `.repeat(12)}]`);
	it.each([
		['azure-firewall', `[${' '.repeat(300_000)}x]`],
		['squid', `acl a dstdomain "names"\nhttp_access allow a\n`],
		[
			'terraform',
			`locals {\n  l0 = ["pypi.org"]\n${lists.join('\n')}\n}\n${terraform(terraformRules('"Allow"', '1', terraformRule().replace('["pypi.org"]', 'local.l12')))}`,
		],
	] as const)('is read at once: %s', async (dialect, text) => {
		const reader = await loadReader(dialect);
		const list = await reader([{file: 'list', text}], {
			resolve: async () => [{file: 'names', text: `a.example${' '.repeat(300_000)}b`}],
		});
		expect(allows(list, 'ghcr.io')).toBe(false);
	});
});

describe('a file that would cost more than it is worth', () => {
	const policy = (egress: string) =>
		`apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: x}\nspec:\n  endpointSelector: {}\n  egress:\n${egress}`;
	const nested = 'is nested too deeply';
	const rows: readonly {name: string; dialect: DialectId; text: string; says: string}[] = [
		{name: 'YAML of many keys', dialect: 'cilium', text: policy('? a\n'.repeat(400_000)), says: 'too long'},
		{name: 'YAML of blank lines', dialect: 'cilium', text: policy('\n'.repeat(1_000_000)), says: 'too long'},
		{name: 'YAML of comments', dialect: 'cilium', text: policy('# a\n'.repeat(400_000)), says: 'too long'},
		{name: 'YAML of documents', dialect: 'cilium', text: policy('---\na: 1\n'.repeat(100_000)), says: 'too long'},
		{name: 'YAML of lists in lists', dialect: 'cilium', text: `${'- '.repeat(20_000)}a`, says: 'at line 1'},
		{name: 'JSON of lists in lists', dialect: 'azure-firewall', text: '['.repeat(100_000), says: nested},
		{name: 'JSON of objects in objects', dialect: 'check-point', text: '{"a":'.repeat(100_000), says: nested},
		{
			name: 'JSON that breaks at its end',
			dialect: 'check-point',
			text: `[${'{"type":"dns-domain"},\n'.repeat(60_000)}`,
			says: 'at line 60001',
		},
		{
			name: 'tables in tables',
			dialect: 'fortigate',
			text: 'config firewall policy\nedit 1\n'.repeat(50_000),
			says: nested,
		},
	];
	it.each(rows)('is refused in one sentence: $name', async ({dialect, text, says}) => {
		const refusal: Error = await readTexts(dialect, text).then(
			() => new Error('It was read.'),
			(error: Error) => error,
		);
		expect(refusal.message).toContain(says);
		expect(refusal.message).toMatch(/^[^\n]+: [^\n]+\.$/);
	});

	it('but a list that is only long is read', async () => {
		const host = (index: number) => `  - toFQDNs: [{matchName: h${index}.example.com}]\n`;
		const yaml = policy(Array.from({length: 8_000}, (_, index) => host(index)).join(''));
		expect((await readTexts('cilium', yaml)).entries.length).toBeGreaterThan(0);
		const rule = (index: number) => ({type: 'dns-domain', name: `.h${index}.example.com`, uid: `u${index}`});
		const json = JSON.stringify([
			...Array.from({length: 30_000}, (_, index) => rule(index)),
			{type: 'access-rule', destination: ['u29999'], action: {name: 'Accept'}, enabled: true},
		]);
		const list = await readTexts('check-point', json);
		expect(list.entries.length).toBeGreaterThan(0);
	});
});
