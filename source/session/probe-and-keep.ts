import type {CommandIo} from '../cli/io.ts';
import {diagnose} from '../diagnosis/diagnose.ts';
import {UsageError} from '../errors.ts';
import type {Run} from '../record/run.ts';
import type {RunEvent} from '../record/run-event.ts';
import {toRun} from '../record/to-run.ts';
import {lintCaFile} from '../settings/lint/ca-file.ts';
import {locateHome} from '../store/home.ts';
import {runsFolder} from '../store/runs-folder.ts';
import type {JudgedRun} from '../verdict/types.ts';
import {readPem} from './files/read-pem.ts';
import {lintAround} from './lint-around.ts';
import {learnLive} from './live/learn-live.ts';
import {openNetwork} from './open-network.ts';
import type {PreparedPlan} from './prepare-plan.ts';
import {runPlan, startProber} from './run-plan.ts';
import {keepRun} from './runs/keep-run.ts';

export type ProbeListeners = {
	onEvent(event: RunEvent): void;
	/** Told what the user should know beside the report. */
	tell(note: string): void;
};

/**
 * Probes a plan and keeps the run with those of its profile. Throws a UsageError, before any traffic, for what the
 * settings name and can't be had.
 */
export async function probeAndKeep(
	prepared: PreparedPlan,
	{onEvent, tell}: ProbeListeners,
	{environment, signal}: Pick<CommandIo, 'environment' | 'signal'>,
): Promise<{readonly run: JudgedRun; readonly report: Run; readonly isKept: boolean}> {
	const {secrets, profile, ownRequirements, missingPassword} = prepared;
	if (missingPassword !== null) throw new UsageError(missingPassword);
	const network = await openNetwork(prepared.plan.settings);
	for (const note of prepared.notes) tell(note);
	const caPem = await readPem(prepared.plan.settings.caFile, '--ca-file');
	for (const {field, problem, cure} of caPem === null ? [] : lintCaFile(caPem)) tell(`${field}: ${problem} ${cure}`);
	const lint = await lintAround(prepared.plan.settings, environment);
	const prober = startProber(prepared.plan.settings, {network, secrets, signal});
	// What the services tell changes few targets; the others need not wait for it.
	prober.begin(prepared.plan);
	const {plan, notes} = await learnLive(prepared.plan, ownRequirements, {
		network,
		secrets,
		signal,
		logins: prober.logins,
		onEvent,
	});
	for (const note of notes) tell(note);

	const keeper = keepRun(plan, runsFolder(locateHome(environment).runs, profile?.name ?? null), profile?.runsKept);
	const run = await runPlan(plan, {
		signal,
		network,
		secrets,
		prober,
		onEvent(event) {
			// On disk before it is told: who stops the run at what they read finds it kept.
			keeper.onEvent(event);
			onEvent(event);
		},
	});
	const report = toRun(run, diagnose(run, lint));
	keeper.finish(report);
	if (keeper.problem) tell(keeper.problem);
	return {run, report, isKept: keeper.file !== null};
}
