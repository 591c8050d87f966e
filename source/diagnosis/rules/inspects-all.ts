import {safeText} from '../../safe-text.ts';
import type {JudgedRun, Result} from '../../verdict/types.ts';
import {countOf, uniqueOf} from '../../words.ts';
import {causeContextOf} from '../cause-context.ts';
import {inspectionSteps} from '../cause-texts/inspection-steps.ts';
import {describeEvidence, findIssuer} from '../describe-evidence.ts';
import {hostOf, soFar} from '../results.ts';
import type {Group, Rule} from './types.ts';

/** The share of hosts that showed a certificate which one issuer must have signed. */
const shareWanted = 0.8;

/** Fewer hosts than this don't make a pattern. */
const hostsWanted = 3;

function isInspected({verdict}: Result): boolean {
	return verdict.cause === 'tls.intercepted' || verdict.cause === 'tls.untrusted';
}

function explain(issuer: string, results: readonly Result[], shown: readonly Result[], run: JudgedRun): Group[] {
	const hosts = uniqueOf(results.map(hostOf)).length;
	const all = uniqueOf(shown.map(hostOf)).length;
	if (hosts < hostsWanted || hosts < shareWanted * all) return [];
	const name = safeText(issuer, 120).replaceAll('"', "'");
	return [
		{
			id: `tls.inspects-all#${safeText(issuer, 120)}`,
			title: `TLS inspection of everything${soFar(run)}`,
			owner: 'security',
			why: `One CA, "${name}", issued the certificates of ${hosts} of the ${countOf(all, 'host')} that showed one${soFar(run)}, so a device on the way opens all TLS. ${describeEvidence(results)} Pods and nodes do not know this CA unless they are told to.`,
			fix: inspectionSteps(causeContextOf(results)),
			remedy: 'exempt',
			results,
		},
	];
}

/** One device that opens all TLS is one finding, with the places that must learn its CA. */
export const inspectsAll: Rule = {
	name: 'inspects-all',
	find(unexplained, run) {
		const shown = run.results.filter(
			result => !result.verdict.cause?.startsWith('proxy.') && findIssuer(result) !== null,
		);
		const byIssuer = Map.groupBy(unexplained.filter(isInspected), result => findIssuer(result) ?? '');
		return [...byIssuer].flatMap(([issuer, results]) => (issuer === '' ? [] : explain(issuer, results, shown, run)));
	},
};
