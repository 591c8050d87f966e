import type {OpenedProfile} from '../../profile-services.ts';
import {initialAnswers} from '../../state/answers/step-context.ts';
import {rowsThatFailed} from '../../state/check.ts';
import {useWizard} from '../../state/wizard-context.ts';
import type {ProfileAction} from './profile-menu.ts';

/** Does what was chosen for the profile that is open. */
export function useProfileAction({last}: OpenedProfile): (action: ProfileAction) => void {
	const {dispatch, context, startProbing, probeAgain} = useWizard();
	return action => {
		switch (action) {
			case 'check-all':
				startProbing();
				break;
			case 'check-failed':
				if (last?.run) probeAgain(last.run, rowsThatFailed(last.run));
				break;
			case 'show-results':
				if (last?.run) {
					const runAnswers = initialAnswers(context, last.answers);
					dispatch({type: 'show-run', run: last.run, runAnswers, findings: last.report.findings});
				}
				break;
			case 'show-changes':
				dispatch({type: 'open-changes'});
				break;
			case 'change-answers':
				dispatch({type: 'revise'});
				break;
			case 'save':
				dispatch({type: 'open-save'});
				break;
			default:
				action satisfies never;
		}
	};
}
