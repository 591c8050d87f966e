import {type PlanFormat, renderPlan} from '../report/formats.ts';
import {toPlanReport} from '../report/plan-report.ts';
import type {SettingsInput} from '../settings/input.ts';
import {type CommandIo, exitCodes} from './io.ts';
import {preparePlan} from './prepare-plan.ts';
import {renderOptionsFor} from './render-options.ts';
import {checkOutput, writeReportFile} from './write-output.ts';

export type PlanOptions = {
	readonly format: PlanFormat;
	readonly output?: string;
	readonly force?: boolean;
	readonly quiet?: boolean;
};

/** Shows what would be probed and why, without any traffic. */
export async function showPlan(flags: SettingsInput, options: PlanOptions, io: CommandIo): Promise<number> {
	checkOutput(options.output, options.force === true);
	const {plan, notes} = await preparePlan(flags, io.environment);
	if (!options.quiet) for (const note of notes) io.stderr.write(`Note: ${note}\n`);
	const text = renderPlan(options.format, toPlanReport(plan), renderOptionsFor(io, options.output !== undefined));
	if (options.output === undefined) io.stdout.write(text);
	else writeReportFile(options.output, text, options.force === true);
	return exitCodes.allReachable;
}
