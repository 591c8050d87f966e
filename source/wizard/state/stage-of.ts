import type {Place} from '../components/frame/progress-track.ts';
import {stepOf} from './answers/steps.ts';
import type {CheckOrigin, View} from './state.ts';

const places: {readonly [origin in CheckOrigin]: Place} = {review: 'Review', results: 'Report', profile: 'Profiles'};

/** The place in the header that a view belongs to. */
export function stageOf(view: View): Place {
	switch (view.name) {
		case 'step':
			return stepOf(view.stepId).title;
		case 'probing':
			return 'Check';
		case 'profiles':
		case 'profile':
			return 'Profiles';
		case 'password':
		case 'changes':
		case 'save-profile':
			return places[view.origin];
		default:
			return 'Report';
	}
}
