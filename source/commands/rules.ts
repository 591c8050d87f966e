import {catalog} from '../catalog/catalog.ts';
import {UsageError} from '../errors.ts';
import {parseRunReport} from '../report/parse-run-report.ts';
import {toPlanReport} from '../report/plan-report.ts';
import type {DialectId} from '../report/rules/dialect-ids.ts';
import {findDialect} from '../report/rules/dialects.ts';
import {renderRules} from '../report/rules/render-rules.ts';
import {toRuleEntries} from '../report/rules/rule-entries.ts';
import {parseSource} from '../report/rules/source-range.ts';
import type {RunReport} from '../report/run-report.ts';
import {defaultSettings} from '../settings/defaults.ts';
import type {SettingsInput} from '../settings/input.ts';
import {type CommandIo, exitCodes} from './io.ts';
import {preparePlan} from './prepare-plan.ts';
import {readUserFile} from './read-pem.ts';
import {checkOutput, writeReportFile} from './write-output.ts';

export type RulesOptions = {
	/** A saved run. */
	readonly from?: string;
	readonly only?: 'blocked';
	readonly source?: readonly string[];
	readonly output?: string;
	readonly force?: boolean;
	readonly quiet?: boolean;
};

/** Writes the allow-list for a plan, or for a saved run, in the syntax of a firewall or proxy. No traffic. */
export async function writeRules(
	dialectId: DialectId,
	flags: SettingsInput,
	options: RulesOptions,
	io: CommandIo,
): Promise<number> {
	checkOutput(options.output, options.force === true);
	const sources = (options.source ?? []).map(source => parseSource(source, '--source'));
	const dialect = findDialect(dialectId);
	const onlyMissing = options.only === 'blocked';
	const tell = (note: string) => {
		if (!options.quiet) io.stderr.write(`Note: ${note}\n`);
	};

	const {report, level} =
		options.from === undefined ? await planReport(flags, options, io, tell) : await savedRun(options.from, flags);
	const ruleSet = toRuleEntries(report, catalog, {level, onlyMissing});
	const {text, remarks} = renderRules(dialect, ruleSet, {sources}, {report, onlyMissing});
	for (const remark of remarks) tell(remark.trim());

	if (options.output === undefined) io.stdout.write(text);
	else writeReportFile(options.output, text, options.force === true);
	return exitCodes.allReachable;
}

async function planReport(flags: SettingsInput, {only}: RulesOptions, io: CommandIo, tell: (note: string) => void) {
	if (only !== undefined) {
		throw new UsageError(
			'--only blocked needs a run: name a report that was written with --format json by --from FILE.',
		);
	}
	const {plan, notes} = await preparePlan(flags, io.environment);
	for (const note of notes) tell(note);
	return {report: toPlanReport(plan), level: plan.settings.level};
}

/** Settings that a saved run has already. The level is none of them, since legacy lines are left out unless asked for. */
const settingsOfRun = [
	'profile',
	'cloud',
	'region',
	'features',
	'resources',
	'requirementsFile',
	'proxy',
	'httpsProxy',
	'httpProxy',
	'noProxy',
	'caFile',
	'publicRootsFile',
	'dns',
	'timeoutMs',
	'retries',
	'concurrency',
	'compareDirect',
] as const satisfies readonly (keyof SettingsInput)[];

async function savedRun(file: string, flags: SettingsInput) {
	if (settingsOfRun.some(name => flags[name] !== undefined)) {
		throw new UsageError(
			'--from takes the settings of the saved run: leave out the other settings (--level may stay), or leave out --from.',
		);
	}
	const report: RunReport = parseRunReport(await readUserFile(file, '--from'), file);
	return {report, level: flags.level ?? defaultSettings.level};
}
