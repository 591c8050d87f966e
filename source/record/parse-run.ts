import {catalog} from '../catalog/catalog.ts';
import {atOnce, eachInSteps, type Steps} from '../chunks.ts';
import {checksFor, retestCommands} from '../diagnosis/checks.ts';
import {diagnose} from '../diagnosis/diagnose.ts';
import {nextSteps} from '../diagnosis/next-steps.ts';
import {shellOf} from '../diagnosis/shell-words.ts';
import type {Finding} from '../diagnosis/types.ts';
import {UsageError} from '../errors.ts';
import type {Control} from '../evidence/types.ts';
import {describeIssue, parseJson} from '../json-document.ts';
import {endpointOf, plannedId} from '../plan/endpoints.ts';
import {outsideCatalog} from '../plan/requirements.ts';
import {safeText} from '../safe-text.ts';
import {attemptNotes} from '../verdict/attempt-notes.ts';
import {severities} from '../verdict/types.ts';
import {toJudgedRun} from './judged-run.ts';
import {type Run, type RunRow, rowShape, runSchemaTag, runShape} from './run.ts';

/** Refuses what is not a run of this version, and says what it is. */
function checkTag(tag: unknown, file: string): void {
	if (tag === runSchemaTag) return;
	const [name, version] = typeof tag === 'string' ? tag.split('@') : [];
	if (name === 'arc-netcheck/run' && Number(version) > 1) {
		throw new UsageError(
			`${file} was written by a newer arc-netcheck (${safeText(String(tag), 60)}): this one reads ${runSchemaTag}; update it to read the file.`,
		);
	}
	const found = typeof tag === 'string' ? `its "schema" is "${safeText(tag, 60)}"` : 'it has no "schema"';
	throw new UsageError(
		`${file} is not a saved run: ${found}, but ${runSchemaTag} is needed; give the JSON report of a check.`,
	);
}

/**
 * Reads a saved run.
 *
 * @param fileName as the user gave it, for the error text
 * @throws {UsageError} naming the file and the place in it
 */
export function parseRun(text: string, fileName: string): Run {
	return atOnce(parseRunInSteps(text, fileName));
}

/** The same in steps, a row each where the text is laid out as this program writes it. */
export function* parseRunInSteps(text: string, fileName: string): Steps<Run> {
	const file = safeText(fileName);
	const data =
		(yield* readRowsInSteps(text)) ?? parseJson(text, file, 'give a report that was written with --format json');
	checkTag((data as {schema?: unknown} | null)?.schema, file);
	yield '';
	const run = yield* checkInSteps(data);
	if (run !== null) return yield* withOwnCommandsInSteps(yield* completeOlderRun(run));
	// All at once, which tells the first place where something is wrong.
	const parsed = runShape.safeParse(data);
	if (parsed.success) return yield* withOwnCommandsInSteps(yield* completeOlderRun(parsed.data));
	const what = describeIssue(parsed.error.issues[0]);
	throw new UsageError(
		`${file} is damaged or was changed by hand at ${what}; write the report again with --format json.`,
	);
}

/** Around the rows of a run, and between two of them. No text within JSON holds a line end, so these are what they look like. */
const layout = {start: '\n  "results": [\n    {', between: '\n    },\n    {', end: '\n    }\n  ]'};

/** In the place of the rows. */
const placeholder = 'read by themselves';

/** Reads the rows one by one, and what stands around them. Null for a text that is laid out otherwise, or is no JSON. */
function* readRowsInSteps(text: string): Steps<unknown> {
	const start = text.indexOf(layout.start);
	const end = text.indexOf(layout.end, start);
	if (start < 0 || end < 0) return null;
	try {
		const list = start + layout.start.length - '{'.length;
		const around = JSON.parse(`${text.slice(0, list)}"${placeholder}"${text.slice(end + '\n    }'.length)}`);
		if (around?.results?.[0] !== placeholder) return null;
		yield '';
		const results: unknown[] = [];
		for (let from = list; from < end; ) {
			const next = text.indexOf(layout.between, from);
			const to = next < 0 || next > end ? end : next;
			results.push(JSON.parse(text.slice(from, to + '\n    }'.length)));
			from = to + layout.between.length - '{'.length;
			yield '';
		}
		return {...around, results};
	} catch {
		return null;
	}
}

