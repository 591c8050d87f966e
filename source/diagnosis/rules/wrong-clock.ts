import {probeAborted, timeServerRefuses, timeServerUnsynchronised, timeServerUnusable} from '../../evidence/codes.ts';
import type {Attempt, TimeServerEvidence, TlsEvidence} from '../../evidence/types.ts';
import {clockOffset} from '../../verdict/clock-skew.ts';
import type {JudgedRun, Result} from '../../verdict/types.ts';
import {countOf, uniqueOf} from '../../words.ts';
import {describeTimeServer, nameTimeServer} from '../describe-evidence.ts';
import {hostOf} from '../results.ts';
import {type Shell, shellOf} from '../shell-words.ts';
import type {Group, Rule} from '../types.ts';

/** Azure's connected machine agent warns at this offset. */
const offsetWanted = 120;

/** Servers that tell the right time agree with each other to about this many seconds. */
const agreementSeconds = 60;

/** Fewer hosts than this may be wrong themselves. */
const hostsWanted = 3;

/** The share of the hosts that tell a time which must agree. */
const shareWanted = 0.8;

type Skew = {readonly seconds: number; readonly hosts: readonly string[]};

/** How far servers are ahead of this machine, as most of them tell; null where they don't agree. */
function findAgreed(offsets: ReadonlyMap<string, number>, wanted: number, share: number): Skew | null {
	const sorted = [...offsets.values()].toSorted((one, other) => one - other);
	const middle = sorted[Math.floor(sorted.length / 2)];
	if (middle === undefined) return null;
	const hosts = [...offsets]
		.filter(([, offset]) => Math.abs(offset - middle) <= agreementSeconds)
		.map(([host]) => host);
	return hosts.length < wanted || hosts.length < share * offsets.size ? null : {seconds: middle, hosts};
}

/** What the answers of services say, which their certificates vouch for. */
function readAnswers(results: readonly Result[]): Skew | null {
	const offsets = new Map<string, number>();
	for (const result of results) {
		const offset = result.attempts.map(clockOffset).findLast(one => one !== null) ?? null;
		if (offset !== null) offsets.set(hostOf(result), offset);
	}
	return findAgreed(offsets, hostsWanted, shareWanted);
}

/** What most of the time servers say that told a time: nobody vouches for any of them. */
function readTimeServers(servers: readonly TimeServerEvidence[]): Skew | null {
	const offsets = servers.flatMap(server =>
		server.offsetMs === null ? [] : [[nameTimeServer(server), server.offsetMs / 1000] as const],
	);
	return findAgreed(new Map(offsets), 1, 0.51);
}

const isOff = ({seconds}: Skew) => Math.abs(seconds) > offsetWanted;

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

/** Whom the offset is from, in a sentence. */
function sourceOf({seconds, hosts}: Skew, isByAnswers: boolean): string {
	const off = `this machine is ${describeDuration(Math.abs(seconds))} ${seconds > 0 ? 'behind' : 'ahead'}`;
	if (isByAnswers) return `${countOf(hosts.length, 'host')} agree in their answers that ${off}.`;
	const said =
		hosts.length === 1 ? `The time server ${hosts[0]} says` : `${countOf(hosts.length, 'time server')} agree`;
	return `${said} that ${off}; too few services told a time to hold that against.`;
}

function explain(
	skew: Skew,
	isByAnswers: boolean,
	servers: readonly TimeServerEvidence[],
	results: readonly Result[],
	shell: Shell,
): Group {
	const isPosix = shell === 'posix';
	const {seconds} = skew;
	const broken =
		results.length === 0
			? 'No certificate fails because of it yet, but tokens and certificates with a short life will.'
			: `The certificates of ${countOf(uniqueOf(results.map(hostOf)).length, 'host')} only seem to be out of date because of it.`;
	const measured = servers.filter(({ok}) => ok).map(describeTimeServer);
	const byServers = measured.length === 0 ? '' : ` Measured over NTP: ${measured.join('; ')}.`;
	return {
		id: 'clock',
		title: 'The clock of this machine is wrong',
		owner: 'you',
		severity: 'warning',
		why: `${sourceOf(skew, isByAnswers)}${byServers} ${broken}`,
		impact: ['Sign-in fails, because tokens are not valid yet or no longer.'],
		fix: [
			'Set the clock of this machine, and let it follow a time server that it can reach (UDP port 123, or one inside the network).',
			'Check the clocks of all cluster nodes: their agents verify the same certificates and tokens.',
			{requester: 'Run the check again: certificate errors that remain have another cause.'},
		],
		checks: [
			{
				command: isPosix ? 'date --utc' : '(Get-Date).ToUniversalTime()',
				now: `Prints a time that is ${describeDuration(Math.abs(seconds))} ${seconds > 0 ? 'behind' : 'ahead of'} that of a clock you trust.`,
				fixed: 'Prints the time of a clock you trust, in UTC.',
			},
			{
				command: isPosix ? 'timedatectl status' : 'w32tm /query /status',
				now: `Mostly prints "${isPosix ? 'System clock synchronized: no' : 'Source: Local CMOS Clock'}".`,
				fixed: isPosix ? 'Prints "System clock synchronized: yes".' : 'Prints a time server behind "Source".',
			},
		],
		results,
	};
}

