import type * as z from 'zod';
import {UsageError} from '../errors.ts';
import {safeText} from '../safe-text.ts';
import {completeOlderRun} from './older-runs.ts';
import {type Run, runSchemaTag, runShape} from './run.ts';

/** `results[3].target.port`. */
function formatPath(path: readonly PropertyKey[]): string {
	return path
		.map(key => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
		.join('')
		.replace(/^\./, '');
}

function parseJson(text: string, file: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		const place = /line \d+ column \d+/.exec(String(error))?.[0];
		throw new UsageError(
			`${file} is not valid JSON${place === undefined ? '' : ` (${place})`}: give a report that was written with --format json.`,
		);
	}
}

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

function describeIssue({path, message}: z.core.$ZodIssue): string {
	const place = safeText(formatPath(path), 120);
	return `${place === '' ? '' : `${place}: `}${safeText(message, 200)}`;
}

/**
 * Reads a saved run.
 *
 * @param fileName as the user gave it, for the error text
 * @throws {UsageError} naming the file and the place in it
 */
export function parseRun(text: string, fileName: string): Run {
	const file = safeText(fileName);
	// Editors on Windows put a byte order mark in front.
	const data = parseJson(text.replace(/^\uFEFF/, ''), file);
	checkTag((data as {schema?: unknown} | null)?.schema, file);
	const parsed = runShape.safeParse(data);
	if (parsed.success) return completeOlderRun(parsed.data);
	const [first] = parsed.error.issues;
	const what = first === undefined ? 'unknown fault' : describeIssue(first);
	throw new UsageError(
		`${file} is damaged or was changed by hand at ${what}; write the report again with --format json.`,
	);
}
