import type {PlanReport} from '../../record/plan-report.ts';
import type {Run} from '../../record/run.ts';
import {formatProxy} from '../../settings/proxy-url.ts';
import type {ProxyEndpoint} from '../../settings/types.ts';
import {joinWords, uniqueOf} from '../../words.ts';
import {catalogAgeWarning} from './catalog-age.ts';
import {earlierRows} from './earlier-rows.ts';
import {featureTitles} from './feature-names.ts';
import {describeVantage} from './vantage.ts';

/** A label and its value, as they stand in a list or a table. */
export type Fact = readonly [label: string, value: string];

const cloudNames = {public: 'public', usgov: 'US Government', china: 'China (21Vianet)'} as const;

function describeProxy({proxy}: Run['settings']): string {
	const name = (endpoint: ProxyEndpoint | null) => (endpoint === null ? 'direct' : formatProxy(endpoint));
	const {https, http, source} = proxy;
	if (https === null && http === null) return 'none';
	const from = source === 'environment' ? ' (from the environment)' : '';
	return name(https) === name(http) ? `${name(https)}${from}` : `HTTPS ${name(https)}, HTTP ${name(http)}${from}`;
}

/** What was chosen: the same for a plan and for a run. */
export function settingsFacts({settings, catalog}: Pick<PlanReport, 'settings' | 'catalog'>): Fact[] {
	const {region, cloud, features, level, proxy, dns} = settings;
	const facts: Fact[] = [
		['Region', region === '' ? 'not set' : `${region}, ${cloudNames[cloud]} cloud`],
		['Features', features.length === 0 ? 'none' : featureTitles(features).join(', ')],
		['Levels', `down to ${level}`],
		['Proxy', describeProxy(settings)],
	];
	if (proxy.noProxy !== '') facts.push(['no_proxy', proxy.noProxy]);
	if (dns !== null) facts.push(['Name server', `${dns.address}, port ${dns.port}`]);
	return [...facts, ['Catalog', catalog.version]];
}

/** The time of a run to the second, with its zone in words where it is UTC. */
export function formatTime(iso: string): string {
	return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?/, '$1 $2').replace(/Z$/, ' UTC');
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
