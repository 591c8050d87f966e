import type {Cause} from '../../verdict/causes.ts';
import type {JudgedRun, Result} from '../../verdict/types.ts';
import {countOf} from '../../words.ts';
import {causeContextOf} from '../cause-context.ts';
import {causeTextOf} from '../cause-variants.ts';
import {describeEvidence} from '../describe-evidence.ts';
import {endpointNamesOf, isDecided, proxyNameOf} from '../results.ts';
import type {Group, Rule} from './types.ts';

/** Causes that lie in the proxy or on the way to it, whatever is fetched through it. */
const proxyFaults: ReadonlySet<Cause> = new Set<Cause>([
	'proxy.unresolvable',
	'proxy.refused',
	'proxy.timeout',
	'proxy.unreachable',
	'proxy.tls-untrusted',
	'proxy.wrong-scheme',
	'proxy.auth-required',
	'proxy.auth-rejected',
	'proxy.closed',
	'proxy.protocol-error',
]);

/** The cause that most rows show: a proxy that is going down may answer one row and time out on the next. */
function mostFrequentCause(results: readonly Result[]): Cause | null {
	const groups = [...Map.groupBy(results, ({verdict}) => verdict.cause ?? '').values()];
	const largest = groups.sort((one, other) => other.length - one.length)[0];
	return largest?.[0]?.verdict.cause ?? null;
}

function explain(proxy: string, results: readonly Result[], run: JudgedRun): Group[] {
	const isProxyFault = ({verdict}: Result) =>
		verdict.status === 'blocked' && verdict.cause !== null && proxyFaults.has(verdict.cause);
	const cause = mostFrequentCause(results);
	if (cause === null || !results.every(isProxyFault)) return [];
	const example = results.find(({verdict}) => verdict.cause === cause);
	const {text} = causeTextOf(cause, example);
	return [
		{
			id: `${cause}@${proxy}`,
			title: text.title,
			owner: text.owner,
			why: `${run.complete ? 'Everything that goes' : 'Everything so far that went'} through ${proxy} ${run.complete ? 'fails' : 'failed'} at the proxy itself (${countOf(endpointNamesOf(results).length, 'endpoint')}). ${describeEvidence(results)} ${text.meaning}`,
			fix: text.fix(causeContextOf(results)),
			results,
		},
	];
}

/** A proxy that lets nothing through is one finding, not one for each host behind it. */
export const proxyFails: Rule = {
	name: 'proxy-fails',
	find(unexplained, run) {
		const proxied = unexplained.filter(result => isDecided(result) && proxyNameOf(result) !== null);
		const groups = Map.groupBy(proxied, result => proxyNameOf(result) ?? '');
		return [...groups].flatMap(([proxy, results]) => explain(proxy, results, run));
	},
};
