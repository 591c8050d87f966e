import {catalog} from '../catalog/catalog.ts';
import {redactReport} from '../redact/redact-report.ts';
import type {RunFormat} from '../report/format-names.ts';
import {runPieces} from '../report/formats.ts';
import {readNamedRun} from '../session/runs/read-named-run.ts';
import {type CommandIo, exitCodes} from './io.ts';
import {renderOptionsFor} from './render-options.ts';
import {checkOutput, deliver, type OutputOptions} from './write-output.ts';

export type ReportOptions = OutputOptions & {
	readonly format: RunFormat;
	readonly redact?: boolean;
};

/** Writes a saved run again, in any format. Ends with 0 once it is written, whatever the run says. */
export async function report(run: string, options: ReportOptions, io: CommandIo): Promise<number> {
	checkOutput(options);
	const saved = await readNamedRun(run, 'The run', io);
	const shown = options.redact ? redactReport(saved, catalog).report : saved;
	const written = runPieces(options.format, shown, renderOptionsFor(io, options.output !== undefined));
	await deliver(written, options, io);
	return exitCodes.allReachable;
}
