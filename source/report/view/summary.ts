import {featureTitles} from '../../catalog/catalog.ts';
import type {Scope} from '../../catalog/types.ts';
import {onceOf} from '../../chunks.ts';
import {needsAction} from '../../diagnosis/results.ts';
import {owners} from '../../diagnosis/types.ts';
import {
	countEndpoints,
	countFaults,
	countUntested,
	describeAside,
	type Endpoint,
	isTested,
	levelOf,
	toEndpoints,
} from '../../record/endpoints.ts';
import {type Run, type RunRow, vantageNames} from '../../record/run.ts';
import {statuses} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {screenTitles} from './readers.ts';
import {statusMarks} from './status-marks.ts';

/**
 * What the run comes to. `ready`: nothing that is required fails; `fails-later`: the cluster connects, and something chosen
 * fails afterwards; `blocked`: it can't be connected; `unknown`: too little was tested.
 */
type Outcome = 'ready' | 'fails-later' | 'blocked' | 'unknown';

export type OverallVerdict = {
	/** Whether all that is required, as far as it was tested, is reachable, and something was tested. */
	readonly ok: boolean;
	readonly outcome: Outcome;
	/** The answer in one sentence. */
	readonly headline: string;
	/** What everything else follows from, where one thing explains it, or null. */
	readonly reason: string | null;
	/** What limits it and who has to act, in further sentences; empty where there is nothing. */
	readonly further: string;
	/** Headline and further sentences. */
	readonly sentence: string;
};

/** The features that connect a cluster: without what they require nothing else can follow. */
const connectingFeatures: ReadonlySet<string> = new Set(['arc', 'arc-onboarding', 'arc-gateway']);

/** So many features are named that will fail. */
const namedFeatures = 3;

function isRequired(row: RunRow): boolean {
	const level = levelOf(row);
	return (level === 'mandatory' || level === 'conditional') && row.requirement?.lifecycle.state !== 'retired';
}

/** Whether the cluster can't be connected without the row. Where nothing is to be connected, all that is mandatory counts. */
function isForConnecting({requirement}: RunRow, features: readonly string[]): boolean {
	if (requirement === null) return true;
	if (requirement.level !== 'mandatory') return false;
	const needing = requirement.features.filter(feature => features.includes(feature));
	return needing.some(feature => connectingFeatures.has(feature)) || !features.some(one => connectingFeatures.has(one));
}

/** What will fail later without these rows, in the words of the features that need them. */
function describeLosses(rows: readonly RunRow[], {settings}: Run): string {
	const needing = rows.map(row => (row.requirement?.features ?? []).filter(one => settings.features.includes(one)));
	const others = uniqueOf(needing.flat()).filter(feature => !connectingFeatures.has(feature));
	if (others.length > 0) return joinWords(featureTitles(others), namedFeatures, 'feature');
	return needing.flat().length === 0 ? 'your own endpoints' : 'a part of Azure Arc';
}

/** `Proxy team: 2 to fix. You: 1.`: the errors and warnings, as every list of findings counts them. */
function describeOwners({findings}: Run): string | null {
	const open = findings.filter(needsAction);
	const counts = owners
		.map(owner => ({owner, count: open.filter(finding => finding.owner === owner).length}))
		.filter(({count}) => count > 0);
	if (counts.length === 0) return null;
	return counts
		.map(({owner, count}, index) => `${screenTitles[owner]}: ${index === 0 ? `${count} to fix` : count}.`)
		.join(' ');
}

function faultsOf(tested: readonly Endpoint[]) {
	return countFaults(tested.map(({row}) => row));
}

/** `, all at the proxy http://proxy:3128`, where one proxy is what stops them; else nothing. */
function describePlace(blocked: readonly Endpoint[]): string {
	const proxies = uniqueOf(blocked.map(({row}) => (row.cause?.startsWith('proxy.') ? row.proxy : null)));
	const [only] = proxies;
	if (proxies.length !== 1 || only === undefined || only === null || blocked.length < 2) return '';
	return `, all at the proxy ${only}`;
}

/** `7 of 38 endpoints are blocked (1 optional)`, with what else is wrong; null where nothing is. */
function describeFaults(tested: readonly Endpoint[]): string | null {
	const of = (status: RunRow['status']) => tested.filter(({row}) => row.status === status);
	const [blocked, inspected, unstable] = [of('blocked'), of('intercepted'), of('unstable')];
	const breaks = inspected.some(({row}) => row.severity === 'error') ? ', which breaks the service' : '';
	const aside = describeAside(faultsOf(tested));
	const faults = [
		{rows: blocked, words: `blocked${aside === '' ? '' : ` (${aside})`}${describePlace(blocked)}`},
		{rows: inspected, words: `opened by TLS inspection${breaks}`},
		{rows: unstable, words: 'unstable'},
	].filter(({rows}) => rows.length > 0);
	if (faults.length === 0) return null;
	const [only] = tested;
	return faults
		.map(({rows, words}, index) => {
			const verb = rows.length === 1 ? 'is' : 'are';
			if (tested.length === 1 && only !== undefined) return `${only.name} ${verb} ${words}`;
			const counted = index === 0 ? `${rows.length} of ${countOf(tested.length, 'endpoint')}` : `${rows.length}`;
			return `${counted} ${verb} ${words}`;
		})
		.join('; ');
}

