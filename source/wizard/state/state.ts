import type {Plan} from '../../plan/types.ts';
import type {Run} from '../../record/run.ts';
import type {Survey} from '../../record/survey/survey.ts';
import type {WrittenFile} from '../../session/export/export-reports.ts';
import {nothingKept, type StartList} from '../../session/profiles/list-profiles.ts';
import type {ProxyExamination} from '../../session/proxy/examine-proxy.ts';
import type {Secrets} from '../../settings/types.ts';
import type {OpenedProfile, Opening} from '../profile-services.ts';
import type {CheckOutcome, WizardOutcome} from '../services.ts';
import type {Answers, StepContext} from './answers/answers.ts';
import {firstStep, type StepId} from './answers/steps.ts';
import type {ExportAction, ExportState} from './export-state.ts';
import {createResults, type ResultsAction, type ResultsState} from './results/results-state.ts';

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
	| {
			readonly name: 'password';
			readonly part: CheckPart | null;
			readonly origin: CheckOrigin;
			/** The fix of the part is to be waited for. */
			readonly isAwaited?: boolean | undefined;
	  }
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
			/** It got through when a fix was waited for, which this check confirms. */
			readonly isAwaited: boolean;
			/** The profile that the run is kept with; null: none. */
			readonly profile: OpenedProfile | null;
			/** Where the probes are made, as `--from` takes it; none: here, each endpoint as it comes. */
			readonly from: readonly string[];
	  }
	/** What failed is asked again until it gets through. */
	| {readonly name: 'waiting'; readonly plan: Plan; readonly secrets: Secrets; readonly previous: Run}
	| {readonly name: 'results'}
	/** What each of several places sees of each endpoint. */
	| {readonly name: 'matrix'}
	/** What others can run in place of a check from these places. */
	| {readonly name: 'printout'; readonly plan: Plan; readonly secrets: Secrets}
	/** What to do after the results: also asked before results are left that are not kept. */
	| {readonly name: 'next'; readonly isLeaving: boolean}
	| {readonly name: 'copy'}
	/** What changed since the run before. */
	| {readonly name: 'changes'; readonly origin: 'results' | 'profile'}
	| {readonly name: 'save-profile'; readonly origin: CheckOrigin}
	/** An allow-list that exists, held against the answers, or against the results. */
	| {readonly name: 'audit'; readonly origin: CheckOrigin}
	| {readonly name: 'export'}
	| {readonly name: 'done'; readonly files: readonly WrittenFile[]}
	| {readonly name: 'closed'; readonly kind: 'finished' | 'cancelled'};

export type WizardState = {
	readonly view: View;
	readonly answers: Answers;
	/** What is known of proxies that were talked to. */
	readonly examinations: readonly ProxyExamination[];
	/** The proxies that are to be used all the same, though they are of no use. */
	readonly toleratedProxies: readonly string[];
	/** Every question is asked once, whatever is known. */
	readonly isWalk: boolean;
	/** The questions were begun to audit an allow-list, which follows on them in place of the review. */
	readonly isForAudit: boolean;
	/** The files of the last audit, as they were typed. */
	readonly auditFiles: string;
	/** The answers as they stood in the review from which this step was opened, so that Enter and Escape lead back there. */
	readonly reviewed: Answers | null;
	/** Why the last step or the last run did not get through; one sentence. */
	readonly problem: string | null;
	readonly isHelpOpen: boolean;
	readonly profiles: StartList;
	/** The profile that is open: runs are kept with it. */
	readonly profile: OpenedProfile | null;
	/** Nobody is asked twice for the password of the profile's proxy. */
	readonly isPasswordAsked: boolean;
	/** The latest run and how its results are being looked at. */
	readonly run: Run | null;
	/** The survey of which the run tells the worst that any place sees; null: it was made from one place. */
	readonly survey: Survey | null;
	/** The answers that it was made with, to which one comes back with the results; null without a run. */
	readonly runAnswers: Answers | null;
	readonly results: ResultsState;
	/** The run was made here and now, not read from disk. */
	readonly isFresh: boolean;
	/** What the run is held against to tell what changed, or null. */
	readonly baseline: Run | Survey | null;
	/** What the user should know of the run beside its results, such as why it is not on disk: until it has been read. */
	readonly notes: readonly string[];
	/** The run is on disk, or was not to be. */
	readonly isKept: boolean;
	/** What was chosen for the export, which stays while one looks elsewhere; null: not opened yet. */
	readonly exporting: ExportState | null;
	/** The files written of the latest run. */
	readonly files: readonly WrittenFile[];
	/** The files written before it. */
	readonly earlierFiles: readonly WrittenFile[];
	/** The run that was last written to files. */
	readonly exportedRun: Run | null;
};

