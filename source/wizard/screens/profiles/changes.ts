import type {RunDiff} from '../../../record/diff/diff-report.ts';
import {diffRuns} from '../../../record/diff/diff-runs.ts';
import {toRun} from '../../../record/to-run.ts';
import {describeDiff} from '../../../report/diff/words.ts';
import {formatTime} from '../../../report/view/settings-facts.ts';
import type {WizardState} from '../../state/state.ts';

/** What changed with the run that is shown; null where there is nothing to hold it against. */
export function changesOf({
	run,
	findings,
	isFresh,
	baseline,
	profile,
}: Pick<WizardState, 'run' | 'findings' | 'isFresh' | 'baseline' | 'profile'>): RunDiff | null {
	if (!isFresh) return profile?.changes ?? null;
	return run && baseline && diffRuns(baseline, toRun(run, findings));
}

/** What the view of the changes tells: of the run that is shown, or of the last one of the profile that is open. */
export function changesToShow(state: WizardState): RunDiff | null {
	const {view, profile} = state;
	return view.name === 'changes' && view.origin === 'profile' ? (profile?.changes ?? null) : changesOf(state);
}

/** What changed, in one line. */
export function changedText(diff: RunDiff): string {
	const since = `Since ${formatTime(diff.old.startedAt)}`;
	const text = describeDiff(diff);
	// "Nothing changed" goes on with the sentence, a count begins one of its own.
	return /^\d/.test(text) ? `${since}: ${text}` : `${since} ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
