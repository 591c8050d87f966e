import {writtenOf} from '../outcomes.ts';
import {commentLine} from '../script-text.ts';
import type {Dialect, Outcome, RuleOptions} from '../types.ts';
import {azureCollections, azureNotes, azureProtocol, expressForAzure} from './azure-firewall.ts';

type Collection = ReturnType<typeof azureCollections>[number];

/** Hosts are letters, digits, hyphens, dots and `*`: nothing that an HCL string would act on. */
function hostLines({outcomes}: Collection): string[] {
	return writtenOf(outcomes).flatMap(({text, purpose}) => [
		`        ${commentLine('#', purpose)}`,
		`        "${text}",`,
	]);
}

/** Names and blocks of azurerm_firewall_policy_rule_collection_group, in the layout of `terraform fmt`. */
function collectionLines(collection: Collection): string[] {
	const {protocol, port, name, title, offset} = collection;
	const isUdp = protocol === 'udp';
	const rule = isUdp
		? [
				`      name              = "${name}"`,
				'      protocols         = ["UDP"]',
				'      source_addresses  = var.arc_netcheck_source_addresses',
				`      destination_ports = ["${port}"]`,
				'      destination_fqdns = [',
			]
		: [
				`      name = "${name}"`,
				'      protocols {',
				`        type = "${azureProtocol(collection)}"`,
				`        port = ${port}`,
				'      }',
				'      source_addresses = var.arc_netcheck_source_addresses',
				'      destination_fqdns = [',
			];
	return [
		'',
		`  # ${title}`,
		`  ${isUdp ? 'network' : 'application'}_rule_collection {`,
		`    name     = "${name}"`,
		`    priority = var.arc_netcheck_priority + ${offset}`,
		'    action   = "Allow"',
		'    rule {',
		...rule,
		...hostLines(collection),
		'      ]',
		'    }',
		'  }',
	];
}

function sourceLines({sources}: RuleOptions): string[] {
	if (sources.length === 0) return [];
	return [`  default     = [${sources.map(source => `"${source}"`).join(', ')}]`];
}

function renderBody(outcomes: readonly Outcome[], options: RuleOptions): string[] {
	return [
		'variable "arc_netcheck_firewall_policy_id" {',
		'  description = "ID of the firewall policy that gets the rules."',
		'  type        = string',
		'}',
		'',
		'variable "arc_netcheck_source_addresses" {',
		'  description = "Addresses and CIDR ranges that the traffic comes from."',
		'  type        = list(string)',
		...sourceLines(options),
		'}',
		'',
		'variable "arc_netcheck_priority" {',
		'  description = "Priority of the group; its collections follow in steps of ten."',
		'  type        = number',
		'  default     = 300',
		'}',
		'',
		'resource "azurerm_firewall_policy_rule_collection_group" "arc_netcheck" {',
		'  name               = "arc-netcheck"',
		'  firewall_policy_id = var.arc_netcheck_firewall_policy_id',
		'  priority           = var.arc_netcheck_priority',
		...azureCollections(outcomes).flatMap(collectionLines),
		'}',
	];
}

export const terraform: Dialect = {
	id: 'terraform',
	title: 'Azure Firewall, as Terraform (azurerm)',
	fileExtension: 'tf',
	commentMark: '#',
	firstLine: null,
	notes: [
		...azureNotes,
		'Checked: a parser of HCL reads it. Not tested with the azurerm provider and Azure; the names are those of its document of azurerm_firewall_policy_rule_collection_group.',
	],
	cleanComment: text => text,
	withSource: null,
	withoutSource: 'the variable arc_netcheck_source_addresses has to name the addresses',
	express: expressForAzure,
	renderBody,
	renderExemptions: null,
};
