import {atOnce, eachInSteps, onceInSteps, type Steps} from '../chunks.ts';
import {targetDnsOf, targetTcpOf} from '../evidence/stages.ts';
import type {Attempt, Company, Control} from '../evidence/types.ts';
import {type WayOfFailing, wayOfFailing} from '../evidence/way-of-failing.ts';
import {formatProxy} from '../settings/proxy-url.ts';
import {uniqueOf} from '../words.ts';
import {asUnverified} from './judge-target.ts';
import type {Result} from './types.ts';

/** Fewer targets than this may have met something that passed by itself. */
const targetsWanted = 2;

/** Of so many orders in which the same could have come about, one shows a limit: that is seldom chance. */
const orderingsWanted = 50;

/** A peer that turned away those who were too many. */
export type Limit = {
	/** Who it is, as `peerOf` has it. */
	readonly peer: string;
	readonly by: 'proxy' | 'direct' | 'names';
	/** The proxy, or the name servers; null on the direct way. */
	readonly name: string | null;
	/** The one address at which it was met, or null. */
	readonly address: string | null;
	/** About so many it grants, at once or in a second, or before it turns everybody away for a while. */
	readonly count: number;
	readonly of: 'at-once' | 'per-second' | 'in-a-row';
	/** What of a company is counted for that. */
	readonly measure: (company: Company) => number;
	/** How it turned the others away. */
	readonly ways: readonly string[];
	/** The rows that failed in company and passed when asked again in a smaller one. */
	readonly rows: readonly Result[];
};

/** A try at one peer, and in what company it was. */
type Visit = {readonly result: Result; readonly company: Company; readonly way: WayOfFailing | null};

/**
 * The limits that a run met: what several targets failed at in company, and passed in a smaller one. Where that line is
 * between those that failed and those that passed, at once or by the second, is what the peer grants.
 */
export function findLimits(results: readonly Result[]): readonly Limit[] {
	return atOnce(findLimitsInSteps(results));
}

/** The same in steps: the tries of a row are one, and so is each peer. */
export const findLimitsInSteps = onceInSteps(function* (results: readonly Result[]): Steps<readonly Limit[]> {
	const all = (yield* eachInSteps(results, visitsOf)).flat();
	yield '';
	const byPeer = Map.groupBy(all, ({peer}) => peer);
	yield '';
	const limits = yield* eachInSteps(byPeer, ([peer, visits]) => {
		const banned = visits.filter(visit => visit.way !== null && visit.result.controls.some(isOfBan));
		if (banned.length > 0) return describeBan(peer, banned, visits);
		const sure = visits.filter(isLoad);
		if (uniqueOf(sure.map(({result}) => result.planned.target?.host)).length < targetsWanted) return [];
		const ways = uniqueOf(sure.map(({way}) => way?.key ?? ''));
		// Where there is a limit, those that failed like its others met it as well, however many there were the next time.
		const met = visits.filter(visit => ways.includes(visit.way?.key ?? '-') && hasPassedLater(visit));
		const passed = visits.filter(({way}) => way === null);
		const line = lineBetween(
			met.map(({company}) => company),
			passed.map(({company}) => company),
		);
		if (line === null || waysToChoose(met.length, met.length + passed.length) < orderingsWanted) return [];
		return {...describePeer(peer, met), ...line, ways};
	});
	return limits.flat();
});

/** Who limits, and whom. */
function describePeer(peer: string, met: readonly Visit[]): Pick<Limit, 'peer' | 'by' | 'name' | 'address' | 'rows'> {
	const rows = uniqueOf(met.map(({result}) => result));
	const addresses = uniqueOf(rows.map(({attempts}) => attempts.map(addressOf).findLast(one => one !== null) ?? ''));
	const [by = 'direct', ...name] = peer.split(' ');
	const address = by === 'direct' && addresses.length === 1 ? (addresses[0] ?? null) : null;
	return {peer, by: by as Limit['by'], name: name.join(' ') || null, address, rows};
}

