import {catalog} from '../catalog/catalog.ts';
import {checksFor, retestCommands} from '../diagnosis/checks.ts';
import {diagnose} from '../diagnosis/diagnose.ts';
import {nextSteps} from '../diagnosis/next-steps.ts';
import {shellOf} from '../diagnosis/shell-words.ts';
import type {Finding} from '../diagnosis/types.ts';
import {UsageError} from '../errors.ts';
import {describeIssue, parseJson} from '../json-document.ts';
import {endpointOf} from '../plan/endpoints.ts';
import {safeText} from '../safe-text.ts';
import {toJudgedRun} from './from-run.ts';
import {completeOlderRun} from './older-runs.ts';
import {type Run, runSchemaTag, runShape} from './run.ts';

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
	const file = safeText(fileName);
	const data = parseJson(text, file, 'give a report that was written with --format json');
	checkTag((data as {schema?: unknown} | null)?.schema, file);
	const parsed = runShape.safeParse(data);
	if (parsed.success) return withOwnCommands(completeOlderRun(parsed.data));
	const what = describeIssue(parsed.error.issues[0]);
	throw new UsageError(
		`${file} is damaged or was changed by hand at ${what}; write the report again with --format json.`,
	);
}

/**
 * A run that was read, its commands made anew from what was seen: a reader pastes them into a shell, and whoever wrote the
 * file could have put any there.
 */
export function withOwnCommands(run: Run): Run {
	if (run.findings.length === 0 && run.nextSteps.length === 0) return run;
	const judged = toJudgedRun(run, catalog);
	const {settings, results} = judged;
	const shell = shellOf(run.vantage);
	const byId = new Map(results.map(result => [result.planned.id, result]));
	let diagnosed: ReadonlyMap<string, Finding> | undefined;
	const findings = run.findings.map(finding => {
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
	const steps = new Map(nextSteps(judged, findings).map(({id, commands}) => [id, commands]));
	return {
		...run,
		findings,
		nextSteps: run.nextSteps.map(step => ({...step, commands: [...(steps.get(step.id) ?? [])]})),
	};
}
