import {catalog} from '../catalog/catalog.ts';
import {diagnose} from '../diagnosis/diagnose.ts';
import {curlLineFor} from '../diagnosis/verify-commands.ts';
import {UsageError} from '../errors.ts';
import {formatHostPort} from '../host-port.ts';
import {cloudOf, completeSettings, defaultFeatures} from '../plan/complete-settings.ts';
import {planHosts} from '../plan/plan-hosts.ts';
import {toRun} from '../record/to-run.ts';
import {redactReport} from '../redact/redact-report.ts';
import {renderExplanation} from '../report/explain-text.ts';
import type {RunFormat} from '../report/format-names.ts';
import {renderRun} from '../report/formats.ts';
import {lintAround} from '../session/lint-around.ts';
import {openNetwork} from '../session/open-network.ts';
import {readOwnRequirements} from '../session/prepare-plan.ts';
import {chooseSettings} from '../session/profiles/load-profile.ts';
import {runPlan} from '../session/run-plan.ts';
import type {Settings, SettingsDraft, SettingsInput} from '../settings/types.ts';
import {type CheckOptions, exitCodeFor} from './check.ts';
import type {CommandIo} from './io.ts';
import {parseNamedHost} from './parse-named-host.ts';
import {renderOptionsFor} from './render-options.ts';
import {tellNote} from './stderr.ts';
import {checkOutput, deliver} from './write-output.ts';

/** Probes hosts that the user names, in depth. Needs neither region nor features. */
export async function explain(
	hosts: readonly string[],
	flags: SettingsInput,
	options: CheckOptions & {readonly format: RunFormat},
	io: CommandIo,
): Promise<number> {
	checkOutput(options);
	const named = hosts.map(parseNamedHost);
	const {settings: draft, secrets, notes, missingPassword} = chooseSettings(flags, io);
	if (missingPassword !== null) throw new UsageError(missingPassword);
	const settings = settingsWithoutRegion(draft);
	if (!options.quiet) for (const note of notes) tellNote(note, io);
	const plan = planHosts(named, settings, catalog, await readOwnRequirements(settings.requirementsFile));
	const network = await openNetwork(settings);
	const lint = await lintAround(settings, io.environment);
	const run = await runPlan(plan, {signal: io.signal, network, secrets});
	const whole = toRun(run, diagnose(run, lint));
	const redaction = options.redact ? redactReport(whole, catalog) : null;
	const report = redaction?.report ?? whole;
	const show = redaction?.text ?? ((text: string) => text);
	const render = renderOptionsFor(io, options.output !== undefined);
	const curlLines = new Map(
		run.results.flatMap(({planned}) => {
			const line = curlLineFor({planned}, settings);
			const {target} = planned;
			return line && target ? [[show(formatHostPort(target.host, target.port)), show(line)] as const] : [];
		}),
	);
	const text =
		options.format === 'text'
			? renderExplanation(report, curlLines, render)
			: renderRun(options.format, report, render);
	await deliver(text, options, io);
	return exitCodeFor(report, options.failOn);
}

/** A region makes placeholders in paths and patterns concrete; without one they stay open, which is no fault here. */
function settingsWithoutRegion(draft: SettingsDraft): Settings {
	if (draft.region !== null) return completeSettings(draft, catalog);
	const cloud = draft.cloud ?? cloudOf('', catalog) ?? 'public';
	return {...draft, region: '', cloud, features: draft.features ?? defaultFeatures(cloud, catalog)};
}
