import {useMemo, useReducer} from 'react';
import type {Plan} from '../plan/types.ts';
import type {Answers} from './answers.ts';
import {sentenceOf} from './expected-error.ts';
import type {WizardServices} from './services.ts';
import {settingsInputFrom} from './settings-input.ts';
import {createWizard, reduceWizard, type WizardAction, type WizardState} from './state.ts';
import {initialAnswers, type StepContext} from './step-context.ts';
import type {Wizard} from './wizard-context.ts';

/** The state of the wizard, and what follows from it without any effect. */
export function useWizardState(
	services: WizardServices,
	context: StepContext,
): Pick<Wizard, 'state' | 'dispatch' | 'plan' | 'startProbing'> {
	const [state, dispatch] = useReducer(
		(current: WizardState, action: WizardAction) => reduceWizard(current, action, context),
		null,
		() => createWizard(initialAnswers(context, services.initial)),
	);
	const {answers} = state;
	const prepared = useMemo(() => prepare(services, context, answers), [services, context, answers]);
	return {
		state,
		dispatch,
		plan: prepared.plan,
		startProbing() {
			if (prepared.plan === null) dispatch({type: 'refuse', problem: prepared.problem});
			else dispatch({type: 'start-probing', plan: prepared.plan, secrets: prepared.secrets});
		},
	};
}

type Prepared =
	| {readonly plan: Plan; readonly secrets: ReturnType<WizardServices['resolveSettings']>['secrets']}
	| {readonly plan: null; readonly problem: string};

/** The plan for the answers so far, or why there is none yet. */
function prepare(services: WizardServices, context: StepContext, answers: Answers): Prepared {
	try {
		const {settings, secrets} = services.resolveSettings(settingsInputFrom(answers, context));
		return {plan: services.buildPlan(settings), secrets};
	} catch (error) {
		const problem = sentenceOf(error);
		if (problem === null) throw error;
		return {plan: null, problem};
	}
}
