import {useMemo, useReducer} from 'react';
import type {WizardServices} from '../services.ts';
import {contextWithin, firstAnswers, type StepContext} from './answers/step-context.ts';
import {beginCheck, partOfRun, prepareCheck} from './check.ts';
import {reduceWizard} from './reduce-wizard.ts';
import {answersInView, createWizard, type WizardAction, type WizardState} from './state.ts';
import type {Wizard} from './wizard-context.ts';

/** The state of the wizard, and what follows from it without any effect. `base` is what the steps know without a profile. */
export function useWizardState(
	services: WizardServices,
	base: StepContext,
): Pick<
	Wizard,
	'state' | 'dispatch' | 'context' | 'plan' | 'prepared' | 'startProbing' | 'probeAgain' | 'answerPassword'
> {
	const [state, dispatch] = useReducer(
		(current: WizardState, action: WizardAction) => reduceWizard(current, action, base),
		null,
		() => createWizard(firstAnswers(services, base), services.opening),
	);
	const {profile, view} = state;
	const answers = answersInView(state);
	const context = useMemo(() => contextWithin(base, profile), [base, profile]);
	const prepared = useMemo(() => prepareCheck(services, context, answers), [services, context, answers]);
	return {
		state,
		dispatch,
		context,
		plan: prepared.plan,
		prepared,
		startProbing: () => dispatch(beginCheck(state, prepared, null)),
		probeAgain: (run, isWanted) => dispatch(beginCheck(state, prepared, partOfRun(run, isWanted))),
		answerPassword(password) {
			const answered = {...answers, ownProxy: {...answers.ownProxy, password}};
			dispatch({type: 'answer', answers: answered});
			const part = view.name === 'password' ? view.part : null;
			dispatch(beginCheck(state, prepareCheck(services, context, answered), part));
		},
	};
}
