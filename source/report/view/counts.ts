import {type Scope, scopes} from '../../catalog/types.ts';
import {countOf, joinWords} from '../../diagnosis/words.ts';
import {statuses} from '../../probe/types.ts';
import type {RunReport, RunReportRow} from '../run-report.ts';
import {levelOf} from './endpoints.ts';
import {vantageNames} from './settings-facts.ts';
import {statusMarks} from './status-marks.ts';

/** `70 (60 reachable, 3 blocked, 7 unverified)`. */
export function describeCounts({summary}: RunReport): string {
	const parts = statuses
		.filter(status => summary[status] > 0)
		.map(status => `${summary[status]} ${statusMarks[status].word}`);
	return parts.length === 0 ? `${summary.targets}` : `${summary.targets} (${parts.join(', ')})`;
}

/** Whether the network decided the row. */
export function isTested({status}: RunReportRow): boolean {
	return status !== 'unverified' && status !== 'skipped';
}

/** Rows that nobody could test. A stand-in is none of them if another one spoke for the same wildcard. */
export function untestedRows({results}: RunReport): RunReportRow[] {
	const answered = new Set(results.filter(isTested).map(({requirement}) => requirement?.id));
	return results.filter(
		row => row.status === 'unverified' && !(row.target?.sampled && answered.has(row.requirement?.id)),
	);
}

/** Those of them that are mandatory. */
export function untestedMandatory(report: RunReport): RunReportRow[] {
	return untestedRows(report).filter(row => levelOf(row) === 'mandatory');
}

/** One sentence on wildcards that were tested by public hosts in place of the user's own, or null where there are none. */
export function describeSamples({results}: RunReport): string | null {
	const patterns = new Set(
		results.filter(row => row.target?.sampled && isTested(row)).map(({requirement}) => requirement?.pattern),
	);
	if (patterns.size === 0) return null;
	return `${countOf(patterns.size, 'wildcard')} tested by public stand-ins; rules with exact names may still block your own hosts.`;
}

/** For whom each vantage point can speak. Images are pulled by the nodes, the rest is asked for by pods: both are the cluster. */
const ownScopes: {readonly [kind in RunReport['vantage']['kind']]: readonly Scope[]} = {
	jumpbox: ['jumpbox'],
	node: ['cluster', 'aks-node'],
	pod: ['cluster'],
};

const scopeNames: {readonly [scope in Scope]: string} = {
	cluster: 'the cluster',
	jumpbox: 'the jump box',
	'aks-node': 'AKS nodes',
	browser: 'a browser',
};

/** Who must reach the endpoint of a row, in words. */
export function describeScope(scope: readonly Scope[]): string {
	return joinWords(scope.map(one => scopeNames[one]));
}

/** One sentence on the rows that others than this vantage point must reach, or null where there are none. */
export function describeOtherScopes({results, vantage}: RunReport): string | null {
	const own = ownScopes[vantage.kind];
	const others = results.flatMap(({requirement}) => {
		const scope = requirement?.scope ?? [];
		return scope.length > 0 && !scope.some(one => own.includes(one)) ? [scope] : [];
	});
	if (others.length === 0) return null;
	const who = describeScope(scopes.filter(scope => others.some(each => each.includes(scope))));
	const verb = others.length === 1 ? 'target matters' : 'targets matter';
	return `${others.length} ${verb} to ${who}: as seen from here, a ${vantageNames[vantage.kind]}, whose path may differ from theirs.`;
}
