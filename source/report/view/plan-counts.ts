import {endpointOf} from '../../plan/endpoints.ts';
import type {PlanReport, PlanReportRow} from '../../record/plan-report.ts';
import {levels} from '../../vocabulary.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';

/** Whether anything will be asked for the row. */
export function isProbed({target, route}: PlanReportRow): boolean {
	return target !== null && route !== null;
}

/** What a plan comes to, in sentences. It counts endpoints, each a host and a port, as the report of a run does. */
export function describePlan({targets}: PlanReport): string {
	const endpoints = [...Map.groupBy(targets, endpointOf).values()];
	const levelOf = (rows: readonly PlanReportRow[]) =>
		levels.find(level => rows.some(({requirement}) => requirement.level === level));
	const probed = endpoints.filter(rows => rows.some(isProbed));
	const byLevel = levels
		.map(level => ({level, count: endpoints.filter(rows => levelOf(rows) === level).length}))
		.filter(({count}) => count > 0)
		.map(({level, count}) => `${count} ${level}`);
	const direct = probed.filter(rows => rows.some(({route}) => route === 'direct')).length;
	const proxies = uniqueOf(probed.flatMap(rows => rows.flatMap(({proxy}) => proxy ?? [])));
	const ways = proxies.map(
		name => `${probed.filter(rows => rows.some(({proxy}) => proxy === name)).length} through ${name}`,
	);
	if (direct > 0) ways.push(`${direct} directly`);
	const [only] = ways;
	const way = ways.length === 1 && only !== undefined ? only.replace(/^\d+/, 'all') : joinWords(ways);
	const sampled = probed.filter(rows => rows.some(({target}) => target?.sampled)).length;
	const rest = endpoints.length - probed.length;
	return [
		`${countOf(endpoints.length, 'endpoint')}, each a host and a port: ${joinWords(byLevel)}.`,
		probed.length === 0 ? 'None will be probed.' : `${probed.length} will be probed, ${way}.`,
		sampled === 0 ? '' : `${sampled} of them by public stand-ins for wildcards.`,
		rest === 0 ? '' : `${rest} cannot be probed as the settings stand.`,
	]
		.filter(sentence => sentence !== '')
		.join(' ');
}