/** Time servers that tell another time than the services, whose certificates vouch for theirs, or than each other. */
function findLiars(answers: Skew | null, servers: readonly TimeServerEvidence[]): Group[] {
	const told = servers.flatMap(server => (server.offsetMs === null ? [] : [{server, seconds: server.offsetMs / 1000}]));
	const right = answers ?? readTimeServers(servers);
	const wrong = told.filter(({seconds}) => right === null || Math.abs(seconds - right.seconds) > agreementSeconds);
	if (wrong.length === 0) return [];
	const judge = answers === null ? 'the other time servers' : `${countOf(answers.hosts.length, 'service')}`;
	return [
		{
			id: 'clock.time-server',
			title:
				right === null
					? 'The time servers disagree'
					: `${wrong.length === 1 ? 'A time server tells' : `${wrong.length} time servers tell`} another time than ${answers === null ? 'the others' : 'the services'}`,
			owner: 'network',
			severity: 'warning',
			why: `Measured over NTP: ${wrong.map(({server}) => describeTimeServer(server)).join('; ')}. ${
				right === null
					? 'They can not all be right, and too few services told a time to decide.'
					: `That is not what ${judge} say. NTP is not signed: the server is wrong, or somebody answers in its place.`
			}`,
			fix: [
				'Compare these time servers with a clock you trust, and mend or replace those that are wrong.',
				'Until then let no node follow them: its certificates and tokens would fail.',
			],
			results: [],
		},
	];
}

/** What to do about a time server that told no time. */
function cureFor({error, kiss, host, port}: TimeServerEvidence): string {
	switch (error?.code) {
		case timeServerRefuses:
			return kiss === 'RATE'
				? `${host}: something asks it too often from this address; ask the clients here to poll less often, or use a server of your own.`
				: `${host}: ask its owner to serve this address, or use another time server.`;
		case timeServerUnsynchronised:
			return `${host}: ask its owner to let it follow a clock; until then use another time server.`;
		case timeServerUnusable:
			return `${host}: find out what answers in its place on UDP port ${port}.`;
		default:
			return `${host}: allow UDP port ${port} from every node to it, or give the nodes a time server inside the network.`;
	}
}

/** Time servers that were asked and told nothing: the nodes may be no better off. */
function findSilent({vantage: {timeServers = []}, results}: JudgedRun): Group[] {
	const silent = timeServers.filter(({ok, error}) => !ok && error?.code !== probeAborted);
	if (silent.length === 0) return [];
	const isNone = silent.length === timeServers.length;
	const hasProxy = results.some(({planned}) => planned.route?.via === 'proxy');
	return [
		{
			id: 'clock.not-told',
			title: isNone
				? 'No time server tells the time'
				: `${countOf(silent.length, 'time server')} did not tell the time`,
			owner: 'network',
			severity: isNone ? 'warning' : 'info',
			why: `Asked over NTP: ${silent.map(describeTimeServer).join('; ')}.${hasProxy ? ' NTP is UDP, which goes through no proxy: it needs a way of its own.' : ''}`,
			impact: ['Clocks of nodes without a time server drift, until certificates and tokens fail.'],
			fix: silent.map(cureFor),
			results: [],
		},
	];
}

/** Many servers that agree on another time mean that this machine is wrong; what it takes for bad certificates belongs to it. */
export const wrongClock: Rule = {
	name: 'wrong-clock',
	find(unexplained, run) {
		const {timeServers = []} = run.vantage;
		const answers = readAnswers(run.results);
		const skew = answers ?? readTimeServers(timeServers);
		const others = [...findLiars(answers, timeServers), ...findSilent(run)];
		if (skew === null || !isOff(skew)) return others;
		const behind = unexplained.filter(result => isCausedBy(result, skew));
		return [explain(skew, answers !== null, timeServers, behind, shellOf(run.vantage)), ...others];
	},
};
