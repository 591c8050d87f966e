import {useMemo, useReducer} from 'react';
import {subsetPlan} from '../plan/subset-plan.ts';
import type {Plan} from '../plan/types.ts';
import type {Run} from '../probe/types.ts';
import {prepareCheck} from './prepare-check.ts';
import type {WizardServices} from './services.ts';
import {createWizard, reduceWizard, type WizardAction, type WizardState} from './state.ts';
import {initialAnswers, type StepContext} from './step-context.ts';
import type {Wizard} from './wizard-context.ts';

/** The state of the wizard, and what follows from it without any effect. */
export function useWizardState(
	services: WizardServices,
	context: StepContext,
): Pick<Wizard, 'state' | 'dispatch' | 'plan' | 'prepared' | 'startProbing' | 'probeAgain'> {
	const [state, dispatch] = useReducer(
		(current: WizardState, action: WizardAction) => reduceWizard(current, action, context),
		null,
		() => createWizard(initialAnswers(context, services.initial)),
	);
	const {answers} = state;
	const prepared = useMemo(() => prepareCheck(services, context, answers), [services, context, answers]);
	return {
		state,
		dispatch,
		plan: prepared.plan,
		prepared,
		startProbing() {
			if (prepared.plan === null) dispatch({type: 'refuse', problem: prepared.problem});
			else dispatch({type: 'start-probing', plan: prepared.plan, secrets: prepared.secrets, previous: null});
		},
		probeAgain(run, isWanted) {
			if (prepared.plan === null) {
				dispatch({type: 'refuse', problem: prepared.problem});
				return;
			}
			const plan = subsetPlan(planOf(run), isWanted);
			if (plan.targets.length === 0)
				dispatch({type: 'refuse', problem: 'There is nothing here that could be checked again.'});
			else dispatch({type: 'start-probing', plan, secrets: prepared.secrets, previous: run});
		},
	};
}

/** The plan that a run was made from. */
function planOf({settings, catalogVersion, results}: Run): Plan {
	return {settings, catalogVersion, targets: results.map(({planned}) => planned)};
}
