import {writtenOf} from '../outcomes.ts';
import {commentLine} from '../script-text.ts';
import type {Dialect, Outcome, RuleOptions} from '../types.ts';
import {azureCollections, azureNotes, azureProtocol, expressForAzure} from './azure-firewall.ts';

/** Of the template reference "Microsoft.Network firewallPolicies/ruleCollectionGroups" on Microsoft Learn. */
const apiVersion = '2024-05-01';

type Collection = ReturnType<typeof azureCollections>[number];

const indent = (depth: number, lines: readonly string[]): string[] =>
	lines.map(line => (line === '' ? '' : `${'  '.repeat(depth)}${line}`));

/** Hosts are letters, digits, hyphens, dots and `*`: nothing that a Bicep string would act on. */
function hostLines({outcomes}: Collection): string[] {
	return writtenOf(outcomes).flatMap(({text, purpose}) => [commentLine('//', purpose), `'${text}'`]);
}

function ruleLines(collection: Collection): string[] {
	const {protocol, port, name} = collection;
	const common = [`name: '${name}'`, 'sourceAddresses: sourceAddresses'];
	const hosts = ['[', ...indent(1, hostLines(collection)), ']'];
	const [open, ...rest] = hosts;
	if (protocol === 'udp') {
		return [
			"ruleType: 'NetworkRule'",
			...common,
			'ipProtocols: [',
			"  'UDP'",
			']',
			'destinationPorts: [',
			`  '${port}'`,
			']',
			`destinationFqdns: ${open}`,
			...rest,
		];
	}
	return [
		"ruleType: 'ApplicationRule'",
		...common,
		'protocols: [',
		'  {',
		`    protocolType: '${azureProtocol(collection)}'`,
		`    port: ${port}`,
		'  }',
		']',
		`targetFqdns: ${open}`,
		...rest,
	];
}

function collectionLines(collection: Collection): string[] {
	const {name, title, offset} = collection;
	return [
		`// ${title}`,
		'{',
		"  ruleCollectionType: 'FirewallPolicyFilterRuleCollection'",
		`  name: '${name}'`,
		`  priority: priority + ${offset}`,
		'  action: {',
		"    type: 'Allow'",
		'  }',
		'  rules: [',
		'    {',
		...indent(3, ruleLines(collection)),
		'    }',
		'  ]',
		'}',
	];
}

function sourceLines({sources}: RuleOptions): string[] {
	const description = "@description('Addresses and CIDR ranges that the traffic comes from.')";
	if (sources.length === 0) return [description, 'param sourceAddresses array'];
	return [description, 'param sourceAddresses array = [', ...sources.map(source => `  '${source}'`), ']'];
}

function renderBody(outcomes: readonly Outcome[], options: RuleOptions): string[] {
	return [
		"@description('Name of the firewall policy that gets the rules.')",
		'param firewallPolicyName string',
		'',
		...sourceLines(options),
		'',
		"@description('Priority of the group; its collections follow in steps of ten.')",
		'param priority int = 300',
		'',
		`resource firewallPolicy 'Microsoft.Network/firewallPolicies@${apiVersion}' existing = {`,
		'  name: firewallPolicyName',
		'}',
		'',
		`resource arcNetcheck 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@${apiVersion}' = {`,
		'  parent: firewallPolicy',
		"  name: 'arc-netcheck'",
		'  properties: {',
		'    priority: priority',
		'    ruleCollections: [',
		...indent(3, azureCollections(outcomes).flatMap(collectionLines)),
		'    ]',
		'  }',
		'}',
	];
}

export const bicep: Dialect = {
	id: 'bicep',
	title: 'Azure Firewall, as Bicep',
	fileExtension: 'bicep',
	commentMark: '//',
	firstLine: null,
	notes: [
		...azureNotes,
		`Checked: a grammar of Bicep for editors (tree-sitter) reads it. Not tested with the Bicep compiler. The names are those of the template reference of Microsoft.Network/firewallPolicies/ruleCollectionGroups, version ${apiVersion}.`,
	],
	cleanComment: text => text,
	withSource: null,
	withoutSource: 'the parameter sourceAddresses has to name the addresses',
	express: expressForAzure,
	renderBody,
	renderExemptions: null,
};
