import {catalogWords} from '../catalog/catalog.ts';
import type {Steps} from '../chunks.ts';
import {csvLine} from '../csv-line.ts';
import {sourceAddressesOf} from '../evidence/stages.ts';
import {compareBadness, findingsByRow, levelOf} from '../record/endpoints.ts';
import type {Run, RunRow} from '../record/run.ts';
import {sourcesOf} from './view/links.ts';

type Finding = Run['findings'][number];
type Seen = {readonly report: Run; readonly row: RunRow; readonly finding: Finding | undefined};

/** The columns in their order, what is read first in front. Spreadsheets and scripts refer to them: a new one goes to the end, and none is renamed. */
const columns: readonly (readonly [name: string, value: (seen: Seen) => string | number | boolean | null])[] = [
	['status', ({row}) => row.status],
	['host', ({row}) => row.target?.host ?? row.requirement?.pattern ?? ''],
	['port', ({row}) => row.target?.port ?? row.requirement?.port ?? null],
	['owner', ({finding}) => finding?.owner ?? null],
	['cause', ({row}) => row.cause],
	['severity', ({row}) => row.severity],
	['protocol', ({row}) => row.requirement?.protocol ?? 'https'],
	['pattern', ({row}) => row.requirement?.pattern ?? null],
	['sampled', ({row}) => row.target?.sampled ?? null],
	['level', ({row}) => levelOf(row)],
	['features', ({row}) => row.requirement?.features.join(' ') ?? null],
	['scope', ({row}) => row.requirement?.scope.join(' ') ?? null],
	['route', ({row}) => row.route],
	['proxy', ({row}) => row.proxy],
	['route_reason', ({row}) => row.routeReason],
	['purpose', ({row}) => row.requirement?.purpose ?? null],
	['impact', ({row}) => row.requirement?.impact ?? null],
	['detail', ({row}) => row.detail],
	['confidence', ({row}) => row.confidence],
	['identity', ({row}) => row.identity],
	['notes', ({row}) => row.notes.join(' ')],
	['finding', ({finding}) => finding?.title ?? null],
	['source_address', ({row}) => sourceAddressesOf([row]).join(' ')],
	['requirement', ({row}) => row.requirement?.id ?? null],
	['vantage', ({report}) => report.vantage.kind],
	['sources', ({row}) => sourcesOf([row]).join('; ')],
	['catalog', ({report}) => catalogWords(report.catalog)],
	['run', ({report}) => report.id],
	['started_at', ({report}) => report.startedAt],
];

/** A run as a table for a spreadsheet (RFC 4180), one row for each result, the worst first. */
export function renderCsv(report: Run): string {
	return [...csvPieces(report)].join('');
}

/** The same in pieces, for a writer. */
export function* csvPieces(report: Run): Steps {
	const findings = findingsByRow(report);
	yield csvLine(columns.map(([name]) => name));
	const worstFirst = report.results.toSorted(compareBadness);
	for (const row of worstFirst) {
		const seen = {report, row, finding: findings.get(row.id)};
		yield csvLine(columns.map(([, value]) => value(seen)));
	}
}
