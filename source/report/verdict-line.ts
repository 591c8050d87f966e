import {needsAction, soFar} from '../diagnosis/results.ts';
import {owners} from '../diagnosis/types.ts';
import {countEndpoints, countUntested, isTested} from '../record/counts.ts';
import type {Run, RunRow} from '../record/run.ts';
import {countOf, joinWords} from '../words.ts';
import {type Endpoint, levelOf, toEndpoints} from './view/endpoints.ts';
import {ownerNames} from './view/owner-names.ts';

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
