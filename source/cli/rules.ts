import type {DialectId} from '../allowlists/dialect-ids.ts';
import {findDialect} from '../allowlists/dialects.ts';
import {renderRulesInSteps} from '../allowlists/render-rules.ts';
import {toRuleEntriesInSteps} from '../allowlists/rule-entries.ts';
import {parseSource} from '../allowlists/source-range.ts';
import {catalog as builtIn} from '../catalog/catalog.ts';
import {inTurns} from '../chunks.ts';
import {UsageError} from '../errors.ts';
import {toPlanReport} from '../record/plan-report.ts';
import {findCatalog} from '../session/catalogs.ts';
import {preparePlan} from '../session/prepare-plan.ts';
import {readNamedReport, toOneRun} from '../session/runs/read-run.ts';
import {openSession} from '../session/session.ts';
import {defaultSettings} from '../settings/fields.ts';
import type {SettingsInput} from '../settings/types.ts';
import {type CommandIo, exitCodes, tellNote} from './io.ts';
import {checkOutput, deliver, type OutputOptions} from './write-output.ts';

export type RulesOptions = OutputOptions & {
	/** A saved run. */
	readonly from?: string;
	readonly only?: 'blocked';
	readonly source?: readonly string[];
	readonly quiet?: boolean;
};

/** Writes the allow-list for a plan, or for a saved run, in the syntax of a firewall or proxy. No traffic. */
export async function writeRules(
	dialectId: DialectId,
	flags: SettingsInput,
	options: RulesOptions,
	io: CommandIo,
): Promise<number> {
	checkOutput(options);
	const sources = (options.source ?? []).map(source => parseSource(source, '--source'));
	const dialect = findDialect(dialectId);
	const onlyMissing = options.only === 'blocked';
	const tell = (note: string) => {
		if (!options.quiet) tellNote(note, io);
	};

	const {report, level, catalog} =
		options.from === undefined
			? await planReport(flags, options, io, tell)
			: await savedRun(options.from, flags, io, tell);
	const ruleSet = await inTurns(toRuleEntriesInSteps(report, catalog, {level, onlyMissing}));
	const steps = renderRulesInSteps(dialect, ruleSet, {sources}, {report, onlyMissing});
	const {text, remarks, emptyBecause} = await inTurns(steps);
	for (const remark of remarks) tell(remark.trim());
	if (emptyBecause !== null) tellNote(emptyBecause, io);

	await deliver(text, options, io);
	return exitCodes.allReachable;
}

async function planReport(flags: SettingsInput, {only}: RulesOptions, io: CommandIo, tell: (note: string) => void) {
	if (only !== undefined) {
		throw new UsageError(
			'--only blocked needs a run: name one with --from, such as --from PROFILE@last or the file of a JSON report.',
		);
	}
	const {
		plan,
		catalog = builtIn,
		notes,
	} = await preparePlan(flags, openSession(io), {makesTraffic: false, needsRoutes: false});
	for (const note of notes) tell(note);
	return {report: toPlanReport(plan), level: plan.settings.level, catalog};
}

/** The report of a saved run, with what rules are made of. Throws a UsageError where other settings stand beside it. */
export async function savedRun(
	run: string,
	{level, catalogFile, ...others}: SettingsInput,
	io: CommandIo,
	tell: (note: string) => void,
) {
	// The level is no setting of the saved run here, since legacy lines are left out unless asked for.
	if (Object.values(others).some(value => value !== undefined)) {
		throw new UsageError(
			'--from takes the settings of the saved run: leave out the other settings (--level and --catalog may stay), or leave out --from.',
		);
	}
	const session = openSession(io);
	const read = await readNamedReport(run, '--from', session, io);
	const report = toOneRun(read, '--from');
	// A run may come from somebody else, and must not name what it is held against.
	const {catalog, notes} = await findCatalog(catalogFile ?? null, session);
	for (const note of notes) tell(note);
	const own = report.settings.catalogFile;
	if (own !== null && catalogFile === undefined) {
		tell(
			`the run was made with the catalog ${own} and is held against that of ${catalog.version}; --catalog names another.`,
		);
	}
	// Of a survey the runs of all places that saw something else.
	return {report, runs: 'runs' in read ? read.runs : [read], level: level ?? defaultSettings.level, catalog};
}
