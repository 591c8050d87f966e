import type {Run} from '../../probe/types.ts';
import {settingChanges} from '../../report/diff/setting-changes.ts';
import type {RunReport} from '../../report/run-report.ts';
import {toRunReport} from '../../report/to-run-report.ts';
import type {WizardState} from '../state.ts';

type Known = Pick<WizardState, 'run' | 'findings' | 'profile'>;

/**
 * What a run is held against to tell what changed. `previous` is the run of which it checked a part again. Else it is the
 * last one that was whole: of the profile, or without a profile one that was made here with the same settings.
 */
export function baselineFor(known: Known, previous: Run | null, run: Run): RunReport | null {
	const {run: before, profile} = known;
	if (previous?.complete) return reportOf(previous, known);
	if (before?.complete && (profile || settingChanges(before.settings, run.settings).length === 0)) {
		return reportOf(before, known);
	}
	return profile?.baseline ?? (previous && reportOf(previous, known));
}

/** The report of a run that is shown here, or was read from disk. */
function reportOf(run: Run, {run: shown, findings, profile}: Known): RunReport {
	return run === profile?.last?.run ? profile.last.report : toRunReport(run, run === shown ? findings : []);
}
