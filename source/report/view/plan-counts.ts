import {countOf, joinWords, uniqueOf} from '../../diagnosis/words.ts';
import {levels} from '../../vocabulary.ts';
import type {PlanReport, PlanReportRow} from '../plan-report.ts';

/** Whether anything will be asked for the row. */
export function isProbed({target, route}: PlanReportRow): boolean {
	return target !== null && route !== null;
}

/** What a plan comes to, in sentences. */
export function describePlan({targets}: PlanReport): string {
	const probed = targets.filter(isProbed);
	const byLevel = levels
		.map(level => ({level, count: targets.filter(({requirement}) => requirement.level === level).length}))
		.filter(({count}) => count > 0)
		.map(({level, count}) => `${count} ${level}`);
	const direct = probed.filter(({route}) => route === 'direct').length;
	const proxies = uniqueOf(probed.flatMap(({proxy}) => proxy ?? []));
	const ways = proxies.map(name => `${probed.filter(({proxy}) => proxy === name).length} through ${name}`);
	if (direct > 0) ways.push(`${direct} directly`);
	const [only] = ways;
	const way = ways.length === 1 && only !== undefined ? only.replace(/^\d+/, 'all') : joinWords(ways);
	const sampled = probed.filter(({target}) => target?.sampled).length;
	const rest = targets.length - probed.length;
	return [
		`${countOf(targets.length, 'target')}: ${joinWords(byLevel)}.`,
		probed.length === 0 ? 'None will be probed.' : `${probed.length} will be probed, ${way}.`,
		sampled === 0 ? '' : `${sampled} of them by public stand-ins for wildcards.`,
		rest === 0 ? '' : `${rest} cannot be probed as the settings stand.`,
	]
		.filter(sentence => sentence !== '')
		.join(' ');
}
