import type {Control} from '../evidence/types.ts';
import {attemptNotes} from '../verdict/attempt-notes.ts';
import {rowIdOf} from './row-id.ts';
import type {Run, RunRow} from './run.ts';

/** What reports of earlier versions lack, as far as it can be told from what they have. */
export function completeOlderRun(run: Run): Run {
	return {...run, results: run.results.map(completeOlderRow)};
}

export function completeOlderRow(row: RunRow): RunRow {
	return {
		...row,
		...(row.id === '' && {id: rowIdOf(row), note: noteOf(row)}),
		controls: row.controls.map(withCode),
	};
}

/** The note of the plan stood before those of the verdict, which follow from the evidence. */
function noteOf({notes, attempts}: RunRow): string | null {
	const [first = null] = notes;
	return first === null || attempts.flatMap(attemptNotes).includes(first) ? null : first;
}

/** Controls had a sentence alone, of which one decided. */
function withCode(control: Control): Control {
	if (control.code !== undefined) return control;
	const code = control.detail === 'answered with an alert' ? 'alert' : control.passed ? 'done' : 'failed';
	const {kind, ms, passed, detail} = control;
	return {kind, ms, passed, code, detail};
}
