import {atOnce, eachInSteps, type Steps} from '../chunks.ts';
import {owners} from '../diagnosis/types.ts';
import {countEndpoints, type Endpoint, toEndpoints} from '../record/endpoints.ts';
import type {Run, RunRow} from '../record/run.ts';
import {runAt} from '../record/survey/parse-survey.ts';
import type {Survey} from '../record/survey/survey.ts';
import {safeText} from '../safe-text.ts';
import {severities, statuses} from '../verdict/types.ts';

/** One series for each endpoint: bounded by the catalog, and the same in every run of the same settings. */
function endpointLabels({settings, vantage}: Run, {row, level}: Endpoint): Labels {
	const {target, requirement} = row;
	return {
		region: settings.region,
		vantage: vantage.kind,
		host: target?.host ?? requirement?.pattern ?? '',
		port: String(target?.port ?? requirement?.port ?? ''),
		level,
	};
}

function lastTrySeconds({attempts}: RunRow): number | null {
	const stages = attempts.at(-1)?.stages ?? [];
	return stages.length === 0 ? null : Number((stages.reduce((sum, {ms}) => sum + ms, 0) / 1000).toFixed(4));
}

function runFamilies(report: Run): Family[] {
	const {tool, catalog, settings, vantage, startedAt, durationMs, complete, results, findings} = report;
	const run = {region: settings.region, cloud: settings.cloud, vantage: vantage.kind};
	const counts = countEndpoints(results);
	const one = (value: number, labels: Labels = run): Sample[] => [{labels, value}];
	return [
		{
			name: 'arc_netcheck_version',
			unit: null,
			help: 'Always 1; the labels tell the versions of program and catalog.',
			samples: one(1, {
				...run,
				version: tool.version,
				catalog: catalog.version,
				...(catalog.checksum !== undefined && {catalog_checksum: catalog.checksum}),
			}),
		},
		{
			name: 'arc_netcheck_run_timestamp_seconds',
			unit: 'seconds',
			help: 'When the run was started, as Unix time.',
			samples: one(Date.parse(startedAt) / 1000).filter(({value}) => !Number.isNaN(value)),
		},
		{
			name: 'arc_netcheck_run_duration_seconds',
			unit: 'seconds',
			help: 'How long the run took.',
			samples: one(durationMs / 1000),
		},
		{
			name: 'arc_netcheck_run_complete',
			unit: null,
			help: 'Whether every endpoint had its turn (1), or the run was stopped (0).',
			samples: one(complete ? 1 : 0),
		},
		{
			name: 'arc_netcheck_endpoints',
			unit: null,
			help: 'Endpoints of the run, each a host and a port, by status.',
			samples: statuses.map(status => ({labels: {...run, status}, value: counts[status]})),
		},
		{
			name: 'arc_netcheck_findings',
			unit: null,
			help: 'Findings by owner and severity.',
			samples: owners.flatMap(owner =>
				severities.slice(1).map(severity => ({
					labels: {...run, owner, severity},
					value: findings.filter(finding => finding.owner === owner && finding.severity === severity).length,
				})),
			),
		},
	];
}

type LabelledRow = {readonly row: RunRow; readonly labels: Labels};

function* labelledRows(report: Run, more: Labels = {}): Steps<LabelledRow[]> {
	return yield* eachInSteps(toEndpoints(report.results), endpoint => ({
		row: endpoint.row,
		labels: {...endpointLabels(report, endpoint), ...more},
	}));
}

/** One endpoint at a time, so that ten thousand are no step of their own. */
function* samplesOf(
	endpoints: readonly LabelledRow[],
	of: (endpoint: LabelledRow) => readonly Sample[],
): Generator<Sample> {
	for (const endpoint of endpoints) yield* of(endpoint);
}

function endpointFamilies(endpoints: readonly LabelledRow[]): Family[] {
	return [
		{
			name: 'arc_netcheck_endpoint_status',
			unit: null,
			help: 'The status of an endpoint: 1 for the one that it has, 0 for the others.',
			samples: samplesOf(endpoints, ({row, labels}) =>
				statuses.map(status => ({labels: {...labels, status}, value: row.status === status ? 1 : 0})),
			),
		},
		{
			name: 'arc_netcheck_endpoint_severity',
			unit: null,
			help: 'How bad it is: 0 ok, 1 info, 2 warning, 3 error.',
			samples: samplesOf(endpoints, ({row, labels}) => [{labels, value: severities.indexOf(row.severity)}]),
		},
		{
			name: 'arc_netcheck_endpoint_cause',
			unit: null,
			help: 'Always 1; there for an endpoint with a fault, and the label names its cause.',
			samples: samplesOf(endpoints, ({row, labels}) =>
				row.cause === null ? [] : [{labels: {...labels, cause: row.cause}, value: 1}],
			),
		},
		{
			name: 'arc_netcheck_endpoint_duration_seconds',
			unit: 'seconds',
			help: 'How long the last try took, all stages together.',
			samples: samplesOf(endpoints, ({row, labels}) => {
				const value = lastTrySeconds(row);
				return value === null ? [] : [{labels, value}];
			}),
		},
	];
}

