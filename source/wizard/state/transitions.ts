import type {WrittenFile} from '../../session/export/export-reports.ts';
import {dialectsOf} from '../../session/export/outputs.ts';
import type {ProxyExamination} from '../../session/proxy/examine-proxy.ts';
import {formatProxy} from '../../settings/proxy-url.ts';
import {uniqueOf} from '../../words.ts';
import {textOf} from '../components/text-input/text-input-state.ts';
import type {StepContext} from './answers/answers.ts';
import {newlyUsable} from './answers/own-resources.ts';
import {foundByAnswer} from './answers/proxy-answer.ts';
import {firstStep, firstUnanswered, neighbourStep, type StepId, stepOf} from './answers/steps.ts';
import {baselineFor} from './changes.ts';
import {describeFix} from './check.ts';
import {createExport, type ExportAction, finishWriting, reduceExport, reopenExport} from './export-state.ts';
import {createResults, renewResults} from './results/results-state.ts';
import {
	answersInView,
	type CheckOrigin,
	noResults,
	type StopReason,
	type View,
	type WizardAction,
	type WizardState,
} from './state.ts';

/** Shows a step as one comes to it for the first time. `field`: the line of its form to begin with. */
export function showStep(state: WizardState, stepId: StepId, field?: string): WizardState {
	return {...state, view: {name: 'step', stepId, field}, reviewed: null, problem: null};
}

/** Ends the wizard. */
export function close(state: WizardState, kind: 'finished' | 'cancelled'): WizardState {
	return {...state, view: {name: 'closed', kind}};
}

/** What is started on a screen that was opened for it leads back to where that was opened. */
export function originOf(view: View): CheckOrigin {
	if (view.name === 'password') return view.origin;
	return view.name === 'profile' ? 'profile' : view.name === 'step' ? 'review' : 'results';
}

/** Asks for an allow-list that exists. */
export function openAudit(state: WizardState): WizardState {
	return {...state, view: {name: 'audit', origin: originOf(state.view)}, isForAudit: false, problem: null};
}

/** Shows the view that something was started from. */
export function showOrigin(state: WizardState, origin: CheckOrigin): WizardState {
	return origin === 'review' ? showStep(state, 'review') : {...state, view: {name: origin}, problem: null};
}

/** Leaves a step only with a valid answer, for what is not known yet or the review; a revisit by way of what the answer has opened. */
export function goOn(state: WizardState, context: StepContext): WizardState {
	if (state.view.name !== 'step') return state;
	const {stepId} = state.view;
	const problem = stepOf(stepId).validate(state.answers, context);
	if (problem) return {...state, problem};
	const next = neighbourStep(stepId, 1, state.answers, context);
	if (!next) return state;
	const {reviewed} = state;
	if (next === 'proxy-details') return {...showStep(state, next), reviewed};
	const [opened] = reviewed === null ? [] : newlyUsable(reviewed, state.answers, context);
	if (opened && stepId !== 'resources') return {...showStep(state, 'resources', opened), reviewed};
	const shown = showStep(state, state.isWalk && reviewed === null ? next : firstStep(state.answers, context));
	return state.isForAudit && isReview(shown) ? openAudit(shown) : shown;
}

/** Whether all questions have their answer. */
export function isReview({view}: Pick<WizardState, 'view'>): boolean {
	return view.name === 'step' && view.stepId === 'review';
}

/** One view back, as Escape goes. */
export function goBack(state: WizardState, context: StepContext): WizardState {
	switch (state.view.name) {
		case 'step': {
			return goBackFromStep(state, state.view, context);
		}
		case 'profiles':
			return state;
		case 'profile':
			return {...state, ...noResults, view: {name: 'profiles'}, profile: null, problem: null};
		case 'password':
			return {...showOrigin(state, state.view.origin), isPasswordAsked: false};
		case 'changes':
		case 'save-profile':
		case 'audit':
			return showOrigin(state, state.view.origin);
		case 'probing':
			return stopProbing(state, 'look');
		case 'results':
			return {...state, view: {name: 'next', isLeaving: false}};
		case 'printout':
			return {...showStep(state, 'from'), reviewed: state.reviewed};
		case 'matrix':
		case 'waiting':
		case 'next':
		case 'copy':
		case 'export':
		case 'done':
			return {...state, view: {name: 'results'}};
		case 'closed':
			return state;
		default:
			return state.view satisfies never;
	}
}

