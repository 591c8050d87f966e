import type {Result} from '../../verdict/types.ts';
import {countOf, uniqueOf} from '../../words.ts';
import {hostOf, proxyNameOf} from '../results.ts';
import {findDecidingEvidence} from './deciding-evidence.ts';
import {describeHttpAnswer, describeProxyAnswer} from './describe-answer.ts';
import {describeDns} from './describe-dns.ts';
import {describeTcp} from './describe-tcp.ts';
import {describeTls} from './describe-tls.ts';
import type {Statement} from './statement.ts';

/** So many different statements are spelled out; a finding with more says how many hosts are left. */
const statementLimit = 3;

function describe(result: Result): Statement {
	const evidence = findDecidingEvidence(result);
	const proxy = proxyNameOf(result);
	switch (evidence?.stage) {
		case 'dns':
			return describeDns(evidence, result.verdict.cause);
		case 'tcp':
			return describeTcp(evidence, proxy);
		case 'proxy':
			return describeProxyAnswer(evidence, proxy);
		case 'tls':
			return describeTls(evidence, proxy);
		case 'http':
			return describeHttpAnswer(evidence, proxy);
		default:
			return {key: result.verdict.detail, say: whom => `seen for ${whom}: ${result.verdict.detail.replace(/\.$/, '')}`};
	}
}

/** What was seen for some results, in as few sentences as tell it: rows that saw the same are counted. */
export function describeEvidence(results: readonly Result[]): string {
	const groups = new Map<string, {statement: Statement; hosts: string[]}>();
	for (const result of results) {
		const statement = describe(result);
		const group = groups.get(statement.key) ?? {statement, hosts: []};
		group.hosts.push(hostOf(result));
		groups.set(statement.key, group);
	}
	const byCount = [...groups.values()]
		.map(({statement, hosts}) => ({statement, hosts: uniqueOf(hosts)}))
		.sort((one, other) => other.hosts.length - one.hosts.length);
	const sentences = byCount
		.slice(0, statementLimit)
		.map(({statement, hosts}) => asSentence(statement.say(nameHosts(hosts))));
	const rest = byCount.slice(statementLimit).flatMap(({hosts}) => hosts);
	if (rest.length > 0) sentences.push(`${countOf(rest.length, 'more host')} failed in similar ways.`);
	return sentences.join(' ');
}

function nameHosts(hosts: readonly string[]): string {
	const [only] = hosts;
	return hosts.length === 1 && only !== undefined ? only : countOf(hosts.length, 'host');
}

function asSentence(text: string): string {
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
