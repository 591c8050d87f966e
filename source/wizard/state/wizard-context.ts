import {createContext, type Dispatch, useContext} from 'react';
import type {Plan, PlannedTarget} from '../../plan/types.ts';
import type {JudgedRun} from '../../verdict/types.ts';
import {isKey, isLetter, type Keypress} from '../components/input/keypress.ts';
import type {ProbeStore} from '../screens/probing/probe-store.ts';
import type {WizardServices} from '../services.ts';
import type {StepContext} from './answers/step-context.ts';
import type {PreparedCheck} from './check.ts';
import type {WizardAction, WizardState} from './state.ts';

/** What every screen can reach. */
export type Wizard = {
	readonly state: WizardState;
	readonly dispatch: Dispatch<WizardAction>;
	readonly context: StepContext;
	readonly services: WizardServices;
	/** What would be probed with the answers so far, or null while they can't be read. */
	readonly plan: Plan | null;
	/** The same with its secrets, or with the reason why there is none. */
	readonly prepared: PreparedCheck;
	/** The events of the run under way, or null. */
	readonly probes: ProbeStore | null;
	/** Starts the check of the answers; from the results it is made anew. */
	startProbing(): void;
	/** Checks some rows of a run again, and puts what is found into it. */
	probeAgain(run: JudgedRun, isWanted: (planned: PlannedTarget) => boolean): void;
	/** Goes on with the check that waits for the password of the profile's proxy; an empty one is none. */
	answerPassword(password: string): void;
	/** Closes the wizard with a fault of ours, which the caller reports. */
	crash(error: unknown): void;
};

const WizardContext = createContext<Wizard | null>(null);

export const WizardProvider = WizardContext.Provider;

export function useWizard(): Wizard {
	const wizard = useContext(WizardContext);
	if (!wizard) throw new Error('useWizard() called outside the wizard');
	return wizard;
}

/** Keys that mean the same on every screen: Escape goes back, `?` opens the help. */
export function handleCommonKey(keypress: Keypress, dispatch: Dispatch<WizardAction>): void {
	if (isKey(keypress, 'escape')) dispatch({type: 'back'});
	if (isLetter(keypress, '?')) dispatch({type: 'toggle-help'});
}
