import type {FrameProps} from '../components/frame/frame.tsx';
import type {Notice} from '../components/frame/frame-layout.ts';
import {useFrame} from '../components/frame/use-frame.ts';
import {type StepId, stepOf} from '../steps.ts';
import {useWizard} from '../wizard-context.ts';

type StepFrame = Pick<FrameProps, 'stage' | 'title' | 'reason' | 'answers' | 'rows'> & {
	/** What is wrong with the answer, or null. */
	readonly problem: Notice | null;
};

/** The frame of a question. `fieldProblem` is what is wrong with what is being typed, before anybody pressed Enter. */
export function useStepFrame(stepId: StepId, fieldProblem: string | null = null): StepFrame {
	const text = useWizard().state.problem ?? fieldProblem;
	const {title, question, reason} = stepOf(stepId);
	const frame = useFrame({stage: title, title: question, reason, problem: text});
	return {...frame, problem: text === null ? null : {text, tone: 'problem'}};
}
