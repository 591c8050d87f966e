import type {Talk} from './components/conversation/question.ts';
import type {WizardServices} from './services.ts';
import type {Answers} from './state/answers/answers.ts';
import type {StepContext} from './state/answers/step-context.ts';
import type {WizardState} from './state/state.ts';

/** What every view can reach. A view talks, and gives back what follows from that as actions of the wizard. */
export type PlainSession = {
	readonly state: WizardState;
	readonly services: WizardServices;
	readonly context: StepContext;
	readonly talk: Talk;
	/** Aborted when the process is asked to end. */
	readonly signal: AbortSignal;
};

/** What a step's questions are made from. */
export type StepRoom = {
	readonly answers: Answers;
	readonly context: StepContext;
	readonly services: WizardServices;
	/** What the help says about the step. */
	readonly help: readonly string[];
};
