import {countPlannedEndpoints} from '../../../plan/endpoints.ts';
import {countOf} from '../../../words.ts';
import {stepIds, steps} from '../../state/answers/steps.ts';
import {answersInView} from '../../state/state.ts';
import {useWizard} from '../../state/wizard-context.ts';
import {useScreen} from '../screen-context.tsx';
import type {FrameProps} from './frame.tsx';
import {layoutFrame} from './frame-layout.ts';
import type {Place} from './progress-track.ts';

type FrameParts = {
	readonly stage: Place;
	readonly title: string;
	readonly reason?: string;
	readonly problem?: string | null;
	readonly hasNotice?: boolean;
};

/** The parts of a frame that every screen fills in the same way. `rows.bodyHeight` says how high the body may be. */
export function useFrame({
	stage,
	title,
	reason,
	problem = null,
	hasNotice = true,
}: FrameParts): Pick<FrameProps, 'stage' | 'title' | 'reason' | 'answers' | 'rows'> {
	const {layout} = useScreen();
	const {state, context, plan} = useWizard();
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
		stage,
		title,
		reason: reason ?? null,
		answers: [...summaries, ...count],
		rows: layoutFrame(layout, {reason: reason ?? null, problem, hasNotice}),
	};
}
