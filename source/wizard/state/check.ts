import {subsetPlan} from '../../plan/endpoints.ts';
import type {Plan} from '../../plan/types.ts';
import {evidenceOf} from '../../record/judged-run.ts';
import type {Run, RunRow} from '../../record/run.ts';
import {safeText} from '../../safe-text.ts';
import {StoppedRun} from '../../session/check.ts';
import {UselessProxy} from '../../session/proxy/examine-proxy.ts';
import {isNotOk, stillFailing} from '../../session/runs/check-again.ts';
import type {Secrets, Settings, SettingsInput} from '../../settings/types.ts';
import type {Talk} from '../components/conversation.ts';
import {sentenceOf} from '../components/text.ts';
import type {OpenedRun} from '../profile-services.ts';
import type {WizardServices} from '../services.ts';
import {type Answers, answersOfRun, contextWithin, featuresOf, type StepContext} from './answers/answers.ts';
import {readResources} from './answers/own-resources.ts';
import {pacOf, parseOwnProxy} from './answers/proxy-answer.ts';
import {isElsewhere} from './answers/steps.ts';
import type {ResultRow} from './results/results-rows.ts';
import {answersInView, type CheckPart, type View, type WizardAction, type WizardState} from './state.ts';

export type PreparedCheck =
	| {readonly plan: Plan; readonly secrets: Secrets}
	| {readonly plan: null; readonly problem: string};

/** The plan for the answers so far, or why there is none yet. */
export function prepareCheck(services: WizardServices, context: StepContext, answers: Answers): PreparedCheck {
	try {
		const {settings, secrets} = services.resolveSettings(settingsInputFrom(answers, context), context.profile);
		return {plan: services.buildPlan(settings, context.profile), secrets};
	} catch (error) {
		return {plan: null, problem: sentenceOf(error)};
	}
}

/** What both faces know at a moment, so that a choice leads to the same action in either. */
export type Sitting = {
	readonly state: WizardState;
	readonly services: WizardServices;
	readonly context: StepContext;
	/** What would be probed with the answers in view. */
	readonly prepared: PreparedCheck;
};

/** What every conversation can reach. It talks, and gives back what follows from that as actions of the wizard. */
export type PlainSession = Sitting & {
	/** What the help says about the view. */
	readonly help: readonly string[];
	readonly talk: Talk;
	/** Aborted when the process is asked to end. */
	readonly signal: AbortSignal;
};

/** What the questions of a step are made from. */
export type StepRoom = Pick<PlainSession, 'context' | 'services' | 'help' | 'signal'> & {readonly answers: Answers};

/**
 * What starts a check, of everything or of a part of a run; or what is in its way: an answer, or the password that a
 * profile never holds and nobody remembers, which is asked for once. `isAwaited`: its fix is waited for.
 */
export function beginCheck(
	{state, prepared}: Pick<Sitting, 'state' | 'prepared'>,
	part: CheckPart | null,
	isAwaited = false,
): WizardAction {
	if (prepared.plan === null) return {type: 'refuse', problem: prepared.problem};
	if (part?.plan.targets.length === 0) {
		return {type: 'refuse', problem: 'There is nothing here that could be checked again.'};
	}
	const {from} = answersInView(state);
	const elsewhere = part && madeElsewhere(part.previous);
	if (elsewhere) return {type: 'refuse', problem: elsewhere};
	const {plan, secrets} = prepared;
	if (!state.isPasswordAsked && lacksPassword(plan.settings, secrets)) {
		return {type: 'ask-password', part, isAwaited};
	}
	if (part && isAwaited) return {type: 'start-waiting', ...part, secrets};
	const places = part === null && isElsewhere(from) ? from : [];
	return {type: 'start-probing', plan: part?.plan ?? plan, secrets, previous: part?.previous ?? null, from: places};
}

/** Why a run can't be checked again from here: what another place sees must not be replaced by what this machine does. */
function madeElsewhere({vantage: {name}}: Run): string | null {
	return name === undefined
		? null
		: `The run was made from ${safeText(name)}, not from here: R checks all again from there.`;
}

/** Why parts of a run can't be checked again. */
export function whyNotInPart(run: Run): string {
	return madeElsewhere(run) ?? 'What is to be checked has changed since, so only all can be checked again.';
}

