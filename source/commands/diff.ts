import type {RunDiff} from '../report/diff/diff-report.ts';
import {diffRuns} from '../report/diff/diff-runs.ts';
import {type DiffFormat, renderDiff} from '../report/diff/formats.ts';
import {locateHome} from '../store/home.ts';
import {type CommandIo, exitCodes} from './io.ts';
import {readRun} from './read-run.ts';
import {renderOptionsFor} from './render-options.ts';
import {checkOutput, writeReportFile} from './write-output.ts';

export type DiffOptions = {
	readonly format: DiffFormat;
	readonly failOn?: 'changed' | 'worse';
	readonly output?: string;
	readonly force?: boolean;
};

/** Tells what changed between two runs. Ends with 0 once that is written, unless `failOn` asks otherwise. */
export async function diff(oldRun: string, newRun: string, options: DiffOptions, io: CommandIo): Promise<number> {
	checkOutput(options.output, options.force === true);
	const {runs} = locateHome(io.environment);
	const [before, after] = [await readRun(runs, oldRun, 'OLD'), await readRun(runs, newRun, 'NEW')];
	const found = diffRuns(before, after);
	const text = renderDiff(options.format, found, renderOptionsFor(io, options.output !== undefined));
	if (options.output === undefined) io.stdout.write(text);
	else writeReportFile(options.output, text, options.force === true);
	return exitCodeForDiff(found, options.failOn);
}

/** 1 if what `failOn` names holds. */
export function exitCodeForDiff({summary}: RunDiff, failOn: DiffOptions['failOn']): number {
	const fails = failOn !== undefined && summary[failOn];
	return fails ? exitCodes.blocked : exitCodes.allReachable;
}
