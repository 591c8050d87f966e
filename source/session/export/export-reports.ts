import {findDialect} from '../../allowlists/dialects.ts';
import {type RenderedRules, renderRulesInSteps} from '../../allowlists/render-rules.ts';
import {toRuleEntriesInSteps} from '../../allowlists/rule-entries.ts';
import type {Catalog} from '../../catalog/types.ts';
import {atOnce, chunksInTurns, inTurns, joinPieces, type Steps, type Text} from '../../chunks.ts';
import {EnvironmentError} from '../../errors.ts';
import type {Run} from '../../record/run.ts';
import {type Survey, surveySchemaTag} from '../../record/survey/survey.ts';
import {redactInTurns, redactSurvey} from '../../redact/redact-report.ts';
import {runPieces} from '../../report/formats.ts';
import {renderSurvey} from '../../report/survey/render-survey.ts';
import type {RenderOptions} from '../../report/terminal/page.ts';
import {lookAtFiles, type SeenFiles, writeFileSetInSteps, writeNewFolderInSteps} from '../../store/write-file.ts';
import {asRun} from '../runs/read-run.ts';
import {type OutputId, outputOf} from './outputs.ts';
import {type Destination, destinationFor, freePath, isThere, type Places} from './paths.ts';

export type ExportRequest = {
	/** A folder, or the name of a file; relative ones and `~` are read from the wizard's places. */
	readonly path: string;
	readonly outputs: readonly OutputId[];
	/** Names, addresses and users of the user's own are taken out. */
	readonly isRedacted: boolean;
	readonly rulesScope: RulesScope;
	/** Addresses and CIDR ranges that the traffic comes from, for rules. */
	readonly sources: readonly string[];
	/** Files that may be replaced: what the user was asked about, and nothing that came in its place. */
	readonly replaceable: SeenFiles;
};

/** A file that was written. */
export type WrittenFile = {
	readonly output: OutputId;
	readonly file: string;
	readonly bytes: number;
	/** Why there is nothing in it, where the file itself can't say so. */
	readonly emptyBecause?: string | null;
};

/** `exists`: nothing was written, because these files are there already; the other path is free. */
export type ExportOutcome =
	| {readonly kind: 'written'; readonly files: readonly WrittenFile[]}
	| {readonly kind: 'exists'; readonly files: readonly string[]; readonly seen: SeenFiles; readonly freePath: string};

/**
 * Writes a run or a survey in several ways into one folder. Nothing is written while one of the files is there and may not go. Keys and
 * signals are heard between the files.
 */
export async function exportReports(
	report: Run | Survey,
	request: ExportRequest,
	{
		catalog,
		options,
		places,
	}: {
		/** That in use: by it rules are written, and the user's own told from what everybody asks for. */
		readonly catalog: Catalog;
		readonly options: RenderOptions;
		readonly places: Places;
	},
): Promise<ExportOutcome> {
	const destination = destinationFor(request.path, request.outputs, places);
	/** The question to ask once more where something is there that nobody was asked about. */
	function findTaken(): ExportOutcome | null {
		const seen = lookAtFiles(destination.files.map(({file}) => file));
		if ([...seen].every(([file, identity]) => request.replaceable.get(file) === identity)) return null;
		return {kind: 'exists', files: [...seen.keys()], seen, freePath: freePath(request.path, places)};
	}
	try {
		const taken = findTaken();
		if (taken !== null) return taken;
		const outputs = await renderAll(report, request, destination, {catalog, options});
		const texts = new Map(outputs.map(({file, text}) => [file, text]));
		await inTurns(writeAllInSteps(destination, texts, request.replaceable));
		const files = outputs.map(
			({output, file, text, emptyBecause}): WrittenFile => ({
				output,
				file,
				bytes: text.reduce((sum, chunk) => sum + Buffer.byteLength(chunk), 0),
				emptyBecause,
			}),
		);
		return {kind: 'written', files};
	} catch (error) {
		if (!isFileError(error)) throw error;
		// It came while the files were written.
		const taken = error.code === 'EEXIST' ? findTaken() : null;
		if (taken !== null) return taken;
		const {problem, cure} = describeWriteProblem(error, destination.folder);
		throw new EnvironmentError(problem, cure, {cause: error});
	}
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
	return error instanceof Error && 'syscall' in error;
}

