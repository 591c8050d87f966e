import {createContext, type Dispatch, useContext} from 'react';
import {countPlannedEndpoints} from '../plan/endpoints.ts';
import {countOf} from '../words.ts';
import type {FrameProps} from './components/frame/frame.tsx';
import {layoutFrame, type Notice, type Place} from './components/frame/frame-parts.ts';
import {isKey, isLetter, type Keypress} from './components/input/keypress.ts';
import {useScreen} from './components/screen-context.tsx';
import {type StepId, stepIds, stepOf, steps} from './state/answers/steps.ts';
import type {Sitting} from './state/check.ts';
import {answersInView, type CheckOrigin, type View, type WizardAction} from './state/state.ts';

/** What every screen can reach. */
export type DrawnWizard = Sitting & {
	readonly dispatch: Dispatch<WizardAction>;
	/** Closes the wizard with a fault of ours, which the caller reports. */
	crash(error: unknown): void;
};

const WizardContext = createContext<DrawnWizard | null>(null);

export const WizardProvider = WizardContext.Provider;

/** The state of the wizard and what changes it. Throws outside of it. */
export function useWizard(): DrawnWizard {
	const wizard = useContext(WizardContext);
	if (!wizard) throw new Error('useWizard() called outside the wizard');
	return wizard;
}

/** Keys that mean the same on every screen: Escape goes back, `?` opens the help, where it is no text. */
export function handleCommonKey(keypress: Keypress, dispatch: Dispatch<WizardAction>): void {
	if (isKey(keypress, 'escape')) dispatch({type: 'back'});
	if (isLetter(keypress, '?')) dispatch({type: 'toggle-help'});
}

type FrameParts = {
	readonly title: string;
	/** A sentence or two below the title. */
	readonly reason?: string;
	/** A sentence that must be read whole. */
	readonly problem?: string | null;
	readonly hasNotice?: boolean;
};

/** The parts of a frame that every screen fills in the same way. `rows.bodyHeight` says how high the body may be. */
export function useFrame({
	title,
	reason,
	problem = null,
	hasNotice = true,
}: FrameParts): Pick<FrameProps, 'stage' | 'title' | 'answers' | 'rows'> {
	const {layout} = useScreen();
	const {
		state,
		context,
		prepared: {plan},
	} = useWizard();
	const {view} = state;
	const answers = answersInView(state);
	const position = view.name === 'step' ? stepIds.indexOf(view.stepId) : view.name === 'profiles' ? 0 : stepIds.length;
	const summaries = steps
		.slice(0, position)
		// An own proxy is one answer, though it takes two questions.
		.filter(({id, isSkipped}) => id !== 'proxy-details' && !isSkipped(answers, context))
		.map(({summarize}) => summarize(answers, context))
		.filter(summary => summary !== '');
	const count =
		plan && position > stepIds.indexOf('features') ? [countOf(countPlannedEndpoints(plan.targets), 'endpoint')] : [];
	return {
		stage: stageOf(view),
		title,
		answers: [...summaries, ...count],
		rows: layoutFrame(layout, {reason: reason ?? null, problem, hasNotice}),
	};
}

const places: {readonly [origin in CheckOrigin]: Place} = {review: 'Review', results: 'Report', profile: 'Profiles'};

/** The place in the header that a view belongs to. */
function stageOf(view: View): Place {
	switch (view.name) {
		case 'step':
			return stepOf(view.stepId).stage;
		case 'printout':
			return 'Review';
		case 'probing':
			return 'Check';
		case 'profiles':
		case 'profile':
		case 'password':
			return 'Profiles';
		case 'changes':
		case 'save-profile':
		case 'audit':
			return places[view.origin];
		case 'results':
		case 'matrix':
		case 'waiting':
		case 'next':
		case 'copy':
		case 'export':
		case 'done':
		case 'closed':
			return 'Report';
		default:
			return view satisfies never;
	}
}

type StepFrame = Pick<FrameProps, 'stage' | 'title' | 'answers' | 'rows'> & {
	/** Why the answer was refused, or null. */
	readonly problem: Notice | null;
};

/** The frame of a question. A form has no notice of its own: its fields say what is wrong with them. */
export function useStepFrame(
	stepId: StepId,
	{
		hasNotice = true,
		question,
		reason,
		shown = null,
	}: {
		readonly hasNotice?: boolean;
		readonly question?: string;
		readonly reason?: string;
		/** What is said in the place of the problem, to be read whole. */
		readonly shown?: Notice | null;
	} = {},
): StepFrame {
	const {problem} = useWizard().state;
	const step = stepOf(stepId);
	const whole = shown?.text ?? problem;
	const frame = useFrame({
		title: question ?? step.question,
		reason: reason ?? step.reason,
		problem: whole,
		hasNotice,
	});
	return {...frame, problem: problem === null ? null : {text: problem, tone: 'problem'}};
}
