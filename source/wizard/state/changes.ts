import type {RunDiff} from '../../record/diff/diff-report.ts';
import {diffRuns} from '../../record/diff/diff-runs.ts';
import {settingChanges} from '../../record/diff/setting-changes.ts';
import type {Run} from '../../record/run.ts';
import {toRun} from '../../record/to-run.ts';
import type {JudgedRun} from '../../verdict/types.ts';
import type {WizardState} from './state.ts';

type Known = Pick<WizardState, 'run' | 'findings' | 'profile'>;

/**
 * What a run is held against to tell what changed. `previous` is the run of which it checked a part again. Else it is the
 * last one that was whole: of the profile, or without a profile one that was made here with the same settings.
 */
export function baselineFor(known: Known, previous: JudgedRun | null, run: JudgedRun): Run | null {
	const {run: before, profile} = known;
	if (previous?.complete) return reportOf(previous, known);
	if (before?.complete && (profile || settingChanges(before.settings, run.settings).length === 0)) {
		return reportOf(before, known);
	}
	return profile?.baseline ?? (previous && reportOf(previous, known));
}

/** The report of a run that is shown here, or was read from disk. */
function reportOf(run: JudgedRun, {run: shown, findings, profile}: Known): Run {
	return run === profile?.last?.run ? profile.last.report : toRun(run, run === shown ? findings : []);
}

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
