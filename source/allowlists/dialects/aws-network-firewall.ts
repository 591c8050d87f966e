import {compareHosts, expressAsSuffix, shapeOf} from '../hosts.ts';
import {addressReason, inexpressible, writtenOf} from '../outcomes.ts';
import {commentLine} from '../script-text.ts';
import {splitSource} from '../source-range.ts';
import type {Dialect, Expression, Outcome, RuleEntry, RuleOptions, RuleProtocol} from '../types.ts';

const kinds = [
	{protocol: 'https', name: 'arc-netcheck-tls', type: 'TLS_SNI', title: 'HTTPS, by the server name of TLS'},
	{protocol: 'http', name: 'arc-netcheck-http', type: 'HTTP_HOST', title: 'HTTP, by the Host header'},
] as const satisfies readonly {protocol: RuleProtocol; name: string; type: string; title: string}[];

function express(entry: RuleEntry, all: readonly RuleEntry[]): Expression {
	if (entry.protocol === 'udp') return inexpressible('a domain list reads TLS and HTTP alone');
	if (shapeOf(entry.host) === 'address') return inexpressible(addressReason);
	// A domain list knows no ports, so that all of one protocol share it.
	const expression = expressAsSuffix(entry, all, ({protocol}) => protocol);
	return expression.kind === 'inexpressible'
		? inexpressible('a domain list opens the whole beginning of a name only; write a Suricata rule for it')
		: expression;
}

/**
 * Field names of RulesSourceList and RuleVariables in the AWS CloudFormation reference of AWS::NetworkFirewall::RuleGroup.
 * HOME_NET is needed where the traffic comes from outside the firewall's own VPC.
 */
function ruleGroup(type: string, targets: readonly string[], {sources}: RuleOptions): string {
	const ranges = sources.map(splitSource).map(({address, bits}) => `${address}/${bits}`);
	const home = {RuleVariables: {IPSets: {HOME_NET: {Definition: ranges}}}};
	const list = {RulesSourceList: {GeneratedRulesType: 'ALLOWLIST', TargetTypes: [type], Targets: targets}};
	return JSON.stringify({...(sources.length > 0 ? home : {}), RulesSource: list}, null, 2);
}

function kindLines(
	{protocol, name, type, title}: (typeof kinds)[number],
	outcomes: readonly Outcome[],
	options: RuleOptions,
): string[] {
	const written = writtenOf(outcomes.filter(({entry}) => entry.protocol === protocol)).toSorted((left, right) =>
		compareHosts(left.text, right.text),
	);
	if (written.length === 0) return [];
	// One for each name and one more, as measured in public notes; the rest leaves room, since it can't be changed later.
	const capacity = Math.ceil((written.length * 2 + 1) / 50) * 50;
	return [
		'',
		`# ${title}`,
		...written.map(({text, purpose}) => commentLine('#', `  ${text}: ${purpose}`)),
		'aws network-firewall create-rule-group \\',
		`  --rule-group-name ${name} --type STATEFUL --capacity ${capacity} \\`,
		`  --rule-group '${ruleGroup(
			type,
			written.map(({text}) => text),
			options,
		)}'`,
	];
}

export const awsNetworkFirewall: Dialect = {
	id: 'aws-network-firewall',
	title: 'AWS Network Firewall, as domain lists for the AWS CLI',
	fileExtension: 'sh',
	commentMark: '#',
	firstLine: '#!/usr/bin/env bash',
	notes: [
		'Where it belongs: in the policy of the firewall that routes the traffic. It matches on the server name of TLS and the Host header of HTTP, and looks nothing up in DNS.',
		'An ALLOWLIST denies all other traffic of its protocol, not of these hosts alone: add the names to a list that is there already rather than beside it.',
		'Wider than documented: a domain list knows no ports, so each name passes on every port on which its protocol is spoken.',
		'.example.com takes names of any depth under example.com and example.com itself, which has the same owner.',
		'Checked: bash reads it and its JSON is read by a parser. Not tested with AWS; names and meaning are those of the AWS documents.',
		'TLS inspection, where the firewall does it, is bound to addresses and ports: its exemptions have to be made in the TLS inspection configuration by hand.',
	],
	cleanComment: text => text,
	withSource: null,
	withoutSource: 'the rules see only traffic from the VPC of the firewall (HOME_NET)',
	express,
	renderBody: (outcomes, options) => [
		'set -euo pipefail',
		...kinds.flatMap(kind => kindLines(kind, outcomes, options)),
	],
	renderExemptions: null,
};
