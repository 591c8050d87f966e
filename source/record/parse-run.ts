import {UsageError} from '../errors.ts';
import {describeIssue, parseJson} from '../json-document.ts';
import {safeText} from '../safe-text.ts';
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
	if (parsed.success) return completeOlderRun(parsed.data);
	const what = describeIssue(parsed.error.issues[0]);
	throw new UsageError(
		`${file} is damaged or was changed by hand at ${what}; write the report again with --format json.`,
	);
}
