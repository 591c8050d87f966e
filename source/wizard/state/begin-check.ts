import {lacksPassword} from './lacks-password.ts';
import type {PreparedCheck} from './prepare-check.ts';
import type {CheckPart, WizardAction, WizardState} from './state.ts';

/**
 * What starts a check, of everything or of a part of a run; or what is in its way: an answer, or the password that a
 * profile never holds, which is asked for once.
 */
export function beginCheck(
	{profile, isPasswordAsked}: Pick<WizardState, 'profile' | 'isPasswordAsked'>,
	prepared: PreparedCheck,
	part: CheckPart | null,
): WizardAction {
	if (prepared.plan === null) return {type: 'refuse', problem: prepared.problem};
	if (part?.plan.targets.length === 0) {
		return {type: 'refuse', problem: 'There is nothing here that could be checked again.'};
	}
	const {plan, secrets} = prepared;
	if (profile && !isPasswordAsked && lacksPassword(plan.settings, secrets)) return {type: 'ask-password', part};
	return {type: 'start-probing', plan: part?.plan ?? plan, secrets, previous: part?.previous ?? null};
}
