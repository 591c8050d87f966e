import type {WizardServices} from '../services.ts';
import type {Answers} from '../state/answers/answers.ts';
import type {StepContext} from '../state/answers/step-context.ts';

/** What a step's questions are made from. */
export type StepRoom = {
	readonly answers: Answers;
	readonly context: StepContext;
	readonly services: WizardServices;
	/** What the help says about the step. */
	readonly help: readonly string[];
};
