import type {Attempt, TlsEvidence} from '../../evidence/types.ts';
import {clockOffset} from '../../verdict/clock-skew.ts';
import type {Result} from '../../verdict/types.ts';
import {countOf, uniqueOf} from '../../words.ts';
import {hostOf} from '../results.ts';
import type {Group, Rule} from './types.ts';

/** Azure's connected machine agent warns at this offset. */
const offsetWanted = 120;

/** Servers that tell the right time agree with each other to about this many seconds. */
const agreementSeconds = 60;

/** Fewer hosts than this may be wrong themselves. */
const hostsWanted = 3;

/** The share of the hosts that tell a time which must agree. */
const shareWanted = 0.8;

type Skew = {readonly seconds: number; readonly hosts: readonly string[]};

/** How far the servers are ahead of this machine, as most of them tell; null where they don't agree, or agree with it. */
function findSkew(results: readonly Result[]): Skew | null {
	const offsets = new Map<string, number>();
	for (const result of results) {
		const offset = result.attempts.map(clockOffset).findLast(one => one !== null) ?? null;
		if (offset !== null) offsets.set(hostOf(result), offset);
	}
	const sorted = [...offsets.values()].toSorted((one, other) => one - other);
	const middle = sorted[Math.floor(sorted.length / 2)];
	if (middle === undefined || Math.abs(middle) <= offsetWanted) return null;
	const hosts = [...offsets]
		.filter(([, offset]) => Math.abs(offset - middle) <= agreementSeconds)
		.map(([host]) => host);
	return hosts.length < hostsWanted || hosts.length < shareWanted * offsets.size ? null : {seconds: middle, hosts};
}

/** Whether the certificates of a try are good at the time that the servers tell. */
function isGoodAt({startedAt, stages}: Attempt, seconds: number): boolean {
	const time = Date.parse(startedAt) + seconds * 1000;
	const chains = stages
		.filter((stage): stage is TlsEvidence => stage.stage === 'tls' && stage.of === 'target')
		.map(({chain}) => chain);
	return chains.every(chain =>
		chain.every(({validFrom, validTo}) => Date.parse(validFrom) <= time && time <= Date.parse(validTo)),
	);
}

function isCausedBy({verdict, attempts}: Result, {seconds}: Skew): boolean {
	if (verdict.cause !== 'tls.expired' && verdict.cause !== 'tls.not-yet-valid') return false;
	return attempts.every(attempt => isGoodAt(attempt, seconds));
}

/** `5 minutes`, `3 hours`, `2 days`. */
function describeDuration(seconds: number): string {
	const minutes = Math.round(seconds / 60);
	if (minutes < 120) return countOf(minutes, 'minute');
	return minutes < 2880 ? countOf(Math.round(minutes / 60), 'hour') : countOf(Math.round(minutes / 1440), 'day');
}

function explain(skew: Skew, results: readonly Result[]): Group {
	const {seconds, hosts} = skew;
	const broken =
		results.length === 0
			? 'No certificate fails because of it yet, but tokens and certificates with a short life will.'
			: `The certificates of ${countOf(uniqueOf(results.map(hostOf)).length, 'host')} only seem to be out of date because of it.`;
	return {
		id: 'clock',
		title: 'The clock of this machine is wrong',
		owner: 'you',
		severity: 'warning',
		why: `${countOf(hosts.length, 'host')} agree in their answers that this machine is ${describeDuration(Math.abs(seconds))} ${seconds > 0 ? 'behind' : 'ahead'}. ${broken}`,
		impact: ['Sign-in fails, because tokens are not valid yet or no longer.'],
		fix: [
			'Set the clock of this machine, and let it follow a time server that it can reach (UDP port 123, or one inside the network).',
			'Check the clocks of all cluster nodes: their agents verify the same certificates and tokens.',
			{requester: 'Run the check again: certificate errors that remain have another cause.'},
		],
		checks: [
			{
				command: 'date --utc',
				now: `Prints a time that is ${describeDuration(Math.abs(seconds))} ${seconds > 0 ? 'behind' : 'ahead of'} that of a clock you trust.`,
				fixed: 'Prints the time of a clock you trust, in UTC.',
			},
			{
				command: 'timedatectl status',
				now: 'Mostly prints "System clock synchronized: no".',
				fixed: 'Prints "System clock synchronized: yes".',
			},
		],
		results,
	};
}

/** Many servers that agree on another time mean that this machine is wrong; what it takes for bad certificates belongs to it. */
export const wrongClock: Rule = {
	name: 'wrong-clock',
	find(unexplained, {results: all}) {
		const skew = findSkew(all);
		if (skew === null) return [];
		return [
			explain(
				skew,
				unexplained.filter(result => isCausedBy(result, skew)),
			),
		];
	},
};
