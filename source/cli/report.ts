import {catalog} from '../catalog/catalog.ts';
import {formatHostPort} from '../host-port.ts';
import {judgeAgain} from '../record/judge-again.ts';
import type {Run, RunRow} from '../record/run.ts';
import {redactReport} from '../redact/redact-report.ts';
import type {RunFormat} from '../report/format-names.ts';
import {runPieces} from '../report/formats.ts';
import {readNamedRun} from '../session/runs/read-run.ts';
import {openSession} from '../session/session.ts';
import {type CommandIo, exitCodes, renderOptionsFor} from './io.ts';
import {tellNote} from './stderr.ts';
import {checkOutput, deliver, type OutputOptions} from './write-output.ts';

export type ReportOptions = OutputOptions & {
	readonly format: RunFormat;
	readonly redact?: boolean;
	/** Its evidence is judged by today's rules first. */
	readonly judgeAgain?: boolean;
};

/** Writes a saved run again, in any format. Ends with 0 once it is written, whatever the run says. */
export async function report(run: string, options: ReportOptions, io: CommandIo): Promise<number> {
	checkOutput(options);
	const saved = await readNamedRun(run, 'The run', openSession(io), io);
	const judged = options.judgeAgain ? judgeAgain(saved, catalog) : saved;
	for (const change of verdictChanges(saved, judged)) tellNote(change, io);
	const shown = options.redact ? redactReport(judged, catalog).report : judged;
	const written = runPieces(options.format, shown, renderOptionsFor(io, options.output !== undefined));
	await deliver(written, options, io);
	return exitCodes.allReachable;
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
