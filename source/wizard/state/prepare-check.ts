import type {Plan} from '../../plan/types.ts';
import type {Secrets} from '../../settings/types.ts';
import type {WizardServices} from '../services.ts';
import type {Answers} from './answers.ts';
import {sentenceOf} from './expected-error.ts';
import {settingsInputFrom} from './settings-input.ts';
import type {StepContext} from './step-context.ts';

export type PreparedCheck =
	| {readonly plan: Plan; readonly secrets: Secrets}
	| {readonly plan: null; readonly problem: string};

/** The plan for the answers so far, or why there is none yet. */
export function prepareCheck(services: WizardServices, context: StepContext, answers: Answers): PreparedCheck {
	try {
		const {settings, secrets} = services.resolveSettings(settingsInputFrom(answers, context), context.profile);
		return {plan: services.buildPlan(settings, context.profile), secrets};
	} catch (error) {
		return {plan: null, problem: sentenceOf(error)};
	}
}
