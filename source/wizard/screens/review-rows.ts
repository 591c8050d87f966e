import type {Plan} from '../../plan/types.ts';
import type {Answers} from '../answers.ts';
import {availableFeatures, featuresOf, findChosenRegion, type StepContext} from '../step-context.ts';
import {type StepId, steps} from '../steps.ts';

/** An answer in the review. */
export type ReviewRow = {readonly label: string; readonly text: string; readonly stepId: StepId};

/** One line for each answer. */
export function reviewRows(answers: Answers, context: StepContext): readonly ReviewRow[] {
	const asked = steps.filter(
		({id, isSkipped}) => id !== 'review' && id !== 'proxy-details' && !isSkipped(answers, context),
	);
	return asked.map(({id, title}) => ({label: title, text: answerText(id, answers, context), stepId: id}));
}

function answerText(id: StepId, answers: Answers, context: StepContext): string {
	switch (id) {
		case 'region': {
			const region = findChosenRegion(answers, context);
			return region ? `${region.name} (${region.displayName})` : '';
		}
		case 'features': {
			const chosen = featuresOf(answers, context);
			return availableFeatures(answers, context)
				.filter(feature => chosen.includes(feature.id))
				.map(({title}) => title)
				.join(', ');
		}
		default: {
			const step = steps.find(other => other.id === id);
			return step?.summarize(answers, context) || 'none';
		}
	}
}

/** How much of a plan can be probed. */
export function describePlan(plan: Plan | null): string {
	if (!plan) return 'Some answers are missing.';
	const {length} = plan.targets;
	const probed = plan.targets.filter(({route}) => route !== null).length;
	if (probed === length) return `All ${length} endpoints can be checked from here.`;
	return `${probed} can be checked from here. ${length - probed} can't (UDP, or a wildcard without a name); the report lists them.`;
}
