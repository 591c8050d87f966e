import {onceOf} from '../../chunks.ts';
import type {RunDiff} from '../../record/diff/diff-report.ts';
import {settingChanges} from '../../record/diff/diff-runs.ts';
import {diffReports} from '../../record/diff/diff-surveys.ts';
import type {Run} from '../../record/run.ts';
import type {Survey} from '../../record/survey/survey.ts';
import type {WizardState} from './state.ts';

/**
 * What a run is held against to tell what changed. `previous` is the run of which it checked a part again. Else it is the
 * last one that was whole: of the profile, or without a profile one that was made here with the same settings.
 */
export function baselineFor(
	{run: last, survey = null, profile}: Pick<WizardState, 'run' | 'profile'> & Partial<Pick<WizardState, 'survey'>>,
	previous: Run | null,
	run: Run | Survey,
): Run | Survey | null {
	if (previous?.complete) return previous;
	const before = survey ?? last;
	const isComparable = before?.complete && before.schema === run.schema;
	if (isComparable && (profile || settingChanges(before.settings, run.settings).length === 0)) return before;
	return profile?.baseline ?? previous;
}

/** Each screen of the results asks what changed. */
const diffOf = onceOf((before: Run | Survey) => onceOf((after: Run | Survey) => diffReports(before, after)));

/** What changed with the run that is shown; null where there is nothing to hold it against. */
export function changesOf({
	run,
	survey = null,
	isFresh,
	baseline,
	profile,
}: Partial<Pick<WizardState, 'survey'>> &
	Pick<WizardState, 'run' | 'isFresh' | 'baseline' | 'profile'>): RunDiff | null {
	if (!isFresh) return profile?.changes ?? null;
	return run && baseline && diffOf(baseline)(survey ?? run);
}

/** What the view of the changes tells: of the run that is shown, or of the last one of the profile that is open. */
export function changesToShow(state: WizardState): RunDiff | null {
	const {view, profile} = state;
	return view.name === 'changes' && view.origin === 'profile' ? (profile?.changes ?? null) : changesOf(state);
}
