import {catalog} from '../catalog/catalog.ts';
import {UsageError} from '../errors.ts';
import {redactReport} from '../redact/redact-report.ts';
import type {RunFormat} from '../report/format-names.ts';
import {runPieces} from '../report/formats.ts';
import {preparePlan} from '../session/prepare-plan.ts';
import {openSession} from '../session/session.ts';
import {importLogs, readLogFiles, writeNextScript, writeScript} from '../session/vantage/portable.ts';
import type {SettingsInput} from '../settings/types.ts';
import {type CommandIo, exitCodes, renderOptionsFor} from './io.ts';
import {tellNote} from './stderr.ts';
import {checkOutput, deliver, type OutputOptions} from './write-output.ts';

export type ScriptCommandOptions = OutputOptions & {
	/** Logs of the first round. */
	readonly after?: readonly string[];
	readonly quiet?: boolean;
};

/** Writes the portable probe for a plan, or for the round that the judge asks for after a log. No traffic. */
export async function script(flags: SettingsInput, options: ScriptCommandOptions, io: CommandIo): Promise<number> {
	checkOutput(options);
	const session = openSession(io);
	if (options.after !== undefined) {
		if (Object.values(flags).some(value => value !== undefined)) {
			throw new UsageError('--after takes the settings of the log: leave out the other settings.');
		}
		await deliver(writeNextScript(await readLogFiles(options.after, session, io)), options, io);
		return exitCodes.allReachable;
	}
	const prepared = await preparePlan(flags, session);
	if (!options.quiet) for (const note of prepared.notes) tellNote(note, io);
	await deliver(await writeScript(prepared, session), options, io);
	return exitCodes.allReachable;
}

export type ImportOptions = OutputOptions & {
	readonly format: RunFormat;
	readonly redact?: boolean;
	readonly quiet?: boolean;
};

/** Writes what logs of the portable probe say, judged by the rules of this version. Ends with 0 once it is written. */
export async function importEvidence(names: readonly string[], options: ImportOptions, io: CommandIo): Promise<number> {
	checkOutput(options);
	const {runs, notes} = importLogs(await readLogFiles(names, openSession(io), io));
	if (!options.quiet) for (const note of notes) tellNote(note, io);
	const [run, other] = runs;
	if (run === undefined || other !== undefined)
		throw new UsageError('The logs are of several machines: import those of one.');
	const shown = options.redact ? redactReport(run, catalog).report : run;
	await deliver(runPieces(options.format, shown, renderOptionsFor(io, options.output !== undefined)), options, io);
	return exitCodes.allReachable;
}
