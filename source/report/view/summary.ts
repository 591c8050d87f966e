import {type Scope, scopes} from '../../catalog/types.ts';
import {needsAction, soFar} from '../../diagnosis/results.ts';
import {owners} from '../../diagnosis/types.ts';
import {countEndpoints, countUntested, isTested} from '../../record/counts.ts';
import {type Endpoint, levelOf, toEndpoints} from '../../record/endpoints.ts';
import type {Run, RunRow} from '../../record/run.ts';
import {vantageNames} from '../../record/vantage.ts';
import {statuses} from '../../verdict/types.ts';
import {countOf, joinWords} from '../../words.ts';
import {ownerNames} from './readers.ts';
import {statusMarks} from './status-marks.ts';

export type OverallVerdict = {
	/** Whether all that is needed, as far as it was tested, is reachable, and something was tested. */
	readonly ok: boolean;
	/** One or a few sentences for a reader. */
	readonly sentence: string;
};

function isNeeded(row: RunRow): boolean {
	const level = levelOf(row);
	return (level === 'mandatory' || level === 'conditional') && row.requirement?.lifecycle.state !== 'retired';
}

/** `1 finding for the proxy team, 2 for the DNS team`: the errors and warnings, as every list of findings counts them. */
function describeOwners({findings}: Run): string {
	const open = findings.filter(needsAction);
	const counts = owners
		.map(owner => ({owner, count: open.filter(finding => finding.owner === owner).length}))
		.filter(({count}) => count > 0);
	return joinWords(
		counts.map(
			({owner, count}, index) => `${index === 0 ? countOf(count, 'finding') : count} for ${ownerNames[owner]}`,
		),
	);
}

function describeBlocked(blocked: readonly Endpoint[], needed: readonly Endpoint[], report: Run): string | null {
	const [only] = blocked;
	if (only === undefined) return null;
	if (needed.length <= 1) return `${only.name} is blocked`;
	const counted = `${blocked.length} of ${needed.length} needed endpoints`;
	return `${counted}${report.complete ? '' : ` probed${soFar(report)}`} ${blocked.length === 1 ? 'is' : 'are'} blocked`;
}

function describeInspected(inspected: readonly Endpoint[]): string | null {
	if (inspected.length === 0) return null;
	return `${countOf(inspected.length, 'endpoint')} ${inspected.length === 1 ? 'is' : 'are'} opened by TLS inspection, which breaks the service`;
}

function describeSuccess(needed: readonly Endpoint[], report: Run): string {
	const warnings = report.findings.filter(({severity}) => severity === 'warning').length;
	const [only] = needed;
	const subject =
		only === undefined
			? 'Nothing that is needed failed'
			: needed.length === 1
				? `${only.name} is reachable`
				: `All ${needed.length} needed endpoints that were tested are reachable`;
	return warnings === 0 ? `${subject}.` : `${subject}; ${countOf(warnings, 'warning')} to look at.`;
}

function describeFaults(errors: readonly Endpoint[], needed: readonly Endpoint[], report: Run): string {
	const blocked = errors.filter(({row}) => row.status === 'blocked');
	const inspected = errors.filter(({row}) => row.status !== 'blocked');
	const faults = [describeBlocked(blocked, needed, report), describeInspected(inspected)].filter(part => part !== null);
	return `${[joinWords(faults), describeOwners(report)].filter(part => part !== '').join('; ')}.`;
}

/** Said first when it holds: everything else follows from it. */
function describeNameResolution({findings, settings, results}: Run): string | null {
	const finding = findings.find(({kind}) => kind === 'no-name-resolves');
	if (finding === undefined) return null;
	const hasProxy = settings.proxy.https !== null || settings.proxy.http !== null;
	const scope = hasProxy ? 'that bypass the proxy' : 'that were probed';
	const direct = toEndpoints(results.filter(row => isTested(row) && row.route === 'direct'));
	const isAll = direct.every(({name}) => finding.targets.includes(name));
	const counted = `${isAll ? 'all ' : ''}${countOf(finding.targets.length, 'endpoint')}`;
	return `${finding.title}: name resolution is what fails, for ${counted} ${scope}.`;
}

