import {diagnose} from '../diagnosis/diagnose.ts';
import {runPlan} from '../probe/run-plan.ts';
import type {Run} from '../probe/types.ts';
import {type RunFormat, renderRun} from '../report/formats.ts';
import {toRunReport} from '../report/run-report.ts';
import type {SettingsInput} from '../settings/input.ts';
import {locateHome} from '../store/home.ts';
import {type CommandIo, exitCodes} from './io.ts';
import {keepRun} from './keep-run.ts';
import {learnLive} from './learn-live.ts';
import {openNetwork} from './open-network.ts';
import {preparePlan} from './prepare-plan.ts';
import {createProgress} from './progress.ts';
import {renderOptionsFor} from './render-options.ts';
import {checkOutput, writeReportFile} from './write-output.ts';

export type CheckOptions = {
	readonly format: RunFormat;
	readonly output?: string;
	readonly force?: boolean;
	readonly failOn: 'blocked' | 'warning' | 'never';
	readonly quiet?: boolean;
};

/** Probes without questions. The report goes to stdout or a file, everything else to stderr. */
export async function check(flags: SettingsInput, options: CheckOptions, io: CommandIo): Promise<number> {
	checkOutput(options.output, options.force === true);
	const prepared = await preparePlan(flags, io.environment);
	const {secrets} = prepared;
	const network = await openNetwork(prepared.plan.settings);
	const tell = (note: string) => {
		if (!options.quiet) io.stderr.write(`Note: ${note}\n`);
	};
	for (const note of prepared.notes) tell(note);
	const {signal} = io;
	const {plan, notes} = await learnLive(prepared.plan, prepared.ownRequirements, {network, secrets, signal});
	for (const note of notes) tell(note);

	const progress = options.quiet ? null : createProgress(io.stderr, io.stderr.isTTY === true && !io.terminal.isDumb);
	const keeper = keepRun(plan, locateHome(io.environment).runs);
	const run = await runPlan(plan, {
		signal,
		network,
		secrets,
		onEvent(event) {
			progress?.onEvent(event);
			keeper.onEvent(event);
		},
	});
	progress?.close();

	const report = toRunReport(run, diagnose(run));
	keeper.finish(report);
	if (keeper.problem) tell(keeper.problem);
	const toFile = options.output !== undefined;
	const text = renderRun(options.format, report, renderOptionsFor(io, toFile));
	if (options.output === undefined) io.stdout.write(text);
	else {
		writeReportFile(options.output, text, options.force === true);
		if (!options.quiet) io.stderr.write(`The report is in ${options.output}.\n`);
	}
	return exitCodeFor(run, options.failOn);
}

/** 1 if something fails that `failOn` names, 130 for a run that was stopped. */
export function exitCodeFor(run: Run, failOn: CheckOptions['failOn']): number {
	if (!run.complete) return exitCodes.interrupted;
	const failing = {blocked: ['error'], warning: ['error', 'warning'], never: []}[failOn] as readonly string[];
	const fails = run.results.some(({verdict}) => failing.includes(verdict.severity));
	return fails ? exitCodes.blocked : exitCodes.allReachable;
}
