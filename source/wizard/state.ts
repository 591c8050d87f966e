import type {Finding} from '../diagnosis/types.ts';
import type {Plan} from '../plan/types.ts';
import type {Run} from '../probe/types.ts';
import type {Secrets} from '../settings/types.ts';
import type {Answers} from './answers.ts';
import {
	createExport,
	type ExportAction,
	type ExportState,
	finishWriting,
	reduceExport,
	reopenExport,
} from './export/export-state.ts';
import {newlyUsable} from './own-resources.ts';
import {
	createResults,
	type ResultsAction,
	type ResultsState,
	reduceResults,
	renewResults,
} from './results/results-state.ts';
import type {WrittenFile} from './services.ts';
import type {StepContext} from './step-context.ts';
import {firstUnanswered, neighbourStep, type StepId, stepOf} from './steps.ts';

/** What to do once the run that is being stopped has come back. */
export type StopReason = 'look' | 'leave';

export type View =
	| {
			readonly name: 'step';
			readonly stepId: StepId;
			/** The line of a form to begin with. */
			readonly field?: string | undefined;
	  }
	| {
			readonly name: 'probing';
			readonly plan: Plan;
			readonly secrets: Secrets;
			readonly stop: StopReason | null;
			/** The run of which this is a part, checked again; null for a whole run. */
			readonly previous: Run | null;
			/** Where it was started, and where it leads back to. */
			readonly origin: 'review' | 'results';
	  }
	| {readonly name: 'results'}
	/** What to do after the results: also asked before they are left without an export. */
	| {readonly name: 'next'; readonly isLeaving: boolean}
	| {readonly name: 'copy'}
	| {readonly name: 'export'}
	| {readonly name: 'done'; readonly files: readonly WrittenFile[]}
	| {readonly name: 'closed'; readonly kind: 'finished' | 'cancelled'};

export type WizardState = {
	readonly view: View;
	readonly answers: Answers;
	/** The answers as they stood in the review from which this step was opened, so that Enter and Escape lead back there. */
	readonly reviewed: Answers | null;
	/** Why the last step or the last run did not get through; one sentence. */
	readonly problem: string | null;
	readonly isHelpOpen: boolean;
	/** The latest run and how its results are being looked at. */
	readonly run: Run | null;
	readonly findings: readonly Finding[];
	readonly results: ResultsState;
	/** What was chosen for the export, which stays while one looks elsewhere; null: not opened yet. */
	readonly exporting: ExportState | null;
	/** All files written so far. */
	readonly files: readonly WrittenFile[];
	/** The run that was last written to files. */
	readonly exportedRun: Run | null;
};

export type WizardAction =
	| {readonly type: 'answer'; readonly answers: Partial<Answers>}
	| {readonly type: 'next'}
	| {readonly type: 'back'}
	| {readonly type: 'jump'; readonly stepId: StepId; readonly field?: string | undefined}
	| {readonly type: 'start-probing'; readonly plan: Plan; readonly secrets: Secrets; readonly previous: Run | null}
	| {readonly type: 'stop-probing'}
	| {readonly type: 'probing-finished'; readonly run: Run; readonly findings: readonly Finding[]}
	| {readonly type: 'probing-failed'; readonly problem: string}
	/** The check can't start with these answers. */
	| {readonly type: 'refuse'; readonly problem: string}
	| {readonly type: 'browse'; readonly action: ResultsAction}
	/** From anywhere back to the results of the latest run. */
	| {readonly type: 'open-results'}
	/** From the results back to the answers. */
	| {readonly type: 'revise'}
	| {readonly type: 'open-copy'}
	/** The proposal is a folder that is not there yet. */
	| {readonly type: 'open-export'; readonly proposal: string}
	| {readonly type: 'export'; readonly action: ExportAction}
	| {readonly type: 'exported'; readonly files: readonly WrittenFile[]}
	/** Closes, but asks first if the results would be left without an export. */
	| {readonly type: 'leave'}
	| {readonly type: 'finish'}
	| {readonly type: 'interrupt'}
	| {readonly type: 'toggle-help'};

export function createWizard(answers: Answers): WizardState {
	return {
		view: {name: 'step', stepId: 'region'},
		answers,
		reviewed: null,
		problem: null,
		isHelpOpen: false,
		run: null,
		findings: [],
		results: createResults([], null),
		exporting: null,
		files: [],
		exportedRun: null,
	};
}

