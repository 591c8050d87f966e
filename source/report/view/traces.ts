import type {Steps} from '../../chunks.ts';
import {sourceAddressesOf, stagesOf} from '../../evidence/stages.ts';
import type {Run, RunRow} from '../../record/run.ts';
import {formatTime, uniqueOf} from '../../words.ts';

type Stage = RunRow['attempts'][number]['stages'][number];

/** A label and what belongs to it, each value as exact words. */
export type TraceFact = {
	readonly label: string;
	/** Whose log it is, for a format that is short; null: no log. */
	readonly brief: string | null;
	readonly values: readonly string[];
	/** What one value is. */
	readonly unit: string;
	readonly isCode: boolean;
};

/** Where the traffic of some rows left its traces in the logs of others: the source, the time, and the words to search for. */
export function* traceFactsOf(report: Run, rows: readonly RunRow[]): Steps<readonly TraceFact[]> {
	const source = sourceFact(report, rows);
	yield '';
	const times = timesOf(rows);
	yield '';
	const stages = stagesOf(rows);
	const facts: TraceFact[] = [
		source,
		{label: 'Time', brief: null, values: times, unit: 'time', isCode: false},
		{label: 'Search the proxy log for', brief: 'Proxy log', values: requestsOf(stages), unit: 'request', isCode: true},
		{
			label: "Destinations in the firewall's log",
			brief: 'Firewall log',
			values: destinationsOf(stages),
			unit: 'destination',
			isCode: true,
		},
		{
			label: "Server names (SNI) in the firewall's log",
			brief: 'Firewall log, SNI',
			values: serverNamesOf(rows),
			unit: 'name',
			isCode: true,
		},
		{
			label: "Names in the name server's log",
			brief: "Name server's log",
			values: namesOf(stages),
			unit: 'name',
			isCode: true,
		},
	];
	return facts.filter(({values}) => values.length > 0);
}

/** A connection that never stood has no source address to tell; others of the same run, over the same route at best, do. */
function sourceFact(report: Run, rows: readonly RunRow[]): TraceFact {
	const own = sourceAddressesOf(rows);
	if (own.length > 0) return {label: 'Source address', brief: null, values: own, unit: 'source', isCode: true};
	return {
		label: 'Source address of other connections in this run',
		brief: null,
		values: sourceAddressesNear(report, rows),
		unit: 'source',
		isCode: true,
	};
}

/** This machine's addresses on these connections, else on others over the same route, else on any of the run. */
export function sourceAddressesNear(report: Run, rows: readonly RunRow[]): string[] {
	const own = sourceAddressesOf(rows);
	if (own.length > 0) return own;
	const routes = new Set(rows.map(({route}) => route));
	const near = sourceAddressesOf(report.results.filter(({route}) => routes.has(route)));
	return near.length > 0 ? near : sourceAddressesOf(report.results);
}

/** From the first try to the end of the last one. */
function timesOf(rows: readonly RunRow[]): string[] {
	let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const {attempts} of rows) {
		for (const {startedAt, stages} of attempts) {
			const start = Date.parse(startedAt);
			if (Number.isNaN(start)) continue;
			first = Math.min(first, start);
			last = Math.max(last, start + stages.reduce((sum, {ms}) => sum + ms, 0));
		}
	}
	if (first > last) return [];
	const [from, to] = [first, last].map(time => formatTime(new Date(time).toISOString()));
	return [from === to ? `${from}` : `${from} to ${to}`];
}

/** What a proxy writes down: the request line of CONNECT, and of plain HTTP the whole URL. */
function requestsOf(stages: readonly Stage[]): string[] {
	return uniqueOf(
		stages.flatMap(stage => {
			if (stage.stage === 'proxy') return [stage.request];
			return stage.stage === 'http' && /^[A-Z]+ http:\/\//.test(stage.request) ? [stage.request] : [];
		}),
	);
}

/** Connections that a firewall on the way saw: those to the targets themselves, and those to a proxy that failed. */
function destinationsOf(stages: readonly Stage[]): string[] {
	return uniqueOf(
		stages.flatMap(stage =>
			stage.stage === 'tcp' && (stage.of === 'target' || !stage.ok)
				? stage.dials.map(({address}) => `${address} port ${stage.port}`)
				: [],
		),
	);
}

/** What a device that looks into TLS writes down; of rows that TLS tells nothing of, other words are better. */
function serverNamesOf(rows: readonly RunRow[]): string[] {
	const stages = stagesOf(rows.filter(({cause}) => cause?.startsWith('tls.')));
	return uniqueOf(
		stages.flatMap(stage => (stage.stage === 'tls' && stage.of === 'target' ? (stage.serverName ?? []) : [])),
	);
}

function namesOf(stages: readonly Stage[]): string[] {
	return uniqueOf(stages.flatMap(stage => (stage.stage === 'dns' && !stage.ok ? [stage.name] : [])));
}
