import type {WizardOutcome} from '../services.ts';
import type {WizardState} from './state.ts';

/** What is left of the wizard when it has closed. A run that was only looked at is no outcome. */
export function outcomeOf(
	{run, isFresh, findings, files, earlierFiles, profile, answers}: WizardState,
	kind: WizardOutcome['kind'],
): WizardOutcome {
	return {
		kind,
		run: isFresh ? run : null,
		findings: isFresh ? findings : [],
		files,
		earlierFiles,
		profile: profile?.profile.name ?? null,
		answers,
	};
}