/** Whether there are profiles or runs to come back to. */
function hasStartPage({profiles: {profiles, problems, runs}}: Pick<WizardState, 'profiles'>): boolean {
	return profiles.length + problems.length + runs.length > 0;
}

/** Whether Escape leads from the review to what was checked before. */
export function isBeforeReview(state: Pick<WizardState, 'profiles' | 'profile' | 'isWalk'>): boolean {
	return state.profile === null && !state.isWalk && hasStartPage(state);
}

/** To what the step was opened from: the review, the question before, or the list of profiles. */
function goBackFromStep(
	state: WizardState,
	{stepId, field}: Extract<View, {readonly name: 'step'}>,
	context: StepContext,
): WizardState {
	const {reviewed} = state;
	if (stepId === 'review' && state.profile) return showOrigin(state, 'profile');
	if (stepId === 'proxy-details' && field === undefined && !state.isWalk)
		return {...showStep(state, 'proxy'), reviewed};
	if (reviewed) {
		// A proxy that was chosen and not named is no answer.
		const answers =
			stepId === 'proxy' && firstUnanswered(state.answers, context) === 'proxy-details'
				? {...state.answers, proxyChoice: reviewed.proxyChoice}
				: state.answers;
		const missing = firstUnanswered(answers, context);
		// An answer that is missing here must not hold anybody here: then Escape goes on to the step before.
		if (missing !== stepId) return {...showStep(state, missing ?? 'review'), answers};
	}
	const hasProfiles = hasStartPage(state);
	const before = neighbourStep(stepId, -1, state.answers, context);
	const previous = stepId === 'review' && !state.isWalk ? (hasProfiles ? null : 'region') : before;
	if (previous) return showStep(state, previous);
	return hasProfiles ? {...state, view: {name: 'profiles'}, problem: null} : state;
}

/** Asks for the login of a proxy where its other details are given, from where one comes back to the review. */
export function askForLogin(state: WizardState, {sentence}: ProxyExamination, context: StepContext): WizardState {
	const {answers} = state;
	const found = foundByAnswer(answers, context)?.proxy ?? null;
	const endpoint = found?.https ?? found?.http ?? null;
	const ownProxy = {
		...answers.ownProxy,
		...(endpoint && {url: formatProxy(endpoint), username: endpoint.username ?? '', noProxy: found?.noProxy ?? ''}),
	};
	return {
		...showStep(state, 'proxy-details', 'username'),
		answers: {...answers, proxyChoice: 'own', ownProxy},
		reviewed: answers,
		problem: `${sentence} Give them here.`,
	};
}

/** Back to where the check was started. To start it once more is to want it all the same. */
export function refuseProxy(state: WizardState, examination: ProxyExamination, context: StepContext): WizardState {
	if (state.view.name !== 'probing') return state;
	const {stop, origin} = state.view;
	if (stop === 'leave') return close(state, 'cancelled');
	const known = tolerate({...state, examinations: [examination]}, [examination]);
	if (examination.kind === 'login' && state.profile === null) return askForLogin(known, examination, context);
	const problem = `${examination.sentence} Change the proxy, or start again to check all the same.`;
	return {...showOrigin(known, origin), problem};
}

/** From now on these proxies hold no check up. */
export function tolerate(state: WizardState, examinations: readonly ProxyExamination[]): WizardState {
	const proxies = examinations.map(({proxy}) => proxy);
	return {...state, toleratedProxies: uniqueOf([...state.toleratedProxies, ...proxies])};
}

