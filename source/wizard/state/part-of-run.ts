import {subsetPlan} from '../../plan/subset-plan.ts';
import type {PlannedTarget} from '../../plan/types.ts';
import type {JudgedRun} from '../../verdict/types.ts';
import type {CheckPart} from './state.ts';

/** Some rows of a run, to be checked again as they were planned then. */
export function partOfRun(previous: JudgedRun, isWanted: (planned: PlannedTarget) => boolean): CheckPart {
	const {settings, catalogVersion, results} = previous;
	const whole = {settings, catalogVersion, targets: results.map(({planned}) => planned)};
	return {plan: subsetPlan(whole, isWanted), previous};
}