/** That a host which had passed before was turned away as well, for a while or for as long as that was waited for. */
function isOfBan({kind}: Control): boolean {
	return kind === 'known-to-pass';
}

/** Whether its peer turned away a host that had passed before, too. */
export function isShutOut({result}: Pick<Visit, 'result'>): boolean {
	return result.controls.some(control => isOfBan(control) && !control.passed);
}

/** A peer that let some pass, and then nobody. */
function describeBan(peer: string, banned: readonly PeerVisit[], visits: readonly PeerVisit[]): Limit {
	const count = Math.max(
		1,
		visits.filter(({way, attempt, result}) => way === null && result.attempts[0] === attempt).length,
	);
	const ways = uniqueOf(banned.map(({way}) => way?.key ?? ''));
	const met = visits.filter(
		visit => ways.includes(visit.way?.key ?? '-') && (hasPassedLater(visit) || isShutOut(visit)),
	);
	return {...describePeer(peer, met), of: 'in-a-row', count, measure: ({open}) => open, ways};
}

/** Whether a row that failed was never asked in a company that its limit grants, so that the limit may be all it met. */
function wasOnlyInCompany(result: Result, limit: Limit): boolean {
	const last = result.attempts.at(-1);
	if (!last || !isTurnedAway(result, last, limit)) return false;
	const companies = visitsOf(result).flatMap(({peer, company}) => (peer === limit.peer ? company : []));
	return companies.length > 0 && companies.every(company => limit.measure(company) > limit.count);
}

/** The tries of a row without those that met one of these limits. */
function withoutLoad(result: Result, limits: readonly Limit[]): readonly Attempt[] {
	return result.attempts.filter(attempt => !limits.some(limit => isTurnedAway(result, attempt, limit)));
}

/** Whether a try failed at the peer that limits, as others did that met the limit. */
function isTurnedAway(result: Result, attempt: Attempt, {peer, ways}: Limit): boolean {
	const way = wayOfFailing(attempt);
	return way !== null && ways.includes(way.key) && peerOf(result, attempt, way.at) === peer;
}

/** In how many ways so many of some can be the ones that failed. */
function waysToChoose(count: number, all: number): number {
	let ways = 1;
	for (let index = 1; index <= Math.min(count, all - count); index++) ways *= (all - index + 1) / index;
	return ways;
}

/** `ofRow`: all of its row, in their order. */
type PeerVisit = Visit & {readonly peer: string; readonly attempt: Attempt; readonly ofRow: readonly PeerVisit[]};

const places = ['names', 'way'] as const;

function visitsOf(result: Result): readonly PeerVisit[] {
	const visits: PeerVisit[] = [];
	for (const attempt of result.attempts) {
		const way = wayOfFailing(attempt);
		for (const at of places) {
			const company = companyAt(attempt, at);
			// Behind the peer at which it failed nothing else was asked.
			if (!company) continue;
			const peer = peerOf(result, attempt, at);
			visits.push({result, attempt, company, way: way?.at === at ? way : null, peer, ofRow: visits});
		}
	}
	return visits;
}

/** Failed, and the same target passed at the same peer later, in a smaller company. */
function isLoad(visit: PeerVisit): boolean {
	const {company} = visit;
	return hasPassedLater(visit, later => later.open < company.open || later.recent < company.recent);
}

function hasPassedLater(
	{result, attempt, way, peer, ofRow}: PeerVisit,
	isFitting: (company: Company) => boolean = () => true,
): boolean {
	if (way === null) return false;
	const index = result.attempts.indexOf(attempt);
	return ofRow.some(
		other =>
			other.peer === peer &&
			other.way === null &&
			result.attempts.indexOf(other.attempt) > index &&
			isFitting(other.company),
	);
}

function companyAt(attempt: Attempt, at: 'names' | 'way'): Company | undefined {
	return at === 'way' ? attempt.company : targetDnsOf(attempt)?.company;
}