export type WizardAction =
	| {readonly type: 'list-profiles'; readonly list: StartList}
	| {readonly type: 'open-profile'; readonly opened: OpenedProfile; readonly answers: Answers}
	/** The open profile, read again or saved anew; the answers stay. */
	| {readonly type: 'renew-profile'; readonly opened: OpenedProfile}
	/** Goes to what is not known yet, without a profile. */
	| {readonly type: 'start-over'; readonly answers: Answers; readonly isForAudit?: boolean}
	/** Shows a run that was read from disk, with the profile that it belongs to. */
	| {
			readonly type: 'show-run';
			readonly run: Run;
			readonly survey?: Survey | null | undefined;
			readonly runAnswers: Answers;
			readonly profile?: OpenedProfile | null;
	  }
	| {readonly type: 'open-changes'}
	| {readonly type: 'open-save'}
	| {readonly type: 'open-audit'}
	| {readonly type: 'name-audit-files'; readonly files: string}
	| {readonly type: 'ask-password'; readonly part: CheckPart | null; readonly isAwaited?: boolean}
	| {readonly type: 'answer'; readonly answers: Partial<Answers>}
	| {readonly type: 'next'}
	/** What the proxies of the answers say of themselves. */
	| {readonly type: 'examine'; readonly examinations: readonly ProxyExamination[]}
	/** Those that are of no use are to be used all the same. */
	| {readonly type: 'tolerate'; readonly examinations: readonly ProxyExamination[]}
	/** The proxy wants a user name and password: they are asked for. */
	| {readonly type: 'ask-login'; readonly examination: ProxyExamination}
	/** The check did not begin, because nothing would come through the proxy. */
	| {readonly type: 'refuse-proxy'; readonly examination: ProxyExamination}
	| {readonly type: 'back'}
	| {readonly type: 'jump'; readonly stepId: StepId; readonly field?: string | undefined}
	| {
			readonly type: 'start-probing';
			readonly plan: Plan;
			readonly secrets: Secrets;
			readonly previous: Run | null;
			readonly from?: readonly string[];
	  }
	| {readonly type: 'start-waiting'; readonly plan: Plan; readonly secrets: Secrets; readonly previous: Run}
	/** What was waited for gets through. */
	| {readonly type: 'fix-seen'}
	| {readonly type: 'stop-probing'}
	| ({readonly type: 'probing-finished'} & CheckOutcome)
	| {readonly type: 'probing-failed'; readonly problem: string}
	/** The check can't start with these answers. */
	| {readonly type: 'refuse'; readonly problem: string}
	| {readonly type: 'browse'; readonly action: ResultsAction}
	| {readonly type: 'open-matrix'}
	| {readonly type: 'open-printout'; readonly plan: Plan; readonly secrets: Secrets}
	/** To the profile that is open. */
	| {readonly type: 'open-overview'}
	/** From anywhere back to the results of the latest run, and to its answers. */
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

/** What is known before there is a run. */
export const noResults = {
	run: null,
	survey: null,
	runAnswers: null,
	results: createResults(null),
	isFresh: false,
	baseline: null,
	notes: [],
	isKept: false,
} as const;

/** How the wizard begins. */
export function createWizard(answers: Answers, opening: Opening, context: StepContext): WizardState {
	return {
		view: firstView(opening, firstStep(answers, context)),
		answers,
		examinations: [],
		toleratedProxies: [],
		isWalk: opening.kind === 'walk',
		isForAudit: false,
		auditFiles: '',
		reviewed: null,
		problem: null,
		isHelpOpen: false,
		profiles: ('list' in opening ? opening.list : null) ?? nothingKept,
		profile: opening.kind === 'profile' ? opening.opened : null,
		isPasswordAsked: false,
		...noResults,
		exporting: null,
		files: [],
		earlierFiles: [],
		exportedRun: null,
	};
}

function firstView({kind}: Opening, stepId: StepId): View {
	if (kind === 'questions') return {name: 'step', stepId};
	return kind === 'walk' ? {name: 'step', stepId: 'region'} : {name: kind};
}

/**
 * The answers that a view is about: those that the shown run was made with, or those being given. Answers that were
 * changed and not checked must not stand above the results of others, nor be checked in their place.
 */
export function answersInView({
	view,
	answers,
	runAnswers,
}: Pick<WizardState, 'view' | 'answers' | 'runAnswers'>): Answers {
	return isAboutRun(view) ? (runAnswers ?? answers) : answers;
}

function isAboutRun(view: View): boolean {
	switch (view.name) {
		case 'results':
		case 'matrix':
		case 'waiting':
		case 'next':
		case 'copy':
		case 'export':
		case 'done':
			return true;
		case 'changes':
		case 'save-profile':
		case 'audit':
			return view.origin === 'results';
		case 'profiles':
		case 'profile':
		case 'password':
		case 'step':
		case 'printout':
		case 'probing':
		case 'closed':
			return false;
		default:
			return view satisfies never;
	}
}

/** What is left of the wizard when it has closed. A run that was only looked at is no outcome. */
export function outcomeOf(
	{run, survey, isFresh, notes, files, earlierFiles, profile, answers}: WizardState,
	kind: WizardOutcome['kind'],
): WizardOutcome {
	return {
		kind,
		run: isFresh ? run : null,
		survey: isFresh ? survey : null,
		notes,
		files,
		earlierFiles,
		profile: profile?.profile.name ?? null,
		answers,
	};
}