function describeSuccess(tested: readonly Endpoint[], {complete, findings}: Run): string {
	const required = tested.filter(({rows}) => rows.some(isRequired));
	const blocked = tested.filter(({row}) => row.status === 'blocked');
	const unstable = tested.filter(({row}) => row.status === 'unstable').length;
	const [only] = tested;
	const subject =
		only !== undefined && tested.length === 1
			? `${only.name} is reachable`
			: required.length === 0
				? 'nothing that is required failed'
				: `all ${required.length} required endpoints${complete ? '' : ' tested so far'} are reachable`;
	const aside = [
		blocked.length === 0 ? '' : `blocked: ${describeAside(faultsOf(tested))}`,
		unstable === 0 ? '' : `unstable: ${unstable}`,
	].filter(part => part !== '');
	const warnings = findings.filter(({severity}) => severity === 'warning').length;
	const noted = aside.length === 0 ? '' : ` (${aside.join('; ')})`;
	return `${subject}${noted}${warnings === 0 ? '' : `; ${countOf(warnings, 'warning')} to look at`}`;
}

/** Everything else follows from it. */
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

function describeUntested(report: Run): string | null {
	const {required} = countUntested(report);
	return required === 0 ? null : `${countOf(required, 'required endpoint')} could not be tested.`;
}

/** What the run comes to, and the words of the headline behind its first ones. */
function judgeOutcome(report: Run, tested: readonly Endpoint[]): {outcome: Outcome; opening: string; words: string} {
	const {settings, results} = report;
	const errors = results.filter(row => isTested(row) && row.severity === 'error');
	const inspected = results.filter(row => row.status === 'intercepted');
	const faults = describeFaults(tested) ?? '';
	if (tested.length === 0) {
		const words = report.complete ? 'no endpoint was tested' : 'stopped: no endpoint was tested';
		return {outcome: 'unknown', opening: '', words};
	}
	if (errors.some(row => isForConnecting(row, settings.features))) {
		return {outcome: 'blocked', opening: "Can't onboard: ", words: faults};
	}
	if (errors.length > 0) {
		const opening = `Works, but ${describeLosses(errors, report)} will fail later: `;
		return {outcome: 'fails-later', opening, words: faults};
	}
	if (inspected.length > 0) {
		const opening = 'Works, but whatever does not trust the inspecting CA will fail later: ';
		return {outcome: 'fails-later', opening, words: faults};
	}
	const words = describeSuccess(tested, report);
	return report.complete ? {outcome: 'ready', opening: 'Ready: ', words} : {outcome: 'unknown', opening: '', words};
}

/** The run in one sentence, with what limits it in further ones. A run of single hosts says nothing of a cluster. */
export const overallVerdict = onceOf((report: Run): OverallVerdict => {
	const {complete, results, settings} = report;
	// Mostly all are, and those are put together already.
	const tested = toEndpoints(results.every(isTested) ? results : results.filter(isTested));
	const {outcome, opening, words} = judgeOutcome(report, tested);
	const {total} = countEndpoints(results);
	const isCut = !complete && tested.length > 0;
	const stopped = isCut ? `Stopped: ${tested.length} of ${countOf(total, 'endpoint')} tested. ` : '';
	const start = settings.region === '' ? '' : opening;
	// A name stays as it is.
	const isName = start === '' && tested.length === 1;
	const text = `${start}${words}.`;
	const headline = `${stopped}${isName ? text : text.charAt(0).toUpperCase() + text.slice(1)}`;
	const hasErrors = results.some(row => isTested(row) && row.severity === 'error');
	const reason = describeNameResolution(report);
	const further = [
		reason,
		hasErrors || outcome === 'fails-later' ? describeOwners(report) : null,
		describeUntested(report),
	]
		.filter(sentence => sentence !== null)
		.join(' ');
	return {
		ok: complete && tested.length > 0 && !hasErrors,
		outcome,
		headline,
		reason,
		further,
		sentence: further === '' ? headline : `${headline} ${further}`,
	};
});

/** `70 endpoints: 60 reachable, 3 blocked, 7 unverified`. */
export function describeCounts({results}: Run): string {
	const counts = countEndpoints(results);
	const parts = statuses
		.filter(status => counts[status] > 0)
		.map(status => `${counts[status]} ${statusMarks[status].word}`);
	const total = countOf(counts.total, 'endpoint');
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

/** What a run from outside the cluster can't know of it; null for one from a pod. */
export function describeOtherScopes({vantage}: Pick<Run, 'vantage'>): string | null {
	if (vantage.kind === 'pod') return null;
	const name = vantageNames[vantage.kind];
	const [place, others] = vantage.kind === 'node' ? [`a ${name}`, 'Pods'] : [`this ${name}`, 'Nodes and pods'];
	return `Tested from ${place}. ${others} may use other DNS, another proxy, other trust.`;
}
