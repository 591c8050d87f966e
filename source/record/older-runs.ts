import type {Control} from '../evidence/types.ts';
import {endpointOf, plannedId} from '../plan/endpoints.ts';
import {outsideCatalog} from '../plan/requirements.ts';
import {attemptNotes} from '../verdict/attempt-notes.ts';
import {severities} from '../verdict/types.ts';
import type {Run, RunRow} from './run.ts';

type Finding = Run['findings'][number];

/** What reports of earlier versions lack, as far as it can be told from what they have. */
export function completeOlderRun(run: Run): Run {
	const results = run.results.map(completeOlderRow);
	return {...run, results, findings: run.findings.map(finding => completeFinding(finding, results))};
}

function completeFinding(finding: Finding, results: readonly RunRow[]): Finding {
	const kind = finding.kind ?? kindOf(finding.id);
	const isWhole = finding.fixFor.length === finding.fix.length;
	return {
		...finding,
		kind,
		rows: rowsOf({...finding, kind}, results),
		fixFor: isWhole ? finding.fixFor : finding.fix.map(readerOf),
	};
}

/** The kinds that a reader has to know; a finding of an earlier version has none else. */
function kindOf(id: string): Finding['kind'] {
	if (id === 'not-verified') return id;
	if (id === 'settings') return 'settings-lint';
	if (id === 'dns.no-name-resolves') return 'no-name-resolves';
	return id.startsWith('no-route.') ? 'no-route' : null;
}

/** Steps about this program and its settings are for whoever runs it. */
function readerOf(step: string): Finding['fixFor'][number] {
	const isAboutProgram =
		/run the check again|in your settings|your own resource names|--(?:dns|proxy|ca-file|requirements|resource)(?![-\w])/i;
	return isAboutProgram.test(step) ? 'requester' : 'owner';
}

/** A guess, which is wrong where two findings are about one host and port: what a row shows and weighs must fit the finding. */
function rowsOf({kind, rows, targets, severity}: Finding, results: readonly RunRow[]): readonly string[] {
	if (rows.length > 0 || targets.length === 0) return rows;
	const wanted =
		kind === 'not-verified' || kind === 'no-route' ? ['unverified'] : ['blocked', 'intercepted', 'unstable'];
	const limit = severities.indexOf(severity);
	return results
		.filter(row => wanted.includes(row.status) && targets.includes(endpointOf(row)))
		.filter(row => severities.indexOf(row.severity) <= limit)
		.map(row => row.id);
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

/** The id that the row of a plan has, from what a row of a run shows. */
function rowIdOf({requirement, target}: Pick<RunRow, 'requirement' | 'target'>): string {
	return plannedId(requirement ?? outsideCatalog(target?.host ?? '', target?.port ?? 443), target);
}
