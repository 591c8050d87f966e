import type {Requirement} from '../catalog/types.ts';
import {atOnce, eachInSteps, type Steps} from '../chunks.ts';
import {isUnanswered} from '../evidence/codes.ts';
import type {ControlKind} from '../evidence/controls.ts';
import {otherProgramAddress} from '../evidence/program-names.ts';
import {targetDnsOf, targetTlsOf} from '../evidence/stages.ts';
import type {Attempt, Observation} from '../evidence/types.ts';
import {groupByProbe, isProbed, type ProbeGroup} from '../plan/endpoints.ts';
import type {Plan, PlannedTarget} from '../plan/types.ts';
import type {Settings} from '../settings/types.ts';
import {reviseLookalikes} from './across-rows/lookalike-pages.ts';
import {reviseLogins, reviseProxiesAtWork, reviseRefusals} from './across-rows/same-proxy.ts';
import {reviseSharedPaths} from './across-rows/shared-path.ts';
import {settleWildcards} from './across-rows/wildcards.ts';
import {assessAttempt} from './assess-attempt.ts';
import {applyControls, selectControls} from './controls.ts';
import {isFinal, judgeTarget, notProbed, notRetried, notTestable} from './judge-target.ts';
import {reviseLimits} from './limits.ts';
import type {Result, Verdict} from './types.ts';

const nothingSeen: Observation = {attempts: [], controls: []};

/**
 * What holds the rows of a run against each other, in this order. A rejected login decides whether a 407 was a refusal
 * at all, so it comes before the refusals; these say which plain answers were the proxy's own, so they come before
 * answers are compared with each other. Only then it is known which stand-ins of a wildcard answered. Whether a path
 * works as a whole is counted last, from what the others left.
 */
const acrossRows: readonly ((
	results: readonly Result[],
	settings: Plan['settings'],
) => readonly Result[] | Steps<Result[]>)[] = [
	reviseLogins,
	reviseRefusals,
	reviseProxiesAtWork,
	reviseLookalikes,
	settleWildcards,
	reviseSharedPaths,
];

/**
 * What a plan and all that was seen of it mean. Pure: the same evidence gives the same results, wherever and whenever it
 * was collected.
 *
 * @param observations by the id of the row; a row without one was not reached
 * @param wasStopped whether the run was stopped while it had a row, by its id, so that tries may be missing
 * @returns one result for every row, in the order of the plan
 */
export function judgeRun(
	plan: Plan,
	observations: ReadonlyMap<string, Observation>,
	wasStopped: (id: string) => boolean,
): readonly Result[] {
	return atOnce(judgeRunInSteps(plan, observations, wasStopped));
}

/** The same in steps: a row is one, and so is each quick look at all of them. What it is given must not change before the last. */
export function* judgeRunInSteps(
	...[plan, observations, wasStopped]: Parameters<typeof judgeRun>
): Steps<readonly Result[]> {
	const groups = new Map(groupByProbe(plan).flatMap(group => group.rows.map(row => [row, group] as const)));
	const {retries} = plan.settings;
	const judgeAlone = (planned: PlannedTarget, observation: Observation): Result => {
		const group = groups.get(planned);
		if (group === undefined) return judgeUnprobed(planned);
		return judgeRow(planned, group, observation, {retries, isStopped: wasStopped(planned.id)});
	};
	const alone = yield* eachInSteps(plan.targets, planned =>
		judgeAlone(planned, observations.get(planned.id) ?? nothingSeen),
	);
	// What the run's own load did is no row's fault, so it goes before rows are held against each other.
	let results: readonly Result[] = yield* reviseLimits(
		alone,
		({planned, controls}, attempts) => judgeAlone(planned, {attempts, controls}).verdict,
	);
	for (const hold of acrossRows) {
		yield '';
		const held = hold(results, plan.settings);
		results = 'next' in held ? yield* held : held;
	}
	return results;
}

type Limits = Pick<Settings, 'retries' | 'compareDirect'>;