/** What a check that could not be made leads to. A fault of ours is thrown again. */
export function actionForFailure(error: unknown): WizardAction {
	if (error instanceof UselessProxy) return {type: 'refuse-proxy', examination: error.examination};
	// Nobody waits for the results: what is left of the run is said at the end.
	if (error instanceof StoppedRun) return {type: 'probing-failed', problem: error.message};
	return {type: 'probing-failed', problem: sentenceOf(error)};
}

/** Said once where the check confirms the fix that was waited for; null: there is none. */
export function describeFix(
	{plan, isAwaited}: Pick<Extract<View, {readonly name: 'probing'}>, 'plan' | 'isAwaited'>,
	run: Run,
): string | null {
	const isFixed = isAwaited && stillFailing(run, new Set(plan.targets.map(({id}) => id))).length === 0;
	return isFixed ? 'The fix is there: what failed gets through now.' : null;
}

/** Goes on with the check that waits for the password of the profile's proxy; an empty one is none. */
export function answerPassword({state, services, context}: Sitting, password: string): readonly WizardAction[] {
	const {view} = state;
	const answers = {...state.answers, ownProxy: {...state.answers.ownProxy, password}};
	const prepared = prepareCheck(services, context, answers);
	const {part, isAwaited} = view.name === 'password' ? view : {part: null};
	return [{type: 'answer', answers}, beginCheck({state, prepared}, part, isAwaited)];
}

/** Whether a proxy of these settings has a user whose password nobody knows. */
function lacksPassword({proxy}: Pick<Settings, 'proxy'>, secrets: Secrets): boolean {
	return (
		(Boolean(proxy.https?.username) && secrets.httpsProxyPassword === null) ||
		(Boolean(proxy.http?.username) && secrets.httpProxyPassword === null)
	);
}

/** Some rows of a run, to be checked again as they were planned then. */
export function partOfRun(previous: Run, rows: readonly RunRow[]): CheckPart {
	const ids = new Set(rows.map(({id}) => id));
	return {plan: subsetPlan(evidenceOf(previous).plan, ({id}) => ids.has(id)), previous};
}

/** Shows a run that was kept, or goes on with it: then only what was skipped is probed. */
export function resumeRun(
	{run, survey, answers: known, isRepeatable, profile}: OpenedRun,
	{state, services, context}: Sitting,
	isContinued: boolean,
): readonly WizardAction[] {
	const within = contextWithin(context, profile);
	const answers = answersOfRun(run, known, within);
	const shown: WizardAction = {type: 'show-run', run, survey, runAnswers: answers, profile};
	if (!isContinued) return [shown];
	if (!isRepeatable) {
		return [shown, {type: 'refuse', problem: whyNotInPart(run)}];
	}
	const skipped = run.results.filter(({status}) => status === 'skipped');
	const prepared = prepareCheck(services, within, answers);
	return [shown, beginCheck({state: {...state, profile}, prepared}, partOfRun(run, skipped))];
}

/** What stands behind a line of the results: the rows of one endpoint, or of all under a finding. */
export function rowsBehind(row: ResultRow): readonly RunRow[] {
	return row.kind === 'endpoint' ? row.endpoint.rows : row.group.endpoints.flatMap(({rows}) => rows);
}

/** The rows that did not get through cleanly, and those whose turn never came. */
export function rowsThatFailed({results}: Run): readonly RunRow[] {
	return results.filter(isNotOk);
}

/** Reads the answers as if they were flags. Throws a UsageError where one can't be read; the steps let none of those pass. */
export function settingsInputFrom(answers: Answers, context: StepContext): SettingsInput {
	return {
		cloud: answers.cloud,
		region: answers.region ?? undefined,
		features: featuresOf(answers, context),
		resources: readResources(answers, context),
		...readProxyAnswer(answers),
	};
}

/** The answer stands for both schemes, whatever flags said for one of them. */
function readProxyAnswer({proxyChoice, ownProxy}: Answers): SettingsInput {
	const others = {httpsProxy: undefined, httpProxy: undefined, pac: undefined};
	if (proxyChoice !== 'own') return {...others, proxy: proxyChoice};
	const caFile = ownProxy.caFile.trim();
	const pac = pacOf(ownProxy);
	if (pac !== null) {
		return {...others, proxy: undefined, noProxy: undefined, pac, ...(caFile !== '' && {caFile})};
	}
	return {
		...others,
		proxy: parseOwnProxy(ownProxy),
		noProxy: ownProxy.noProxy.trim(),
		...(caFile !== '' && {caFile}),
	};
}