async function renderAll(
	report: Run | Survey,
	{isRedacted, rulesScope, sources: given}: ExportRequest,
	{files}: Destination,
	{catalog, options}: {readonly catalog: Catalog; readonly options: RenderOptions},
) {
	const redact = () =>
		report.schema === surveySchemaTag ? redactSurvey(report, catalog) : redactInTurns(report, catalog);
	const shown = isRedacted ? await redact() : report;
	// Addresses of the user's own, which redacted files must not have.
	const sources = isRedacted ? [] : given;
	const rendered = [];
	for (const {output, file} of files) {
		const steps = writeOutput(output, shown, {catalog, rulesScope, sources, options});
		const {text: made, emptyBecause} = await inTurns(steps);
		// Not put together: a text of many megabytes would be copied in one piece.
		const text: string[] = [];
		for await (const chunk of chunksInTurns(made)) text.push(chunk);
		rendered.push({output, file, text, emptyBecause});
	}
	return rendered;
}

function writeAllInSteps({folder}: Destination, texts: ReadonlyMap<string, Text>, replaceable: SeenFiles): Steps {
	return isThere(folder) ? writeFileSetInSteps(folder, texts, replaceable) : writeNewFolderInSteps(folder, texts);
}

const textsByCode: {readonly [code: string]: (place: string) => readonly [problem: string, cure: string]} = {
	EACCES: place => [`You have no right to write to ${place}.`, 'Choose another folder, such as one under ~.'],
	EPERM: place => [`You have no right to write to ${place}.`, 'Choose another folder, such as one under ~.'],
	EROFS: place => [`${place} can only be read.`, 'Choose another folder, such as one under /tmp.'],
	ENOSPC: place => [
		`There is no space left on the disk for ${place}.`,
		'Make room, or choose a folder on another disk.',
	],
	EDQUOT: place => [
		`Your share of the disk is used up for ${place}.`,
		'Make room, or choose a folder on another disk.',
	],
	ENOTDIR: place => [`A part of ${place} is a file, not a folder.`, 'Choose another folder.'],
	EISDIR: place => [`In ${place} a folder has the name of one of the files.`, 'Choose another folder.'],
	EEXIST: place => [`Something has just been written to ${place} by somebody else.`, 'Choose another folder.'],
	ENOTEMPTY: place => [`Something has just been written to ${place} by somebody else.`, 'Choose another folder.'],
	ENAMETOOLONG: place => [`The name is too long: ${place}.`, 'Choose a shorter one.'],
	ENOENT: place => [`The folder ${place} can't be made, or has just been removed.`, 'Choose another folder.'],
};

/** Why nothing could be written to a place, and what to do, as two sentences for somebody who knows no error codes. */
function describeWriteProblem(
	{code = '', message}: NodeJS.ErrnoException,
	place: string,
): {readonly problem: string; readonly cure: string} {
	const [problem, cure] = textsByCode[code]?.(place) ?? [
		// Node's messages are `CODE: words, call 'path'`.
		`Nothing could be written to ${place}: ${/^\w+: ([^,]+)/.exec(message)?.[1] ?? 'the system refused it'}.`,
		'Choose another folder.',
	];
	return {problem, cure};
}

/** `missing`: what the run found missing; `all`: all that it checked. */
export type RulesScope = 'missing' | 'all';

type OutputOptions = {
	readonly catalog: Catalog;
	readonly rulesScope: RulesScope;
	/** Addresses and CIDR ranges that the traffic comes from, for rules. */
	readonly sources: readonly string[];
	readonly options: RenderOptions;
};

/** Writes one output as text. What is for one run tells of a survey the worst that any place saw. */
export function renderOutput(
	id: OutputId,
	shown: Run | Survey,
	{catalog, rulesScope, sources, options}: OutputOptions,
): Pick<RenderedRules, 'text' | 'emptyBecause'> {
	const {text, emptyBecause} = atOnce(writeOutput(id, shown, {catalog, rulesScope, sources, options}));
	return {text: [...joinPieces(text)].join(''), emptyBecause};
}

/** The same in steps, with the text in pieces as far as there are any. */
function* writeOutput(
	id: OutputId,
	shown: Run | Survey,
	{catalog, rulesScope, sources, options}: OutputOptions,
): Steps<{readonly text: Text; readonly emptyBecause: RenderedRules['emptyBecause']}> {
	const output = outputOf(id);
	if (shown.schema === surveySchemaTag && output.dialect === null)
		return {text: renderSurvey(output.id, shown, options), emptyBecause: null};
	const report = shown.schema === surveySchemaTag ? asRun(shown, shown.id) : shown;
	if (output.dialect === null) return {text: runPieces(output.id, report, options), emptyBecause: null};
	const onlyMissing = rulesScope === 'missing';
	const ruleSet = yield* toRuleEntriesInSteps(report, catalog, {level: report.settings.level, onlyMissing});
	return yield* renderRulesInSteps(findDialect(output.dialect), ruleSet, {sources}, {report, onlyMissing});
}
