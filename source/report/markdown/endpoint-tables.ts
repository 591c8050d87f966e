import {joinWords} from '../../diagnosis/words.ts';
import {markdownCodeCell, markdownText} from '../escape.ts';
import type {RunReport, RunReportRow} from '../run-report.ts';
import {describeScope, untestedRows} from '../view/counts.ts';
import {levelOf} from '../view/endpoints.ts';
import {statusMarks} from '../view/status-marks.ts';
import {markdownTable} from './table.ts';

/** Host, port, protocol: what a firewall rule is made of. */
function addressCells({target, requirement}: RunReportRow): string[] {
	return [
		markdownCodeCell(target?.host ?? requirement?.pattern ?? ''),
		String(target?.port ?? requirement?.port ?? ''),
		requirement?.protocol ?? 'https',
	];
}

/** The features that need the row, and how badly. */
function neededForCell(row: RunReportRow): string {
	const features = row.requirement?.features ?? [];
	return markdownText(features.length === 0 ? levelOf(row) : `${joinWords(features)} (${levelOf(row)})`);
}

function purposeCell({requirement}: RunReportRow): string {
	return markdownText(requirement?.purpose ?? 'Not in the catalog.');
}

/** Rows at fault with what breaks without them and what was seen. */
export function faultTable(rows: readonly RunReportRow[]): string {
	return markdownTable(
		['Host', 'Port', 'Protocol', 'Needed for', 'Purpose', 'Without it', 'Cause', 'Evidence'],
		rows.map(row => [
			...addressCells(row),
			neededForCell(row),
			purposeCell(row),
			markdownText(row.requirement?.impact ?? ''),
			markdownCodeCell(row.cause ?? 'unknown'),
			markdownText(row.detail),
		]),
	);
}

/** Rows that nobody could test, with what to supply. */
export function untestedTable(report: RunReport): string {
	return markdownTable(
		['Host', 'Port', 'Protocol', 'Needed for', 'Purpose', 'What is missing'],
		untestedRows(report).map(row => [
			...addressCells(row),
			neededForCell(row),
			purposeCell(row),
			markdownText(row.target === null && row.notes.length > 0 ? row.notes.join(' ') : row.detail),
		]),
	);
}

/** Every row of the run. */
export function allRowsTable({results}: RunReport): string {
	return markdownTable(
		['Status', 'Host', 'Port', 'Protocol', 'Stands for', 'Level', 'Route', 'Needed by', 'Cause', 'Purpose'],
		results.map(row => [
			statusMarks[row.status].word,
			...addressCells(row),
			row.target?.sampled ? markdownCodeCell(row.requirement?.pattern ?? '') : '',
			levelOf(row),
			markdownText(row.proxy ?? row.route ?? ''),
			markdownText(describeScope(row.requirement?.scope ?? [])),
			markdownCodeCell(row.cause ?? ''),
			purposeCell(row),
		]),
	);
}
