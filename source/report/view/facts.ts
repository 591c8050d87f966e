import {catalogWords, featureTitles} from '../../catalog/catalog.ts';
import {onceOf} from '../../chunks.ts';
import {describeTimeServer} from '../../diagnosis/describe-evidence.ts';
import {nameServersOf} from '../../evidence/stages.ts';
import type {PlanReport} from '../../record/plan-report.ts';
import {describeVantage, type Run} from '../../record/run.ts';
import {fieldEntries} from '../../settings/fields.ts';
import {designWords} from '../../settings/private-services.ts';
import type {NamedText} from '../../settings/types.ts';
import {countOf, formatTime, joinWords} from '../../words.ts';

/** A label and its value, as they stand in a list or a table. */
export type Fact = NamedText;

const catalogLabel = 'Catalog';

/** What was chosen: the same for a plan and for a run. */
export function settingsFacts({settings, catalog}: Pick<PlanReport, 'settings' | 'catalog'>): Fact[] {
	const around = {cloud: settings.cloud, titlesOf: featureTitles};
	const facts = fieldEntries.flatMap(([key, row]) => row.facts?.(settings[key], around) ?? []);
	const design = designWords(settings);
	if (design.length > 0) facts.push(['Design', design.join('; ')]);
	return [...facts, [catalogLabel, catalogWords(catalog)]];
}

/** What was chosen, from where and when it was probed. */
export function runFacts(report: Run): Fact[] {
	const {vantage, startedAt, durationMs, settings} = report;
	const servers = nameServersOf(report.results);
	const age = catalogAge(report.catalog.version, startedAt);
	const facts = settingsFacts(report).map(
		([label, value]): Fact => (label === catalogLabel && age !== null ? [label, `${value}, ${age}`] : [label, value]),
	);
	if (settings.dns === null && servers.length > 0) {
		facts.push([servers.length === 1 ? 'Name server' : 'Name servers', joinWords(servers)]);
	}
	const {timeServers = []} = vantage;
	if (timeServers.length > 0) facts.push(['Clock', timeServers.map(describeTimeServer).join('; ')]);
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

/** How old a catalog was when the run was made: `94 days old`; null where either date can't be read, or it was newer. */
function catalogAge(version: string, startedAt: string): string | null {
	const days = Math.floor((Date.parse(startedAt) - Date.parse(version)) / 86_400_000);
	return days >= 0 ? `${countOf(days, 'day')} old` : null;
}

/** A catalog older than this, at the time of the run, may miss hosts that came since, in months. */
const monthsTrusted = 6;

/**
 * Whether a catalog is more than six months old at a time. Not where a date can't be read.
 *
 * @param version date of the newest fact in the catalog, `YYYY-MM-DD`
 * @param time ISO time
 */
export function isCatalogOld(version: string, time: string): boolean {
	const trustedUntil = new Date(`${version}T00:00:00Z`);
	const day = trustedUntil.getUTCDate();
	trustedUntil.setUTCMonth(trustedUntil.getUTCMonth() + monthsTrusted);
	// 31 August and six months would be 31 February, which Date turns into March.
	if (trustedUntil.getUTCDate() !== day) trustedUntil.setUTCDate(0);
	// A date that can't be read is NaN, which is later than nothing.
	return Date.parse(time) > trustedUntil.getTime();
}

/**
 * What to say of a catalog that was more than six months old when the run was made; null where it was not, or where
 * either date can't be read.
 *
 * @param version date of the newest fact in the catalog, `YYYY-MM-DD`
 * @param startedAt ISO time of the run
 */
export function catalogAgeWarning(version: string, startedAt: string): string | null {
	if (!isCatalogOld(version, startedAt)) return null;
	return `The catalog of ${version} was more than six months old at the time of this run: hosts may have come or gone since. Update the program, or take a newer catalog with --catalog, and run the check again.`;
}

/** The rows of a run that were seen before it began: only others of them were checked again. */
export type EarlierRows = {
	readonly count: number;
	/** Rows that were probed, whenever that was. */
	readonly probed: number;
	/** ISO time of the oldest. */
	readonly oldest: string;
};

/** The clocks of a run and of its probes may differ by so much, in milliseconds; nobody checks again within it. */
const slackMs = 200;

/** How much of a run is older than it says; null: nothing. */
export const earlierRows = onceOf(({startedAt, results}: Pick<Run, 'startedAt' | 'results'>): EarlierRows | null => {
	const starts = results.flatMap(({attempts}) => attempts.slice(-1).map(attempt => attempt.startedAt));
	const begin = Date.parse(startedAt) - slackMs;
	const earlier = starts.filter(start => Date.parse(start) < begin).toSorted();
	const [oldest] = earlier;
	return oldest === undefined ? null : {count: earlier.length, probed: starts.length, oldest};
});
