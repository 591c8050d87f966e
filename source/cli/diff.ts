import {catalog} from '../catalog/catalog.ts';
import {UsageError} from '../errors.ts';
import type {RunDiff} from '../record/diff/diff-report.ts';
import {diffReports} from '../record/diff/diff-surveys.ts';
import {redactDiff} from '../redact/redact-report.ts';
import {renderDiff} from '../report/diff/formats.ts';
import type {ShortFormat} from '../report/format-names.ts';
import {readNamedReport} from '../session/runs/read-run.ts';
import {openSession} from '../session/session.ts';
import {type CommandIo, exitCodes, renderOptionsFor} from './io.ts';
import {checkOutput, deliver, type OutputOptions} from './write-output.ts';

export type DiffOptions = OutputOptions & {
	readonly format: ShortFormat;
	readonly failOn?: 'changed' | 'worse';
	readonly redact?: boolean;
};

/** Tells what changed between two runs. Ends with 0 once that is written, unless `failOn` asks otherwise. */
export async function diff(oldRun: string, newRun: string, options: DiffOptions, io: CommandIo): Promise<number> {
	checkOutput(options);
	const session = openSession(io);
	const before = await readNamedReport(oldRun, 'OLD', session, io);
	const after = await readNamedReport(newRun, 'NEW', session, io);
	const whole = diffReports(before, after);
	if (whole === null) {
		throw new UsageError(
			'One of them is a survey of several vantage points and the other is a run: compare two of a kind, or write one of its runs with "report SURVEY --vantage NAME --format json".',
		);
	}
	const found = options.redact ? redactDiff(whole, [before, after], catalog) : whole;
	const text = renderDiff(options.format, found, renderOptionsFor(io, options.output !== undefined));
	await deliver(text, options, io);
	return exitCodeForDiff(found, options.failOn);
}

/** 1 if what `failOn` names holds. */
function exitCodeForDiff({summary}: RunDiff, failOn: DiffOptions['failOn']): number {
	const fails = failOn !== undefined && summary[failOn];
	return fails ? exitCodes.blocked : exitCodes.allReachable;
}
