import {text as readStream} from 'node:stream/consumers';
import {catalog} from '../catalog/catalog.ts';
import {UsageError} from '../errors.ts';
import {type RunFormat, renderRun} from '../report/formats.ts';
import {parseRunReport} from '../report/parse-run-report.ts';
import {redactReport} from '../report/redact.ts';
import {type CommandIo, exitCodes} from './io.ts';
import {readUserFile} from './read-pem.ts';
import {renderOptionsFor} from './render-options.ts';
import {checkOutput, writeReportFile} from './write-output.ts';

export type ReportOptions = {
	readonly format: RunFormat;
	readonly output?: string;
	readonly force?: boolean;
	readonly redact?: boolean;
};

/** Writes a saved run again, in any format. Ends with 0 once it is written, whatever the run says. */
export async function report(file: string, options: ReportOptions, io: CommandIo): Promise<number> {
	checkOutput(options.output, options.force === true);
	const isStdin = file === '-';
	if (isStdin && io.stdin.isTTY) {
		throw new UsageError(
			'"report -" reads a saved run from standard input, and that is the keyboard: pipe one in, or name a file.',
		);
	}
	const saved = parseRunReport(
		isStdin ? await readStream(io.stdin) : await readUserFile(file, 'The report'),
		isStdin ? 'standard input' : file,
	);
	const shown = options.redact ? redactReport(saved, catalog).report : saved;
	const written = renderRun(options.format, shown, renderOptionsFor(io, options.output !== undefined));
	if (options.output === undefined) io.stdout.write(written);
	else writeReportFile(options.output, written, options.force === true);
	return exitCodes.allReachable;
}
