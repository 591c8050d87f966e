import {endpointOf, isProbed} from '../../plan/endpoints.ts';
import {isUnknownWay} from '../../plan/pac.ts';
import type {PlanReport, PlanReportRow} from '../../record/plan-report.ts';
import {type Level, levels} from '../../vocabulary.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {levelWords} from './readers.ts';

/** One host and port of a plan: all rows that lead there, put together. */
export type PlanEndpoint = {
	readonly name: string;
	/** The most important of its rows. */
	readonly level: Level;
	/** What the most important of its rows is for. */
	readonly purpose: string;
	readonly isProbed: boolean;
	readonly rows: readonly PlanReportRow[];
};

/** The endpoints of a plan, in the order of their first appearance. */
export function planEndpoints({targets}: Pick<PlanReport, 'targets'>): PlanEndpoint[] {
	return [...Map.groupBy(targets, endpointOf)].flatMap(([name, rows]) => {
		const [first] = levels.flatMap(level => rows.filter(({requirement}) => requirement.level === level));
		if (first === undefined) return [];
		const {level, purpose} = first.requirement;
		return [{name, level, purpose, isProbed: rows.some(isProbed), rows}];
	});
}

/** What a plan comes to, in sentences. It counts endpoints, each a host and a port, as the report of a run does. */
export function describePlan({targets}: PlanReport): string {
	const endpoints = planEndpoints({targets});
	const probed = endpoints.filter(one => one.isProbed).map(({rows}) => rows);
	const byLevel = levels
		.map(level => ({level, count: endpoints.filter(one => one.level === level).length}))
		.filter(({count}) => count > 0)
		.map(({level, count}) => `${count} ${levelWords[level]}`);
	const countWhere = (isSo: (row: PlanReportRow) => boolean) => probed.filter(rows => rows.some(isSo)).length;
	const direct = countWhere(({route, routeReason}) => route === 'direct' && !isUnknownWay(routeReason));
	const unknown = countWhere(({routeReason}) => isUnknownWay(routeReason));
	const proxies = uniqueOf(probed.flatMap(rows => rows.flatMap(({proxy}) => proxy ?? [])));
	const ways = proxies.map(name => `${countWhere(({proxy}) => proxy === name)} through ${name}`);
	if (direct > 0) ways.push(`${direct} directly`);
	if (unknown > 0) ways.push(`${unknown} as the PAC says`);
	const [only] = ways;
	const way = ways.length === 1 && only !== undefined ? only.replace(/^\d+/, 'all') : joinWords(ways);
	const sampled = probed.filter(rows => rows.some(({target}) => target?.sampled)).length;
	const rest = endpoints.length - probed.length;
	return [
		`${countOf(endpoints.length, 'endpoint')}: ${joinWords(byLevel)}.`,
		probed.length === 0 ? 'None will be tested.' : `${probed.length} will be tested, ${way}.`,
		sampled === 0 ? '' : `${sampled} of them by public stand-ins for wildcards.`,
		rest === 0 ? '' : `${rest} can't be tested (UDP, unnamed wildcards).`,
	]
		.filter(sentence => sentence !== '')
		.join(' ');
}