function peerOf({planned: {route}}: Result, attempt: Attempt, at: 'names' | 'way'): string {
	if (at === 'names') return `names ${targetDnsOf(attempt)?.servers.join(', ') ?? ''}`;
	return route?.proxy ? `proxy ${formatProxy(route.proxy)}` : 'direct';
}

function addressOf(attempt: Attempt): string | null {
	return targetTcpOf(attempt)?.connected ?? null;
}

type Line = Pick<Limit, 'of' | 'count' | 'measure'>;

/** What a limit counts. A peer that turns away in silence counts none of those who wait in vain. */
const measures: readonly Pick<Limit, 'of' | 'measure'>[] = [
	{of: 'at-once', measure: ({open}) => open},
	{of: 'per-second', measure: ({recent}) => recent},
	{of: 'at-once', measure: ({open, silent = 0}) => open - silent},
];

/**
 * The number that parts those who failed from those who passed with the smallest shares on the wrong side. Null where most
 * of either are on the wrong side: then it was not their number that they failed for.
 */
function lineBetween(failed: readonly Company[], passed: readonly Company[]): Line | null {
	const lines = measures.flatMap(({of, measure}) => {
		const fails = failed.map(measure);
		const passes = passed.map(measure);
		return uniqueOf([1, ...passes]).map(count => {
			const low = fails.filter(fail => fail <= count).length / Math.max(1, fails.length);
			const high = passes.filter(pass => pass > count).length / Math.max(1, passes.length);
			return {of, measure, count, low, high};
		});
	});
	const best = lines.toSorted(
		(one, other) => one.low + one.high - other.low - other.high || one.count - other.count,
	)[0];
	return best && best.low < 0.5 && best.high < 0.5 ? best : lineBelow(failed, passed);
}

/** So many failures at least show that none is below a line. */
const failuresWanted = 5;

/** How unlikely it may be at most that none failed below a line by chance alone. */
const chanceAtMost = 0.001;

/**
 * The number below which none failed. Who is turned away in silence stays open, so that others pass in a company of any
 * size later on, and no number parts the two. Null where none may have failed by chance.
 */
function lineBelow(failed: readonly Company[], passed: readonly Company[]): Line | null {
	if (failed.length < failuresWanted) return null;
	for (const {of, measure} of measures) {
		const count = Math.min(...failed.map(measure)) - 1;
		const below = passed.filter(company => measure(company) <= count).length;
		const share = failed.length / Math.max(1, failed.length + passed.length - below);
		if (count >= 1 && (1 - share) ** below < chanceAtMost) return {of, measure, count};
	}
	return null;
}

/**
 * Takes from the verdicts what the run did itself. What failed in company and passed in a smaller one met a limit, which
 * says nothing about the target. What failed in company alone is not known to be blocked.
 *
 * @param judge the verdict on a row for some of its tries
 */
export function* reviseLimits(
	results: readonly Result[],
	judge: (result: Result, attempts: readonly Attempt[]) => Result['verdict'],
): Steps<Result[]> {
	const limits = yield* findLimitsInSteps(results);
	if (limits.length === 0) return [...results];
	const met = new Set(limits.flatMap(({rows}) => rows));
	return yield* eachInSteps(results, result => {
		if (met.has(result) && result.verdict.status === 'unstable') {
			const verdict = judge(result, withoutLoad(result, limits));
			return {...result, verdict: {...verdict, notes: [...verdict.notes, limitNote]}};
		}
		const isUnclear = result.verdict.status === 'blocked' && limits.some(limit => wasOnlyInCompany(result, limit));
		return isUnclear
			? asUnverified(result, `${result.verdict.detail} But it was not asked within a limit that others met.`)
			: result;
	});
}

const limitNote =
	'It failed at first, beside many others, and passes with fewer at once: that was a limit on the way, and no fault of this host.';
