import type {Stage} from './stages.ts';
import type {View} from './state.ts';
import {stepOf} from './steps.ts';

/** The stage of the header that a view belongs to. */
export function stageOf(view: View): Stage {
	if (view.name === 'step') return stepOf(view.stepId).title;
	return view.name === 'probing' ? 'Check' : 'Report';
}
