import type {FrameProps} from '../components/frame/frame.tsx';
import type {Notice} from '../components/frame/frame-layout.ts';
import {type StepId, stepOf} from '../state/answers/steps.ts';
import {useFrame, useWizard} from '../use-wizard.ts';

type StepFrame = Pick<FrameProps, 'stage' | 'title' | 'reason' | 'answers' | 'rows'> & {
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
	}: {readonly hasNotice?: boolean; readonly question?: string; readonly reason?: string} = {},
): StepFrame {
	const {problem} = useWizard().state;
	const step = stepOf(stepId);
	const frame = useFrame({title: question ?? step.question, reason: reason ?? step.reason, problem, hasNotice});
	return {...frame, problem: problem === null ? null : {text: problem, tone: 'problem'}};
}
