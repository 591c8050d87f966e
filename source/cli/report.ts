import {catalog} from '../catalog/catalog.ts';
import {quoteShellWord} from '../diagnosis/shell-words.ts';
import {UsageError} from '../errors.ts';
import {judgeAgain} from '../record/judge-again.ts';
import type {Run, RunRow} from '../record/run.ts';
import {runOfSurvey} from '../record/survey/parse-survey.ts';
import {surveySchemaTag} from '../record/survey/survey.ts';
import {redactReport} from '../redact/redact-report.ts';
import type {RunFormat} from '../report/format-names.ts';
import {readNamedReport} from '../session/runs/read-run.ts';
import {openSession, type Session} from '../session/session.ts';
import {readingRuns} from '../session/store-errors.ts';
import {listAllRuns} from '../store/runs-folder.ts';
import {formatHostPort} from '../words.ts';
import {renderReport} from './check.ts';
import {type CommandIo, exitCodes, tellNote} from './io.ts';
import {checkOutput, deliver, type OutputOptions} from './write-output.ts';

export type ReportOptions = OutputOptions & {
	readonly format: RunFormat;
	readonly redact?: boolean;
	/** All of the text, in place of one screen. */
	readonly verbose?: boolean;
	/** Its evidence is judged by today's rules first. */
	readonly judgeAgain?: boolean;
	/** Of a survey, the vantage point whose run is meant. */
	readonly vantage?: string;
};

/** Writes a saved run again, in any format; the last one where none is named. Ends with 0 once it is written, whatever the run says. */
export async function report(named: string | undefined, options: ReportOptions, io: CommandIo): Promise<number> {
	checkOutput(options);
	const session = openSession(io);
	const reference = named ?? findLastRun(session);
	const read = await readNamedReport(reference, 'The run', session, io);
	if (read.schema === surveySchemaTag && options.vantage === undefined) {
		const {deliverSurvey} = await import('./vantage.ts');
		await deliverSurvey(read, options, io);
		return exitCodes.allReachable;
	}
	if (read.schema !== surveySchemaTag && options.vantage !== undefined) {
		throw new UsageError('--vantage is for a survey, and this is the run of one vantage point: leave it out.');
	}
	const saved = read.schema === surveySchemaTag ? runOfSurvey(read, options.vantage) : read;
	const judged = options.judgeAgain ? judgeAgain(saved, catalog) : saved;
	for (const change of verdictChanges(saved, judged)) tellNote(change, io);
	const shown = options.redact ? redactReport(judged, catalog).report : judged;
	const context =
		named === undefined
			? {reference: '', again: 'check --again'}
			: {reference: named === '-' ? null : quoteShellWord(named), again: null};
	await deliver(renderReport(shown, options, context, io), options, io);
	return exitCodes.allReachable;
}

/** The id of the newest run that came to its end. Throws a UsageError where there is none. */
function findLastRun({home}: Session): string {
	const kept = readingRuns(home.runs, () => listAllRuns(home.runs));
	const last = kept.find(({kind}) => kind === 'finished');
	if (last === undefined) throw new UsageError('No run is kept yet: make one with "arc-netcheck check".');
	return last.id;
}

/** One sentence for each row whose verdict is another one by today's rules. */
function verdictChanges(saved: Run, judged: Run): readonly string[] {
	const before = new Map(saved.results.map(row => [row.id, verdictOf(row)]));
	return judged.results.flatMap(row => {
		const was = before.get(row.id);
		const is = verdictOf(row);
		if (was === undefined || was === is) return [];
		const {target, requirement} = row;
		const name = target ? formatHostPort(target.host, target.port) : (requirement?.pattern ?? row.id);
		return [`${name} was ${was} and is ${is} by the rules of this version.`];
	});
}

function verdictOf({status, cause}: RunRow): string {
	return cause === null ? status : `${status} (${cause})`;
}
