import {endpointOf} from '../../plan/endpoints.ts';
import {findLimits, isShutOut, type Limit} from '../../verdict/limits.ts';
import type {JudgedRun} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import type {Owner} from '../types.ts';
import type {Group, Rule} from './types.ts';

type Words = {readonly id: string; readonly who: string; readonly owner: Owner; readonly unit: string};

const wordsFor: {readonly [by in Limit['by']]: (limit: Limit) => Words} = {
	proxy: ({name}) => ({id: `limit.proxy@${name}`, who: `The proxy ${name}`, owner: 'proxy', unit: 'connection'}),
	direct: ({address}) => ({
		id: 'limit.firewall',
		who: address === null ? 'A firewall on the direct way' : `A firewall before ${address}, or the host itself,`,
		owner: 'network',
		unit: 'connection',
	}),
	names: ({name}) => ({
		id: 'limit.name-server',
		who: name === null ? 'The name server' : `The name server ${name}`,
		owner: 'dns',
		unit: 'name',
	}),
};

const titles: {readonly [by in Limit['by']]: string} = {
	proxy: 'The proxy limits how many connections this machine may have',
	direct: 'Something on the way limits how many connections this machine may have',
	names: 'The name server limits how much this machine may ask',
};

/** `status 503`, `silence`, `ECONNRESET`: how those were turned away who were too many. */
function describeWay(key: string): string {
	const [stage = '', seen = ''] = key.split(' ');
	if (/TIMEOUT|TIMEDOUT/.test(seen)) return 'silence';
	return /^\d+$/.test(seen) ? `status ${seen}` : `${seen} (${stage})`;
}

function explain(limit: Limit, {settings}: JudgedRun): Group {
	const {id, who, owner, unit} = wordsFor[limit.by](limit);
	const {count} = limit;
	const isAtOnce = limit.of === 'at-once';
	const granted = `${countOf(count, unit)} ${{'at-once': 'at once', 'per-second': 'a second', 'in-a-row': 'in a row'}[limit.of]}`;
	// A target may have two connections for a moment.
	const below = isAtOnce ? Math.max(1, Math.floor(count / 2)) : 1;
	const ways = joinWords(limit.ways.map(describeWay), 3, ['way', 'ways']);
	const failed = countOf(uniqueOf(limit.rows.map(({planned}) => endpointOf(planned))).length, 'endpoint');
	const untested = limit.rows.filter(result => isShutOut({result})).length;
	return {
		id,
		title: titles[limit.by],
		owner,
		severity: 'warning',
		why:
			limit.of === 'in-a-row'
				? `${who} let about ${granted} pass and then turned everybody away (${ways}), what had passed before as well, ${untested > 0 ? `for as long as it was waited for, so that nothing is known of ${countOf(untested, 'endpoint')}.` : `for a while. ${failed} failed meanwhile and were asked again later, so none of them is blocked for that.`}`
				: `${who} grants this machine about ${granted}. ${failed} failed beside others (${ways}) and passed when they were asked again with fewer at once, so none of them is blocked for that.`,
		impact: [
			'Whatever opens more than that at once fails now and then, which looks like a network that comes and goes. The agents open fewer connections than this check, but nodes that pull images at the same time may open as many.',
		],
		fix: [
			untested > 0
				? 'Find out for how long it turns this machine away, wait for that, and check again what was not tested, with --concurrency 1.'
				: {
						requester:
							below < settings.concurrency
								? `Nothing has to be done for this check: it stays below the limit with --concurrency ${below}, and asks again by itself without.`
								: 'Nothing has to be done for this check: it asks again by itself.',
					},
			`If all nodes of the cluster share one address towards it, or pull many images at once, raise the limit of ${granted} for them.`,
		],
		results: [],
	};
}

/** A peer that turned away those who were too many: nothing is blocked for it, but somebody should know. */
export const metLimits: Rule = {
	name: 'met-limits',
	find: (_unexplained, run) => findLimits(run.results).map(limit => explain(limit, run)),
};