/** The result of one row alone: its own requirement held against what was seen of the target. `stopped`: the run was. */
export function judgeRow(
	planned: PlannedTarget,
	{lead}: Pick<ProbeGroup, 'lead'>,
	{attempts: seen, controls}: Observation,
	{retries, isStopped}: Pick<Limits, 'retries'> & {readonly isStopped: boolean},
): Result {
	const attempts = seen.map(assessAttempt);
	const requirement = expectationOf(planned, lead);
	const result = {planned, attempts, controls};
	if (attempts.length === 0) return {...result, verdict: notProbed(requirement)};
	const attempt = attempts.at(-1);
	const wanted = attempt ? selectControls(judgeTarget(lead.requirement, attempts), lead, attempt, false) : [];
	const verdict = applyControls(judgeTarget(requirement, attempts), controls, {requirement, attempt}, wanted);
	if (planned.target?.sampled && verdict.cause === 'http.service-denied')
		return {...result, verdict: openStandIn(verdict)};
	// Nothing is called blocked before its second try, and a stop may have come between the two.
	const isTriedOut = attempts.length > retries || isFinal(verdict);
	const isCutShort = isStopped && verdict.status === 'blocked' && !isTriedOut;
	return {...result, verdict: isCutShort ? notRetried(planned.requirement, verdict.detail) : verdict};
}

/** The network rules of a stand-in say nothing of the user's own resource, and its answer shows that the path is open. */
function openStandIn(verdict: Verdict): Verdict {
	return {...verdict, status: 'reachable', severity: 'ok', cause: null, confidence: 'high', identity: 'unproven'};
}

/** The result of a row of which nothing was seen yet: no other row says anything of it. */
export function judgeUnseen(planned: PlannedTarget): Result {
	if (!isProbed(planned)) return judgeUnprobed(planned);
	return {planned, ...nothingSeen, verdict: notProbed(planned.requirement)};
}

/** The result of a row that is never probed. */
export function judgeUnprobed(planned: PlannedTarget): Result {
	const verdict = notTestable(planned.requirement, planned.note ?? 'Nothing concrete to probe.');
	return {planned, attempts: [], controls: [], verdict};
}

/** What one try at a target came to: an answer, a failure that another try may undo, or one that must not be tried again. */
export function outcomeOf({lead}: Pick<ProbeGroup, 'lead'>, attempt: Attempt): 'answered' | 'failed' | 'final' {
	const seen = judgeTarget(lead.requirement, [assessAttempt(attempt)]);
	if (isFinal(seen)) return 'final';
	return seen.status === 'blocked' || seen.status === 'unverified' ? 'failed' : 'answered';
}

/** The controls that can tell the explanations of what was seen apart, in the order of asking; none once it is clear. */
export function nextControls(
	{lead}: Pick<ProbeGroup, 'lead'>,
	{attempts: seen, controls}: Observation,
	{retries, compareDirect}: Limits,
): readonly ControlKind[] {
	const attempts = seen.map(assessAttempt);
	const attempt = attempts.at(-1);
	// It was the size of the hello: another name would say nothing more.
	if (!attempt || controls.some(({kind, passed}) => kind === 'small-hello' && passed)) return [];
	const verdict = judgeTarget(lead.requirement, attempts);
	const isSettled = attempts.length > retries || verdict.status !== 'blocked' || isFinal(verdict);
	if (!isSettled) return [];
	const made = new Set(controls.map(({kind}) => kind));
	const wanted = selectControls(verdict, lead, attempt, compareDirect);
	// The service itself may bear witness where the proxy gave no answer.
	const isWitnessWanted = lead.requirement.protocol === 'http' && controls.some(isUnanswered);
	const dns = lead.requirement.protocol === 'http' ? undefined : targetDnsOf(attempt);
	// Where TLS is inspected, no address shows a public certificate.
	const isVerified = verdict.status !== 'blocked' && targetTlsOf(attempt)?.trust === 'public';
	const isStrayed = isVerified && dns !== undefined && otherProgramAddress(dns) !== null;
	const more = [
		...(isWitnessWanted ? (['over-tls'] as const) : []),
		...(isStrayed ? (['program-address'] as const) : []),
	];
	return [...wanted, ...more].filter(kind => !made.has(kind));
}

/** A row whose own path was not the one asked for can't hold the answer against what it expects there. */
function expectationOf(planned: PlannedTarget, lead: PlannedTarget): Requirement {
	if (planned.path === lead.path) return planned.requirement;
	return {...planned.requirement, expect: {statuses: [], basis: 'unknown', proofs: [], fixedBody: false}};
}