function describeIncomplete({complete, results}: Run): string | null {
	if (complete) return null;
	const {skipped, total} = countEndpoints(results);
	const rest =
		skipped === 0 ? '' : `: ${skipped} of ${countOf(total, 'endpoint')} ${skipped === 1 ? 'was' : 'were'} skipped`;
	return `The run was stopped early${rest}.`;
}

function describeUntested(report: Run): string | null {
	const {mandatory} = countUntested(report);
	return mandatory === 0
		? null
		: `${countOf(mandatory, 'mandatory endpoint')} ${mandatory === 1 ? 'is' : 'are'} unverified.`;
}

/** What "needed" counts, to stand once below a verdict that says it; null where it doesn't. */
export function describeNeeded({sentence}: Pick<OverallVerdict, 'sentence'>): string | null {
	return sentence.includes('needed') ? 'Needed is what is mandatory or conditional, and not retired.' : null;
}

/** The run in one sentence, with what limits it in further ones. */
export function overallVerdict(report: Run): OverallVerdict {
	const tested = report.results.filter(isTested);
	const errors = toEndpoints(tested).filter(({row}) => row.severity === 'error');
	const needed = toEndpoints(tested.filter(isNeeded));
	const outcome =
		tested.length === 0
			? 'No endpoint was tested.'
			: errors.length > 0
				? describeFaults(errors, needed, report)
				: describeSuccess(needed, report);
	const sentences = [describeIncomplete(report), describeNameResolution(report), outcome, describeUntested(report)];
	return {
		ok: report.complete && tested.length > 0 && errors.length === 0,
		sentence: sentences.filter(sentence => sentence !== null).join(' '),
	};
}

/** `70 hosts and ports: 60 reachable, 3 blocked, 7 unverified`. */
export function describeCounts({results}: Run): string {
	const counts = countEndpoints(results);
	const parts = statuses
		.filter(status => counts[status] > 0)
		.map(status => `${counts[status]} ${statusMarks[status].word}`);
	const total = counts.total === 1 ? '1 host and port' : `${counts.total} hosts and ports`;
	return parts.length === 0 ? total : `${total}: ${parts.join(', ')}`;
}

/** One sentence on wildcards that were tested by public hosts in place of the user's own, or null where there are none. */
export function describeSamples({results}: Run): string | null {
	const patterns = new Set(
		results.filter(row => row.target?.sampled && isTested(row)).map(({requirement}) => requirement?.pattern),
	);
	if (patterns.size === 0) return null;
	return `${countOf(patterns.size, 'wildcard')} tested by public stand-ins; rules with exact names may still block your own hosts.`;
}

/** For whom each vantage point can speak. Images are pulled by the nodes, the rest is asked for by pods: both are the cluster. */
const ownScopes: {readonly [kind in Run['vantage']['kind']]: readonly Scope[]} = {
	jumpbox: ['jumpbox'],
	node: ['cluster', 'aks-node'],
	pod: ['cluster'],
	// It plays a jump box.
	practice: ['jumpbox'],
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
export function describeOtherScopes({results, vantage}: Run): string | null {
	const own = ownScopes[vantage.kind];
	const isOther = ({requirement}: RunRow) => {
		const scope = requirement?.scope ?? [];
		return scope.length > 0 && !scope.some(one => own.includes(one));
	};
	const others = toEndpoints(results).filter(({rows}) => rows.every(isOther));
	if (others.length === 0) return null;
	const isNamed = (scope: Scope) =>
		others.some(({rows}) => rows.some(({requirement}) => requirement?.scope.includes(scope)));
	const verb = others.length === 1 ? 'endpoint matters' : 'endpoints matter';
	return `${others.length} ${verb} to ${describeScope(scopes.filter(isNamed))}: as seen from here, a ${vantageNames[vantage.kind]}, whose path may differ from theirs.`;
}