/** Shows the check of a plan. */
export function startProbing(
	state: WizardState,
	{plan, secrets, previous, from = []}: Omit<Extract<WizardAction, {readonly type: 'start-probing'}>, 'type'>,
	isAwaited = false,
): WizardState {
	const origin = originOf(state.view);
	return {
		...state,
		view: {name: 'probing', plan, secrets, stop: null, previous, origin, isAwaited, from, profile: state.profile},
		answers: answersInView(state),
		problem: null,
	};
}

/** Leads back to where the check was started, with what was in its way. */
export function failProbing(state: WizardState, problem: string): WizardState {
	if (state.view.name === 'waiting') return {...showOrigin(state, 'results'), problem};
	if (state.view.name !== 'probing') return {...showStep(state, 'review'), problem};
	if (state.view.stop === 'leave') return close({...state, notes: [problem]}, 'cancelled');
	return {...showOrigin(state, state.view.origin), problem};
}

/** Asks the run to stop; what it found is shown or left when it has come back. */
export function stopProbing(state: WizardState, stop: StopReason): WizardState {
	if (state.view.name !== 'probing') return state;
	return {...state, view: {...state.view, stop: state.view.stop ?? stop}};
}

/** Shows what was found, or leaves with it. */
export function finishProbing(
	state: WizardState,
	{run, survey = null, notKept, notes}: Extract<WizardAction, {readonly type: 'probing-finished'}>,
): WizardState {
	if (state.view.name !== 'probing') return state;
	const {origin, previous, stop} = state.view;
	const fix = describeFix(state.view, run);
	const results = origin === 'results' ? renewResults(state.results, run, survey) : createResults(run, survey);
	const baseline = baselineFor(state, previous, survey ?? run);
	const found = {
		...state,
		run,
		survey,
		runAnswers: state.answers,
		results,
		isFresh: true,
		baseline,
		notes: [fix, notKept, ...notes].filter(note => note !== null),
		isKept: notKept === null,
		// What was written says nothing about this run.
		files: [],
		earlierFiles: [...state.earlierFiles, ...state.files],
	};
	return stop === 'leave' ? close(found, 'cancelled') : {...found, view: {name: 'results'}};
}

/** The first Ctrl-C during a run stops it and keeps what it found; the second leaves at once, as any other does. */
export function interrupt(state: WizardState): WizardState {
	if (state.view.name !== 'probing' || state.view.stop === 'leave') return close(state, 'cancelled');
	return {...state, view: {...state.view, stop: 'leave'}};
}

/** There are results, and they are neither kept nor written to files since they were found. */
export function isUnexported({
	run,
	isFresh,
	isKept,
	exportedRun,
}: Pick<WizardState, 'run' | 'isFresh' | 'isKept' | 'exportedRun'>): boolean {
	return run !== null && isFresh && run !== exportedRun && !isKept;
}

/** What was chosen before is still chosen; the folder is another one if files went into the last. */
export function openExport(state: WizardState, proposal: string): WizardState {
	const {run, exporting} = state;
	if (!run) return state;
	return {
		...state,
		view: {name: 'export'},
		exporting: reopenExport(exporting ?? createExport(run, state.answers), proposal, state.answers.ruleSources),
	};
}

/** What is typed as the source, and whose rules are ticked, are answers, for the next time. */
export function editExport(state: WizardState, action: ExportAction): WizardState {
	if (!state.exporting) return state;
	const exporting = reduceExport(state.exporting, action);
	const ruleDialects = dialectsOf(exporting.ticked);
	return {...state, exporting, answers: {...state.answers, ruleSources: textOf(exporting.sources), ruleDialects}};
}

/** Shows what was written. */
export function finishExport(state: WizardState, files: readonly WrittenFile[]): WizardState {
	const written = new Set(files.map(({file}) => file));
	const isLeft = ({file}: WrittenFile) => !written.has(file);
	return {
		...state,
		view: {name: 'done', files},
		files: [...state.files.filter(isLeft), ...files],
		earlierFiles: state.earlierFiles.filter(isLeft),
		exporting: state.exporting && finishWriting(state.exporting),
		exportedRun: state.run,
	};
}
