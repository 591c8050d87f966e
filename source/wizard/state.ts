import type {Finding} from '../diagnosis/types.ts';
import type {Plan} from '../plan/types.ts';
import type {Run} from '../probe/types.ts';
import type {RunReport} from '../report/run-report.ts';
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
import {close, originOf, showOrigin, showStep} from './moves.ts';
import {newlyUsable} from './own-resources.ts';
import {failProbing, finishProbing, interrupt, startProbing, stopProbing} from './probing-moves.ts';
import type {OpenedProfile, Opening, ProfileList} from './profile-services.ts';
import {createResults, type ResultsAction, type ResultsState, reduceResults} from './results/results-state.ts';
import type {WrittenFile} from './services.ts';
import {contextWithin, type StepContext} from './step-context.ts';
import {firstUnanswered, neighbourStep, type StepId, stepOf} from './steps.ts';

/** The view that a check was started from, and leads back to. */
export type CheckOrigin = 'review' | 'results' | 'profile';

/** A part of a run, to be checked again and put into it. */
export type CheckPart = {readonly plan: Plan; readonly previous: Run};

/** What to do once the run that is being stopped has come back. */
export type StopReason = 'look' | 'leave';

export type View =
	| {readonly name: 'profiles'}
	/** The profile that is open. */
	| {readonly name: 'profile'}
	/** The password of the proxy of the profile that is open, before the check that needs it; null: of everything. */
	| {readonly name: 'password'; readonly part: CheckPart | null; readonly origin: CheckOrigin}
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
			readonly origin: CheckOrigin;
			/** The profile that the run is kept with; null: none. */
			readonly profile: OpenedProfile | null;
	  }
	| {readonly name: 'results'}
	/** What to do after the results: also asked before they are left without an export. */
	| {readonly name: 'next'; readonly isLeaving: boolean}
	| {readonly name: 'copy'}
	/** What changed since the run before. */
	| {readonly name: 'changes'; readonly origin: 'results' | 'profile'}
	| {readonly name: 'save-profile'; readonly origin: CheckOrigin}
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
	readonly profiles: ProfileList;
	/** The profile that is open: runs are kept with it. */
	readonly profile: OpenedProfile | null;
	/** Nobody is asked twice for the password of the profile's proxy. */
	readonly isPasswordAsked: boolean;
	/** The latest run and how its results are being looked at. */
	readonly run: Run | null;
	readonly findings: readonly Finding[];
	readonly results: ResultsState;
	/** The run was made here and now, not read from disk. */
	readonly isFresh: boolean;
	/** What the run is held against to tell what changed, or null. */
	readonly baseline: RunReport | null;
	/** Why the run could not be kept on disk, until it has been read; or null. */
	readonly notKept: string | null;
	/** The run is on disk. */
	readonly isKept: boolean;
	/** What was chosen for the export, which stays while one looks elsewhere; null: not opened yet. */
	readonly exporting: ExportState | null;
	/** All files written so far. */
	readonly files: readonly WrittenFile[];
	/** The run that was last written to files. */
	readonly exportedRun: Run | null;
};

export type WizardAction =
	| {readonly type: 'list-profiles'; readonly list: ProfileList}
	| {readonly type: 'open-profile'; readonly opened: OpenedProfile; readonly answers: Answers}
	/** The open profile, read again or saved anew; the answers stay. */
	| {readonly type: 'renew-profile'; readonly opened: OpenedProfile}
	/** Goes to the first question, without a profile. */
	| {readonly type: 'start-over'; readonly answers: Answers}
	/** Shows a run that was read from disk. */
	| {readonly type: 'show-run'; readonly run: Run; readonly findings: readonly Finding[]}
	| {readonly type: 'open-changes'}
	| {readonly type: 'open-save'}
	| {readonly type: 'ask-password'; readonly part: CheckPart | null}
	| {readonly type: 'answer'; readonly answers: Partial<Answers>}
	| {readonly type: 'next'}
	| {readonly type: 'back'}
	| {readonly type: 'jump'; readonly stepId: StepId; readonly field?: string | undefined}
	| {readonly type: 'start-probing'; readonly plan: Plan; readonly secrets: Secrets; readonly previous: Run | null}
	| {readonly type: 'stop-probing'}
	| {
			readonly type: 'probing-finished';
			readonly run: Run;
			readonly findings: readonly Finding[];
			readonly notKept: string | null;
	  }
	| {readonly type: 'probing-failed'; readonly problem: string}
	/** The check can't start with these answers. */
	| {readonly type: 'refuse'; readonly problem: string}
	| {readonly type: 'browse'; readonly action: ResultsAction}
	/** To the profile that is open. */
	| {readonly type: 'open-overview'}
	/** From anywhere back to the results of the latest run. */
	| {readonly type: 'open-results'}
	/** To the answers, from the results or the profile. */
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

