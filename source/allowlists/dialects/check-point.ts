import {quoteShellWord} from '../../diagnosis/shell-words.ts';
import {baseOf, entriesOf, shapeOf} from '../hosts.ts';
import {
	addressReason,
	exact,
	groupOutcomes,
	inexpressible,
	type OutcomeGroup,
	widened,
	writtenOf,
} from '../outcomes.ts';
import {consoleString, defaultVariable, requireVariable} from '../script-text.ts';
import {splitSource} from '../source-range.ts';
import type {Dialect, Expression, Outcome, RuleEntry, RuleOptions} from '../types.ts';

const longestComment = 255;

/**
 * A domain object is called after its domain, with a dot in front, so that there is one for a domain and all rules share
 * it: with sub-domains it takes the domain and all under it, without them the domain alone ("Domains" in the Security
 * Management guides of R81 and R82; is-sub-domain as in the dns-domain module of Check Point's own Ansible collection).
 */
function express({host, port, protocol}: RuleEntry, all: readonly RuleEntry[]): Expression {
	const shape = shapeOf(host);
	if (shape === 'address') return inexpressible(addressReason);
	if (shape === 'inner-wildcard') return inexpressible('only the whole beginning of a name can be left open');
	const isOnSamePort = (other: RuleEntry) => other.port === port && other.protocol === protocol;
	if (shape === 'leading-wildcard') {
		const base = baseOf(host);
		const isApexWanted = entriesOf(base, all).some(isOnSamePort);
		return isApexWanted ? exact(`.${base}`) : widened(`.${base}`, `also ${base} itself`);
	}
	const [wildcard] = entriesOf(`*.${host}`, all);
	return wildcard === undefined || isOnSamePort(wildcard)
		? exact(`.${host}`)
		: widened(
				`.${host}`,
				`also names under it, since the object is shared with ${wildcard.host} port ${wildcard.port}`,
			);
}

const services: {readonly [key: string]: string} = {'https-443': 'https', 'http-80': 'http'};

const serviceOf = ({key, protocol, port}: OutcomeGroup) =>
	services[key] ?? `arc-netcheck-${protocol === 'udp' ? 'udp' : 'tcp'}-${port}`;

function objectLines(outcomes: readonly Outcome[]): string[] {
	const open = new Set(
		outcomes.filter(({entry}) => shapeOf(entry.host) === 'leading-wildcard').flatMap(({written}) => written),
	);
	return writtenOf(outcomes).map(({text, purpose}) => {
		const comment = quoteShellWord(consoleString(purpose, longestComment));
		return `run add dns-domain name ${text} is-sub-domain ${open.has(text)} comments ${comment}`;
	});
}

function sourceLines({sources}: RuleOptions): string[] {
	if (sources.length === 0) return [requireVariable('SOURCE', 'name the network object that the traffic comes from')];
	return [
		'SOURCE=arc-netcheck-source',
		'run add group name arc-netcheck-source',
		...sources.flatMap((source, index) => {
			const {family, address, bits} = splitSource(source);
			const suffix = family === 6 ? '6' : '';
			const name = `arc-netcheck-source-${index + 1}`;
			const isSingle = bits === (family === 6 ? 128 : 32);
			return [
				isSingle
					? `run add host name ${name} ip-address ${address}`
					: `run add network name ${name} subnet${suffix} ${address} mask-length${suffix} ${bits}`,
				`run set group name arc-netcheck-source members.add ${name}`,
			];
		}),
	];
}

function groupLines(group: OutcomeGroup): string[] {
	const {key, title, protocol, port, outcomes} = group;
	const name = `arc-netcheck-${key}`;
	const service = serviceOf(group);
	return [
		'',
		`# ${title}`,
		`run add group name ${name}`,
		...writtenOf(outcomes).map(({text}) => `run set group name ${name} members.add ${text}`),
		...(key in services ? [] : [`run add service-${protocol === 'udp' ? 'udp' : 'tcp'} name ${service} port ${port}`]),
		`run add access-rule layer "$LAYER" position top name ${name} source.1 "$SOURCE" destination.1 ${name} service.1 ${service} action Accept`,
	];
}

function renderBody(outcomes: readonly Outcome[], options: RuleOptions): string[] {
	return [
		'set -uo pipefail',
		'',
		requireVariable('SESSION', 'log in first: mgmt_cli login > session.txt, then SESSION=session.txt'),
		defaultVariable('LAYER', 'Network'),
		'failed=0',
		'# What is there already is used as it is: the line that would add it says so, and the others go on.',
		'run() { mgmt_cli "$@" -s "$SESSION" || failed=$((failed + 1)); }',
		'',
		...sourceLines(options),
		'',
		...objectLines(outcomes),
		...groupOutcomes(outcomes).flatMap(groupLines),
		'',
		'echo "$failed commands were refused. Look at the session in SmartConsole, then: mgmt_cli publish -s \\"$SESSION\\""',
	];
}

export const checkPoint: Dialect = {
	id: 'check-point',
	title: 'Check Point, as commands of mgmt_cli',
	fileExtension: 'sh',
	commentMark: '#',
	firstLine: '#!/usr/bin/env bash',
	notes: [
		'Where it belongs: on the management server of the gateway that routes the traffic. Nothing is in force before you publish the session and install the policy.',
		'Domain objects match on addresses. An exact name is looked up by the gateway; one with its sub-domains is found by reverse DNS, which the documents call inaccurate, and which the shared addresses of clouds seldom allow: give your own names with --resource wherever you can, and test after the installation.',
		'.example.com with sub-domains takes names under example.com and example.com itself, which has the same owner. Objects are called after their domain, so they carry no name of this program.',
		'HTTPS inspection has rules of its own: add a rule with the action Bypass for the hosts to exempt by hand.',
		'Checked: bash reads it. Not tested with Check Point; the syntax is that of its API and of public scripts.',
	],
	cleanComment: text => text,
	withSource: null,
	withoutSource: 'SOURCE in the environment has to name the network object of the cluster',
	express,
	renderBody,
	renderExemptions: null,
};