export function reduceWizard(state: WizardState, action: WizardAction, context: StepContext): WizardState {
	switch (action.type) {
		case 'answer':
			return {...state, problem: null, answers: {...state.answers, ...action.answers}};
		case 'next':
			return goOn(state, context);
		case 'back':
			return goBack(state, context);
		case 'jump':
			return {...showStep(state, action.stepId, action.field), reviewed: state.answers};
		case 'start-probing':
			return startProbing(state, action);
		case 'stop-probing':
			return stopProbing(state, 'look');
		case 'probing-finished':
			return finishProbing(state, action);
		case 'probing-failed':
			return failProbing(state, action.problem);
		case 'refuse':
			return {...state, problem: action.problem};
		case 'browse':
			return {...state, problem: null, results: reduceResults(state.results, action.action)};
		case 'open-results':
			return state.run ? {...state, view: {name: 'results'}, problem: null} : state;
		case 'open-copy':
			return {...state, view: {name: 'copy'}};
		case 'revise':
			return showStep(state, 'review');
		case 'open-export':
			return openExport(state, action.proposal);
		case 'export':
			return state.exporting ? {...state, exporting: reduceExport(state.exporting, action.action)} : state;
		case 'exported':
			return finishExport(state, action.files);
		case 'leave':
			return isUnexported(state) ? {...state, view: {name: 'next', isLeaving: true}} : close(state, 'finished');
		case 'finish':
			return close(state, 'finished');
		case 'interrupt':
			return interrupt(state);
		case 'toggle-help':
			return {...state, isHelpOpen: !state.isHelpOpen};
		default:
			return action satisfies never;
	}
}

function showStep(state: WizardState, stepId: StepId, field?: string): WizardState {
	return {...state, view: {name: 'step', stepId, field}, reviewed: null, problem: null};
}

function close(state: WizardState, kind: 'finished' | 'cancelled'): WizardState {
	return {...state, view: {name: 'closed', kind}};
}

/** Leaves a step only with a valid answer. A revisit leads back to the review, by way of what the new answer has opened. */
function goOn(state: WizardState, context: StepContext): WizardState {
	if (state.view.name !== 'step') return state;
	const {stepId} = state.view;
	const problem = stepOf(stepId).validate(state.answers, context);
	if (problem) return {...state, problem};
	const next = neighbourStep(stepId, 1, state.answers, context);
	if (!next) return state;
	const {reviewed} = state;
	if (!reviewed) return showStep(state, next);
	if (next === 'proxy-details') return {...showStep(state, next), reviewed};
	const [opened] = newlyUsable(reviewed, state.answers, context);
	if (opened && stepId !== 'resources') return {...showStep(state, 'resources', opened), reviewed};
	return showStep(state, firstUnanswered(state.answers, context) ?? 'review');
}

function goBack(state: WizardState, context: StepContext): WizardState {
	switch (state.view.name) {
		case 'step': {
			const missing = firstUnanswered(state.answers, context);
			// An answer that is missing here must not hold anybody here: then Escape goes on to the step before.
			if (state.reviewed && missing !== state.view.stepId) return showStep(state, missing ?? 'review');
			const previous = neighbourStep(state.view.stepId, -1, state.answers, context);
			return previous ? showStep(state, previous) : state;
		}
		case 'probing':
			return stopProbing(state, 'look');
		case 'results':
			return {...state, view: {name: 'next', isLeaving: false}};
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

function startProbing(
	state: WizardState,
	{plan, secrets, previous}: Extract<WizardAction, {readonly type: 'start-probing'}>,
): WizardState {
	const origin = state.view.name === 'step' ? 'review' : 'results';
	return {...state, view: {name: 'probing', plan, secrets, stop: null, previous, origin}, problem: null};
}

function failProbing(state: WizardState, problem: string): WizardState {
	if (state.view.name !== 'probing') return {...showStep(state, 'review'), problem};
	if (state.view.stop === 'leave') return close(state, 'cancelled');
	if (state.view.origin === 'results') return {...state, view: {name: 'results'}, problem};
	return {...showStep(state, 'review'), problem};
}

function stopProbing(state: WizardState, stop: StopReason): WizardState {
	if (state.view.name !== 'probing') return state;
	return {...state, view: {...state.view, stop: state.view.stop ?? stop}};
}

function finishProbing(
	state: WizardState,
	{run, findings}: {readonly run: Run; readonly findings: readonly Finding[]},
): WizardState {
	if (state.view.name !== 'probing') return state;
	const results =
		state.view.origin === 'results' ? renewResults(state.results, findings, run) : createResults(findings, run);
	const found = {...state, run, findings, results};
	return state.view.stop === 'leave' ? close(found, 'cancelled') : {...found, view: {name: 'results'}};
}

/** There are results, and they were not written to files since they were found. */
export function isUnexported({run, exportedRun}: Pick<WizardState, 'run' | 'exportedRun'>): boolean {
	return run !== null && run !== exportedRun;
}

/** What was chosen before is still chosen; the folder is another one if files went into the last. */
function openExport(state: WizardState, proposal: string): WizardState {
	const {run, exporting} = state;
	if (!run) return state;
	return {...state, view: {name: 'export'}, exporting: reopenExport(exporting ?? createExport(run), proposal)};
}

function finishExport(state: WizardState, files: readonly WrittenFile[]): WizardState {
	const written = new Set(files.map(({file}) => file));
	return {
		...state,
		view: {name: 'done', files},
		files: [...state.files.filter(({file}) => !written.has(file)), ...files],
		exporting: state.exporting && finishWriting(state.exporting),
		exportedRun: state.run,
	};
}

/** The first Ctrl-C during a run stops it and keeps what it found; the second leaves at once, as any other does. */
function interrupt(state: WizardState): WizardState {
	if (state.view.name !== 'probing' || state.view.stop === 'leave') return close(state, 'cancelled');
	return {...state, view: {...state.view, stop: 'leave'}};
}
