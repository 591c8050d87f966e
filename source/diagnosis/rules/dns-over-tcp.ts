import {dnsOverTcpSilent} from '../../evidence/codes.ts';
import {nameServersOf, targetDnsOf} from '../../evidence/stages.ts';
import type {Result} from '../../verdict/types.ts';
import {countOf, uniqueOf} from '../../words.ts';
import {hostOf} from '../results.ts';
import type {Rule} from './types.ts';

function needsTcp({attempts, verdict}: Result): boolean {
	const last = attempts.at(-1);
	return verdict.status === 'blocked' && last !== undefined && targetDnsOf(last)?.error?.code === dnsOverTcpSilent;
}

/** Answers that are too long for UDP never arrive, although the name server answers. */
export const dnsOverTcp: Rule = {
	name: 'dns-over-tcp',
	find(unexplained) {
		const results = unexplained.filter(needsTcp);
		if (results.length === 0) return [];
		const servers = nameServersOf(results).join(', ') || 'the name server';
		return [
			{
				id: 'dns.over-tcp',
				title: 'Long answers of the name server do not arrive',
				owner: 'network',
				why: `The name server ${servers} says over UDP that its answer for ${countOf(uniqueOf(results.map(hostOf)).length, 'name')} is truncated, since it does not fit, and does not answer over TCP. So TCP port 53 towards it is what fails.`,
				fix: [
					`Allow TCP port 53 from this machine and from the cluster nodes to ${servers}, beside UDP port 53.`,
					'If the name server itself does not listen on TCP, let its team switch that on (RFC 7766 demands it).',
				],
				results,
			},
		];
	},
};
