import type {RunDiff} from '../../record/diff/diff-report.ts';
import {diffRuns} from '../../record/diff/diff-runs.ts';
import {settingChanges} from '../../record/diff/setting-changes.ts';
import type {Run} from '../../record/run.ts';
import type {WizardState} from './state.ts';

/**
 * What a run is held against to tell what changed. `previous` is the run of which it checked a part again. Else it is the
 * last one that was whole: of the profile, or without a profile one that was made here with the same settings.
 */
export function baselineFor(
	{run: before, profile}: Pick<WizardState, 'run' | 'profile'>,
	previous: Run | null,
	run: Run,
): Run | null {
	if (previous?.complete) return previous;
	if (before?.complete && (profile || settingChanges(before.settings, run.settings).length === 0)) return before;
	return profile?.baseline ?? previous;
}

/** What changed with the run that is shown; null where there is nothing to hold it against. */
export function changesOf({
	run,
	isFresh,
	baseline,
	profile,
}: Pick<WizardState, 'run' | 'isFresh' | 'baseline' | 'profile'>): RunDiff | null {
	if (!isFresh) return profile?.changes ?? null;
	return run && baseline && diffRuns(baseline, run);
}

/** What the view of the changes tells: of the run that is shown, or of the last one of the profile that is open. */
export function changesToShow(state: WizardState): RunDiff | null {
	const {view, profile} = state;
	return view.name === 'changes' && view.origin === 'profile' ? (profile?.changes ?? null) : changesOf(state);
}
