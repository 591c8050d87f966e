import {featureTitles} from '../../catalog/feature-titles.ts';
import type {PlanReport} from '../../record/plan-report.ts';
import type {Run} from '../../record/run.ts';
import {describeVantage} from '../../record/vantage.ts';
import type {NamedText} from '../../settings/field.ts';
import {fieldEntries} from '../../settings/fields.ts';
import {formatTime, joinWords, uniqueOf} from '../../words.ts';
import {catalogAgeWarning} from './catalog-age.ts';
import {earlierRows} from './earlier-rows.ts';

/** A label and its value, as they stand in a list or a table. */
export type Fact = NamedText;

/** What was chosen: the same for a plan and for a run. */
export function settingsFacts({settings, catalog}: Pick<PlanReport, 'settings' | 'catalog'>): Fact[] {
	const around = {cloud: settings.cloud, titlesOf: featureTitles};
	const facts = fieldEntries.flatMap(([key, row]) => row.facts?.(settings[key], around) ?? []);
	return [...facts, ['Catalog', catalog.version]];
}

/** The name servers that the probes asked. */
export function nameServersAsked(report: Run): string[] {
	return uniqueOf(
		report.results.flatMap(({attempts}) =>
			attempts.flatMap(({stages}) => stages.flatMap(stage => (stage.stage === 'dns' ? stage.servers : []))),
		),
	);
}

/** What was chosen, from where and when it was probed. */
export function runFacts(report: Run): Fact[] {
	const {vantage, startedAt, durationMs, settings} = report;
	const servers = nameServersAsked(report);
	const facts = settingsFacts(report);
	if (settings.dns === null && servers.length > 0) {
		facts.push([servers.length === 1 ? 'Name server' : 'Name servers', joinWords(servers)]);
	}
	const warning = catalogAgeWarning(report.catalog.version, startedAt);
	if (warning !== null) facts.push(['Warning', warning]);
	const earlier = earlierRows(report);
	if (earlier !== null) {
		const {count, probed, oldest} = earlier;
		const rest = `the oldest at ${formatTime(oldest)}; only the others were checked again`;
		facts.push(['Seen before', `${count} of ${probed} rows, ${rest}`]);
	}
	return [
		...facts,
		['Seen from', `${describeVantage(vantage)} (${vantage.platform})`],
		['Time', `${formatTime(startedAt)}, took ${(durationMs / 1000).toFixed(1)} s`],
	];
}