const noResults = {
	run: null,
	findings: [],
	results: createResults([], null),
	isFresh: false,
	baseline: null,
	notKept: null,
	isKept: false,
} as const;

export function createWizard(answers: Answers, opening: Opening): WizardState {
	return {
		view: firstView(opening),
		answers,
		reviewed: null,
		problem: null,
		isHelpOpen: false,
		profiles: opening.kind === 'profiles' ? opening.list : {profiles: [], problems: []},
		profile: opening.kind === 'profile' ? opening.opened : null,
		isPasswordAsked: false,
		...noResults,
		exporting: null,
		files: [],
		exportedRun: null,
	};
}

function firstView({kind}: Opening): View {
	return kind === 'questions' ? {name: 'step', stepId: 'region'} : {name: kind};
}

/** `base` is what the steps know without a profile. */
export function reduceWizard(state: WizardState, action: WizardAction, base: StepContext): WizardState {
	const context = contextWithin(base, state.profile);
	switch (action.type) {
		case 'list-profiles':
			return {...state, profiles: action.list};
		case 'open-profile': {
			const {opened: profile, answers} = action;
			return {...state, ...noResults, view: {name: 'profile'}, profile, answers, problem: null, isPasswordAsked: false};
		}
		case 'renew-profile':
			// It may come late, when another one is open already.
			return action.opened.profile.name === state.profile?.profile.name || state.view.name === 'save-profile'
				? {...state, profile: action.opened}
				: state;
		case 'start-over':
			return {...showStep(state, 'region'), ...noResults, profile: null, answers: action.answers};
		case 'show-run': {
			const {run, findings} = action;
			const results = createResults(findings, run);
			return {...state, ...noResults, view: {name: 'results'}, run, findings, results, problem: null};
		}
		case 'open-changes':
			return {...state, view: {name: 'changes', origin: state.view.name === 'profile' ? 'profile' : 'results'}};
		case 'open-save':
			return {...state, view: {name: 'save-profile', origin: originOf(state.view)}, problem: null};
		case 'ask-password':
			return {
				...state,
				view: {name: 'password', part: action.part, origin: originOf(state.view)},
				isPasswordAsked: true,
				problem: null,
			};
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
			return {...state, problem: null, notKept: null, results: reduceResults(state.results, action.action)};
		case 'open-overview':
			return state.profile ? showOrigin(state, 'profile') : state;
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
			if (state.view.stepId === 'review' && state.profile) return showOrigin(state, 'profile');
			const missing = firstUnanswered(state.answers, context);
			// An answer that is missing here must not hold anybody here: then Escape goes on to the step before.
			if (state.reviewed && missing !== state.view.stepId) return showStep(state, missing ?? 'review');
			const previous = neighbourStep(state.view.stepId, -1, state.answers, context);
			if (previous) return showStep(state, previous);
			const {profiles, problems} = state.profiles;
			return profiles.length + problems.length > 0 ? {...state, view: {name: 'profiles'}, problem: null} : state;
		}
		case 'profiles':
			return state;
		case 'profile':
			return {...state, ...noResults, view: {name: 'profiles'}, profile: null, problem: null};
		case 'password':
			return {...showOrigin(state, state.view.origin), isPasswordAsked: false};
		case 'changes':
		case 'save-profile':
			return showOrigin(state, state.view.origin);
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

/** There are results, and they were not written to files since they were found. Those of a profile are kept with it. */
export function isUnexported({
	run,
	isFresh,
	isKept,
	exportedRun,
	profile,
}: Pick<WizardState, 'run' | 'isFresh' | 'isKept' | 'exportedRun' | 'profile'>): boolean {
	return run !== null && isFresh && run !== exportedRun && !(profile && isKept);
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
