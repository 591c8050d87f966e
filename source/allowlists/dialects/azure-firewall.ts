import {quoteShellWord} from '../../diagnosis/shell-words.ts';
import {shapeOf} from '../hosts.ts';
import {addressReason, exact, groupOutcomes, inexpressible, type OutcomeGroup, writtenOf} from '../outcomes.ts';
import {commentLine, defaultVariable, requireVariable} from '../script-text.ts';
import type {Dialect, Expression, Outcome, RuleEntry, RuleOptions} from '../types.ts';

/** "Protocols" in the azurerm provider's document of firewall_policy_rule_collection_group, and in the ARM schema. */
const highestApplicationPort = 64_000;

/**
 * How Azure Firewall reads names, in whichever language the rules are written: a leading `*.` takes any depth and not the
 * domain itself, a `*` further in is not supported, and network rules take exact names only ("Azure Firewall FAQ" and
 * "Use FQDN filtering in network rules", Microsoft Learn).
 */
export function expressForAzure({host, port, protocol}: RuleEntry): Expression {
	const shape = shapeOf(host);
	if (shape === 'address') return inexpressible(addressReason);
	if (shape === 'inner-wildcard') return inexpressible('only the whole beginning of a name can be left open');
	if (protocol === 'udp' && shape !== 'name') return inexpressible('network rules take no wildcards');
	if (protocol !== 'udp' && port > highestApplicationPort) {
		return inexpressible(`application rules end at port ${highestApplicationPort}`);
	}
	return exact(host);
}

/** What every reader of rules for Azure Firewall must know. */
export const azureNotes = [
	'Where it belongs: in the policy of the Azure Firewall that routes the traffic. Application rules match on the server name of TLS and the Host header of HTTP, so a WebSocket is HTTPS.',
	'*.example.com takes names of any depth under example.com, and not example.com itself.',
	'UDP goes into network rules, which match on addresses: they need the DNS proxy of the policy, and clients that ask it.',
	'These rules do not terminate TLS. Where another rule of the policy does, it must not come first for the hosts to exempt.',
	'The limits of the firewall on names in one rule were not checked.',
] as const;

/** `Https` or `Http`, as all the languages of Azure Firewall spell them. */
export function azureProtocol({protocol}: Pick<OutcomeGroup, 'protocol'>): 'Https' | 'Http' {
	return protocol === 'https' ? 'Https' : 'Http';
}

/** One rule collection for each protocol and port. */
export function azureCollections(outcomes: readonly Outcome[]): (OutcomeGroup & {name: string; offset: number})[] {
	return groupOutcomes(outcomes).map((group, index) => ({
		...group,
		name: `arc-netcheck-${group.key}`,
		offset: (index + 1) * 10,
	}));
}

const group = 'az network firewall policy rule-collection-group';

type Collection = ReturnType<typeof azureCollections>[number];

function sourceLines({sources}: RuleOptions): string[] {
	if (sources.length > 0) return [`sources=(${sources.map(word => quoteShellWord(word)).join(' ')})`];
	return [
		requireVariable('SOURCES', 'name the addresses of the cluster, separated by blanks'),
		'read -r -a sources <<<"$SOURCES"',
	];
}

/** Options as in `az network firewall policy rule-collection-group collection add-filter-collection --help`. */
function collectionLines(collection: Collection): string[] {
	const {protocol, port, key, name, title, offset, outcomes} = collection;
	const list = key.replace('-', '_');
	const rule =
		protocol === 'udp'
			? `--rule-type NetworkRule --ip-protocols UDP --destination-ports ${port} --destination-fqdns "\${${list}[@]}"`
			: `--rule-type ApplicationRule --protocols ${azureProtocol(collection)}=${port} --target-fqdns "\${${list}[@]}"`;
	return [
		'',
		`# ${title}`,
		`${list}=(`,
		...writtenOf(outcomes).flatMap(({text, purpose}) => [
			`  ${commentLine('#', purpose)}`,
			`  ${quoteShellWord(text)}`,
		]),
		')',
		`${group} collection add-filter-collection "\${policy[@]}" \\`,
		`  --rule-collection-group-name arc-netcheck --name ${name} \\`,
		`  --collection-priority "$((PRIORITY + ${offset}))" --action Allow \\`,
		`  --rule-name ${name} --source-addresses "\${sources[@]}" \\`,
		`  ${rule}`,
	];
}

function renderBody(outcomes: readonly Outcome[], options: RuleOptions): string[] {
	return [
		'set -euo pipefail',
		'',
		requireVariable('RESOURCE_GROUP', 'name the resource group of the firewall policy'),
		requireVariable('POLICY', 'name the firewall policy'),
		defaultVariable('PRIORITY', '300'),
		...sourceLines(options),
		'',
		'policy=(--resource-group "$RESOURCE_GROUP" --policy-name "$POLICY")',
		`${group} create "\${policy[@]}" --name arc-netcheck --priority "$PRIORITY"`,
		...azureCollections(outcomes).flatMap(collectionLines),
	];
}

export const azureFirewall: Dialect = {
	id: 'azure-firewall',
	title: 'Azure Firewall, as commands of the Azure CLI',
	fileExtension: 'sh',
	commentMark: '#',
	firstLine: '#!/usr/bin/env bash',
	notes: [
		...azureNotes,
		'Checked: bash reads it, and a stand-in for az took down what it is given. Not tested with Azure itself.',
		'It needs the CLI extension azure-firewall, and RESOURCE_GROUP and POLICY in the environment.',
	],
	cleanComment: text => text,
	withSource: null,
	withoutSource: 'SOURCES in the environment has to name the addresses',
	express: expressForAzure,
	renderBody,
	renderExemptions: null,
};
