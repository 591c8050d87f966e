import type {DialectId} from '../allowlists/dialect-ids.ts';
import {parseSource} from '../allowlists/source-range.ts';
import {catalog as builtIn} from '../catalog/catalog.ts';
import {toPlanReport} from '../record/plan-report.ts';
import {renderAudit} from '../report/audit/formats.ts';
import type {AuditFormat} from '../report/format-names.ts';
import {holdList, readList} from '../session/audit.ts';
import {preparePlan} from '../session/prepare-plan.ts';
import {openSession} from '../session/session.ts';
import type {SettingsInput} from '../settings/types.ts';
import {type CommandIo, exitCodes, renderOptionsFor, tellNote} from './io.ts';
import {savedRun} from './rules.ts';
import {checkOutput, deliver, type OutputOptions} from './write-output.ts';

export type AuditCommandOptions = OutputOptions & {
	readonly format: AuditFormat;
	readonly dialect?: DialectId;
	readonly source?: readonly string[];
	/** The part that counts, of files with several. */
	readonly part?: string;
	/** A saved run or survey: its settings, and what was denied in it. */
	readonly from?: string;
	/** Write what to add, in the same dialect, in place of the report. */
	readonly fix?: boolean;
	readonly verbose?: boolean;
	readonly quiet?: boolean;
};

/** Holds an allow-list that exists against a plan, without traffic. Ends with 1 where something required is missing. */
export async function auditList(
	files: readonly string[],
	flags: SettingsInput,
	options: AuditCommandOptions,
	io: CommandIo,
): Promise<number> {
	checkOutput(options);
	const sources = (options.source ?? []).map(source => parseSource(source, '--source'));
	const session = openSession(io);
	const read = await readList(files, options, session.files);
	const tell = (note: string) => {
		if (!options.quiet) tellNote(note, io);
	};
	const {report, runs, catalog} =
		options.from === undefined ? await planned() : await savedRun(options.from, flags, io, tell);
	const {audit, fix} = holdList(read, report, catalog, {sources, runs});
	const {missing, inspected, contradicted} = audit.summary;
	const exitCode = missing + inspected + contradicted > 0 ? exitCodes.blocked : exitCodes.allReachable;
	if (options.fix) {
		const {text, remarks, emptyBecause} = fix;
		for (const remark of remarks) tell(remark.trim());
		if (emptyBecause !== null) tellNote(emptyBecause, io);
		await deliver(text, options, io);
		return exitCode;
	}
	const render = renderOptionsFor(io, options.output !== undefined);
	await deliver(renderAudit(options.format, audit, {...render, isWhole: options.verbose === true}), options, io);
	return exitCode;

	async function planned() {
		const {
			plan,
			catalog: used = builtIn,
			notes,
		} = await preparePlan(flags, session, {makesTraffic: false, needsRoutes: false});
		for (const note of notes) tell(note);
		return {report: toPlanReport(plan), runs: [], catalog: used};
	}
}