/** A run as its shape has it, checked row by row; null where something is wrong. */
function* checkInSteps(data: unknown): Steps<Run | null> {
	const {results} = data as {results?: unknown};
	if (!Array.isArray(results)) return null;
	const around = runShape.safeParse({...(data as object), results: []});
	const rows = yield* eachInSteps(results, row => rowShape.safeParse(row));
	if (!around.success) return null;
	const read = rows.flatMap(row => (row.success ? row.data : []));
	return read.length === rows.length ? {...around.data, results: read} : null;
}

/**
 * A run that was read, its commands made anew from what was seen: a reader pastes them into a shell, and whoever wrote the
 * file could have put any there.
 */
export function withOwnCommands(run: Run): Run {
	return atOnce(withOwnCommandsInSteps(run));
}

/** The same in steps: each looks at all rows once. */
function* withOwnCommandsInSteps(run: Run): Steps<Run> {
	if (run.findings.length === 0 && run.nextSteps.length === 0) return run;
	const judged = toJudgedRun(run, catalog);
	yield '';
	const {settings, results} = judged;
	const shell = shellOf(run.vantage);
	const byId = new Map(results.map(result => [result.planned.id, result]));
	let diagnosed: ReadonlyMap<string, Finding> | undefined;
	const findings = yield* eachInSteps(run.findings, finding => {
		if (finding.verify.length === 0) return {...finding, checks: []};
		const targets = new Set(finding.targets);
		const rows =
			finding.rows.length > 0
				? finding.rows.flatMap(id => byId.get(id) ?? [])
				: results.filter(result => targets.has(endpointOf(result.planned)));
		const byRows = checksFor(rows, settings, shell);
		// Some rules have checks of their own before those of the rows.
		const isMore = finding.checks.length > byRows.length;
		if (isMore) diagnosed ??= new Map(diagnose(judged, []).map(one => [one.id, one]));
		const checks = [...((isMore && diagnosed?.get(finding.id)?.checks) || byRows)];
		return {
			...finding,
			checks,
			verify: [...checks.map(({command}) => command), ...retestCommands(rows, settings, shell)],
		};
	});
	yield '';
	const steps = new Map(nextSteps(judged, findings).map(({id, commands}) => [id, commands]));
	return {
		...run,
		findings,
		nextSteps: run.nextSteps.map(step => ({...step, commands: [...(steps.get(step.id) ?? [])]})),
	};
}

type RunFinding = Run['findings'][number];

/** What reports of earlier versions lack, as far as it can be told from what they have. */
function* completeOlderRun(run: Run): Steps<Run> {
	const results = yield* eachInSteps(run.results, completeOlderRow);
	return {...run, results, findings: run.findings.map(finding => completeFinding(finding, results))};
}

function completeFinding(finding: RunFinding, results: readonly RunRow[]): RunFinding {
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
function kindOf(id: string): RunFinding['kind'] {
	if (id === 'not-verified') return id;
	if (id === 'settings') return 'settings-lint';
	if (id === 'dns.no-name-resolves') return 'no-name-resolves';
	return id.startsWith('no-route.') ? 'no-route' : null;
}

/** Steps about this program and its settings are for whoever runs it. */
function readerOf(step: string): RunFinding['fixFor'][number] {
	const isAboutProgram =
		/run the check again|in your settings|your own resource names|--(?:dns|proxy|ca-file|requirements|resource)(?![-\w])/i;
	return isAboutProgram.test(step) ? 'requester' : 'owner';
}

/** A guess, which is wrong where two findings are about one host and port: what a row shows and weighs must fit the finding. */
function rowsOf({kind, rows, targets, severity}: RunFinding, results: readonly RunRow[]): readonly string[] {
	if (rows.length > 0 || targets.length === 0) return rows;
	const wanted =
		kind === 'not-verified' || kind === 'no-route' ? ['unverified'] : ['blocked', 'intercepted', 'unstable'];
	const limit = severities.indexOf(severity);
	return results
		.filter(row => wanted.includes(row.status) && targets.includes(endpointOf(row)))
		.filter(row => severities.indexOf(row.severity) <= limit)
		.map(row => row.id);
}

/** Gives a row of an older report what later ones say: its id, its note, and the codes of its controls. */
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