/** A run as OpenMetrics text, for the textfile collector of a node exporter. It holds hosts, and no user, address or proxy. */
export function renderOpenmetrics(report: Run): string {
	return [...openmetricsPieces(report)].join('');
}

/** The same in pieces, for a writer. */
export function* openmetricsPieces(report: Run): Steps {
	const families = runFamilies(report);
	yield '';
	const rows = yield* labelledRows(report);
	yield* expositionPieces([...families, ...endpointFamilies(rows)]);
}

/**
 * A survey as OpenMetrics text: the series of each endpoint once for each class of vantage points and each pool in it, with
 * `vantage_class` and `pool` among their labels.
 */
export function renderSurveyOpenmetrics(survey: Survey): string {
	const {tool, catalog, settings, vantages, classes, startedAt, complete, findings} = survey;
	const common = {region: settings.region, cloud: settings.cloud};
	const placesOf = (ids: readonly string[]) => vantages.filter(({id}) => ids.includes(id));
	const rows = classes.flatMap(({id, members}) => {
		const places = placesOf(members);
		const [one] = places;
		const seen = one && runAt(survey, one);
		const pools = [...new Set(places.map(({pool}) => pool ?? ''))];
		return seen ? pools.flatMap(pool => atOnce(labelledRows(seen.run, {vantage_class: id, pool}))) : [];
	});
	const groups = Map.groupBy(vantages, ({kind, class: of, pool, state}) =>
		JSON.stringify({vantage: kind, vantage_class: of ?? '', pool: pool ?? '', state: state ?? 'seen'}),
	);
	const pieces = expositionPieces([
		{
			name: 'arc_netcheck_version',
			unit: null,
			help: 'Always 1; the labels tell the versions of program and catalog.',
			samples: [{labels: {...common, version: tool.version, catalog: catalog.version}, value: 1}],
		},
		{
			name: 'arc_netcheck_run_timestamp_seconds',
			unit: 'seconds',
			help: 'When the run was started, as Unix time.',
			samples: [{labels: common, value: Date.parse(startedAt) / 1000}].filter(({value}) => !Number.isNaN(value)),
		},
		{
			name: 'arc_netcheck_run_complete',
			unit: null,
			help: 'Whether every endpoint had its turn (1), or the run was stopped (0).',
			samples: [{labels: common, value: complete ? 1 : 0}],
		},
		{
			name: 'arc_netcheck_vantage_points',
			unit: null,
			help: 'Vantage points by class, pool and state; those that see the same are one class.',
			samples: [...groups].map(([labels, places]) => ({
				labels: {...common, ...(JSON.parse(labels) as Labels)},
				value: places.length,
			})),
		},
		{
			name: 'arc_netcheck_differences',
			unit: null,
			help: 'Vantage points behind a difference between them, by its kind.',
			samples: [...Map.groupBy(findings, ({kind}) => kind)].map(([kind, all]) => ({
				labels: {...common, kind, owner: all[0]?.owner ?? '', severity: all[0]?.severity ?? ''},
				value: new Set(all.flatMap(finding => finding.vantages)).size,
			})),
		},
		...endpointFamilies(rows),
	]);
	return [...pieces].join('');
}

type Labels = {readonly [name: string]: string};
type Sample = {readonly labels: Labels; readonly value: number};

/**
 * A family of gauges. Nothing but gauges is used: they read the same as OpenMetrics and as the older Prometheus text,
 * which knows neither `info` nor `stateset`.
 */
type Family = {
	readonly name: string;
	/** The base unit, which the name ends with; null for counts and states. */
	readonly unit: 'seconds' | null;
	/** One sentence without quotes and backslashes, which the two formats escape differently. */
	readonly help: string;
	readonly samples: Iterable<Sample>;
};

/** No label is longer than a host name may be: they become names of series, and end up in the memory of a server. */
const labelLimit = 253;

function labelValue(text: string): string {
	return safeText(text, labelLimit).toWellFormed().replace(/[\\"]/g, String.raw`\$&`);
}

function seriesName(name: string, labels: Labels): string {
	const pairs = Object.entries(labels).map(([key, value]) => `${key}="${labelValue(value)}"`);
	return `${name}{${pairs.join(',')}}`;
}

function* familyPieces({name, unit, help, samples}: Family): Steps {
	// A series that stood there twice would make a reader refuse the whole file.
	const series = new Map<string, number>();
	for (const {labels, value} of samples) {
		series.set(seriesName(name, labels), value);
		yield '';
	}
	if (series.size === 0) return;
	const lines = [
		`# TYPE ${name} gauge`,
		...(unit === null ? [] : [`# UNIT ${name} ${unit}`]),
		`# HELP ${name} ${help}`,
	];
	for (const line of lines) yield `${line}\n`;
	for (const [key, value] of series) yield `${key} ${value}\n`;
}

/** The text of an OpenMetrics exposition (version 1.0), without timestamps, which a textfile collector refuses. */
function* expositionPieces(families: readonly Family[]): Steps {
	for (const family of families) yield* familyPieces(family);
	yield '# EOF\n';
}
