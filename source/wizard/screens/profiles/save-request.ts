import type {Plan} from '../../../plan/types.ts';
import {settingChanges} from '../../../record/diff/setting-changes.ts';
import type {SaveRequest} from '../../profile-services.ts';
import type {WizardState} from '../../state/state.ts';

/**
 * What is to be saved: from the results the settings that were checked, elsewhere those of the answers, of which `plan` is
 * made; with the run that was made here with these settings. Null while the answers can't be read.
 */
export function saveRequestFor(
	{view, run, isFresh, profile}: Pick<WizardState, 'view' | 'run' | 'isFresh' | 'profile'>,
	plan: Plan | null,
): Omit<SaveRequest, 'name' | 'isReplaceAllowed'> | null {
	const isOfRun = view.name === 'save-profile' && view.origin === 'results' && run !== null;
	const settings = isOfRun ? run.settings : (plan?.settings ?? null);
	if (settings === null) return null;
	const isRunOfThese = run !== null && isFresh && settingChanges(run.settings, settings).length === 0;
	const base = profile?.profile ?? null;
	return {settings, passwordFrom: base?.passwordFrom ?? null, base, run: isRunOfThese ? run : null};
}
