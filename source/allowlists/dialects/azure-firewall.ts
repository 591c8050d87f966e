import {quoteShellWord} from '../../diagnosis/shell-words.ts';
import {azureCollections, azureNotes, azureProtocol, expressForAzure} from '../azure.ts';
import {writtenOf} from '../outcomes.ts';
import {commentLine, defaultVariable, requireVariable} from '../script-text.ts';
import type {Dialect, Outcome, RuleOptions} from '../types.ts';

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
