import type {WizardServices} from '../services.ts';
import type {StepContext} from '../state/answers/step-context.ts';
import type {WizardState} from '../state/state.ts';
import type {Talk} from './talk.ts';

/** What every view can reach. A view talks, and gives back what follows from that as actions of the wizard. */
export type PlainSession = {
	readonly state: WizardState;
	readonly services: WizardServices;
	readonly context: StepContext;
	readonly talk: Talk;
	/** Aborted when the process is asked to end. */
	readonly signal: AbortSignal;
};
