import {toPlanReport} from '../record/plan-report.ts';
import type {ShortFormat} from '../report/format-names.ts';
import {renderPlan} from '../report/formats.ts';
import {renderPlanTable} from '../report/plan-text.ts';
import {preparePlan} from '../session/prepare-plan.ts';
import {openSession} from '../session/session.ts';
import type {SettingsInput} from '../settings/types.ts';
import {type CommandIo, exitCodes, renderOptionsFor, tellNote} from './io.ts';
import {checkOutput, deliver, type OutputOptions} from './write-output.ts';

export type PlanOptions = OutputOptions & {
	readonly format: ShortFormat;
	readonly quiet?: boolean;
	/** All of the text, in place of one line an endpoint. */
	readonly verbose?: boolean;
};

/** Shows what would be probed and why, without any traffic. */
export async function showPlan(flags: SettingsInput, options: PlanOptions, io: CommandIo): Promise<number> {
	checkOutput(options);
	const {plan, notes} = await preparePlan(flags, openSession(io), {makesTraffic: false});
	if (!options.quiet) for (const note of notes) tellNote(note, io);
	const report = toPlanReport(plan);
	const render = renderOptionsFor(io, options.output !== undefined);
	const isTable = options.format === 'text' && !options.verbose;
	const text = isTable ? renderPlanTable(report, render) : renderPlan(options.format, report, render);
	await deliver(text, options, io);
	return exitCodes.allReachable;
}
