import type {FrameProps} from '../components/frame/frame.tsx';
import type {Notice} from '../components/frame/frame-layout.ts';
import {type StepId, stepOf} from '../state/answers/steps.ts';
import {useFrame, useWizard} from '../use-wizard.ts';

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
