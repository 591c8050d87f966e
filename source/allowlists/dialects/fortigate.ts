import {shapeOf} from '../hosts.ts';
import {addressReason, exact, groupOutcomes, inexpressible, type OutcomeGroup, writtenOf} from '../outcomes.ts';
import {cleanForConsole, consoleString, objectName} from '../script-text.ts';
import {splitSource} from '../source-range.ts';
import type {Dialect, Expression, Outcome, RuleEntry, RuleOptions} from '../types.ts';

/** Names of addresses and lengths of comments, from the FortiOS CLI reference. */
const longestName = 79;
const longestComment = 255;

const services: {readonly [key: string]: string} = {'https-443': 'HTTPS', 'http-80': 'HTTP'};

const nameOf = (host: string) => objectName(host, longestName);

const serviceOf = ({key, protocol, port}: OutcomeGroup) =>
	services[key] ?? `arc-netcheck-${protocol === 'udp' ? 'udp' : 'tcp'}-${port}`;

function express({host}: RuleEntry): Expression {
	const shape = shapeOf(host);
	if (shape === 'address') return inexpressible(addressReason);
	return shape === 'inner-wildcard' ? inexpressible('no document speaks of a wildcard further in') : exact(host);
}

function addressLines(outcomes: readonly Outcome[]): string[] {
	return [
		'config firewall address',
		...writtenOf(outcomes).flatMap(({text, purpose}) => [
			`    edit "${nameOf(text)}"`,
			'        set type fqdn',
			`        set fqdn "${text}"`,
			`        set comment "${consoleString(purpose, longestComment)}"`,
			'    next',
		]),
		'end',
	];
}

/** The first member replaces what an earlier run left in the group. */
function groupLines(group: OutcomeGroup): string[] {
	const {key, title, protocol, port, outcomes} = group;
	const service =
		key in services
			? []
			: [
					'config firewall service custom',
					`    edit "${serviceOf(group)}"`,
					`        set ${protocol === 'udp' ? 'udp' : 'tcp'}-portrange ${port}`,
					'    next',
					'end',
				];
	return [
		'',
		`# ${title}`,
		'config firewall addrgrp',
		`    edit "arc-netcheck-${key}"`,
		...writtenOf(outcomes).map(({text}, index) => `        ${index === 0 ? 'set' : 'append'} member "${nameOf(text)}"`),
		'    next',
		'end',
		...service,
	];
}

function sourceLines({sources}: RuleOptions): string[] {
	const ranges = sources.map(splitSource);
	const members = ranges.filter(({family}) => family === 4);
	const others = ranges.filter(({family}) => family === 6).map(({address, bits}) => `${address}/${bits}`);
	const lines = others.map(source => `# The source ${source} is IPv6: it needs an address6 and a policy of its own.`);
	if (members.length === 0) return lines;
	return [
		...lines,
		'config firewall address',
		...members.flatMap(({address, bits}, index) => [
			`    edit "arc-netcheck-source-${index + 1}"`,
			`        set subnet ${address}/${bits}`,
			'    next',
		]),
		'end',
		'config firewall addrgrp',
		'    edit "arc-netcheck-source"',
		...members.map((_, index) => `        ${index === 0 ? 'set' : 'append'} member "arc-netcheck-source-${index + 1}"`),
		'    next',
		'end',
	];
}

function policyLines(groups: readonly OutcomeGroup[], options: RuleOptions): string[] {
	const sources = sourceLines(options);
	const source = sources.includes('    edit "arc-netcheck-source"') ? 'arc-netcheck-source' : 'SOURCE';
	return [
		'',
		...sources,
		'# The policies, for you to complete: interfaces, the address object of the source, and the inspection profile.',
		'# config firewall policy',
		...groups.flatMap(group => [
			'#     edit 0',
			`#         set name "arc-netcheck-${group.key}"`,
			'#         set srcintf "INSIDE"',
			'#         set dstintf "OUTSIDE"',
			`#         set srcaddr "${source}"`,
			`#         set dstaddr "arc-netcheck-${group.key}"`,
			`#         set service "${serviceOf(group)}"`,
			'#         set action accept',
			'#         set schedule "always"',
			'#     next',
		]),
		'# end',
	];
}

/** Exemptions from inspection take objects of a kind of their own, not those of the policies. */
function exemptionLines(outcomes: readonly Outcome[]): string[] {
	const hosts = writtenOf(outcomes);
	return [
		'# Hosts that deep inspection must leave alone.',
		'config firewall wildcard-fqdn custom',
		...hosts.flatMap(({text}) => [`    edit "${nameOf(text)}"`, `        set wildcard-fqdn "${text}"`, '    next']),
		'end',
		'# In each profile with deep inspection that the policies use, with numbers that are free there:',
		'# config firewall ssl-ssh-profile',
		'#     edit "PROFILE"',
		'#         config ssl-exempt',
		...hosts.flatMap(({text}) => [
			'#             edit NUMBER',
			'#                 set type wildcard-fqdn',
			`#                 set wildcard-fqdn "${nameOf(text)}"`,
			'#             next',
		]),
		'#         end',
		'#     next',
		'# end',
	];
}

export const fortigate: Dialect = {
	id: 'fortigate',
	title: 'FortiGate (FortiOS 6.2.2 or newer)',
	fileExtension: 'conf',
	commentMark: '#',
	firstLine: null,
	notes: [
		'Where it belongs: on the firewall that routes the traffic. It matches on addresses that the FortiGate learns from DNS answers passing through it, at most 1000 for one wildcard, so other names on those addresses pass as well.',
		'The clients must ask name servers through this FortiGate, and not over HTTPS (DoH); a wildcard is empty until a client has asked for a name under it.',
		'*.example.com takes names under example.com, several labels deep as far as users report; whether example.com itself counts is not documented.',
		'Not tested with FortiOS; the syntax is that of its documents.',
	],
	pasting: "Paste what this prints: grep -v '^#' FILE",
	cleanComment: cleanForConsole,
	withSource: null,
	withoutSource: 'SOURCE in the policies stands for the address object of the cluster',
	express,
	renderBody: (outcomes, options) => {
		const groups = groupOutcomes(outcomes);
		return [...addressLines(outcomes), ...groups.flatMap(groupLines), ...policyLines(groups, options)];
	},
	renderExemptions: exemptionLines,
};
