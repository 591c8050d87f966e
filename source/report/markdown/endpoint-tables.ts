import {ruleGroupsOf} from '../../allowlists/rule-hosts.ts';
import {neededBy} from '../../catalog/feature-titles.ts';
import {levelOf, toEndpoints} from '../../record/endpoints.ts';
import type {Run, RunRow} from '../../record/run.ts';
import {uniqueOf} from '../../words.ts';
import {markdownCode, markdownCodeCell, markdownTextCell} from '../escape.ts';
import {partTitles} from '../view/part-titles.ts';
import {statusMarks} from '../view/status-marks.ts';
import {describeScope} from '../view/summary.ts';
import {markdownTable} from './table.ts';

/** What the rows behind one line say of one thing, each text once. */
function cellOf(rows: readonly RunRow[], pick: (row: RunRow) => string): string {
	return markdownTextCell(uniqueOf(rows.map(pick).filter(text => text !== '')).join(' '));
}

/** The features that need the row, and how badly. */
function neededFor(row: RunRow, settings: Run['settings']): string {
	const features = neededBy(row, settings);
	return features === '' ? levelOf(row) : `${features} (${levelOf(row)})`;
}

const purposeOf = ({requirement}: RunRow) => requirement?.purpose ?? 'Not in the catalog.';

/** Rows at fault as a rule has to name them, by port, with what breaks without them and what was seen. */
export function faultTable(rows: readonly RunRow[], settings: Run['settings']): string {
	const hosts = ruleGroupsOf(rows, settings).flatMap(group => group.hosts);
	return markdownTable(
		['Host or pattern', 'Tested with', 'Needed for', 'Purpose', 'Without it', 'Cause', partTitles.evidence],
		hosts.map(({name, testedWith, rows: own}) => [
			markdownCodeCell(name),
			testedWith.map(markdownCodeCell).join(' '),
			cellOf(own, row => neededFor(row, settings)),
			cellOf(own, purposeOf),
			cellOf(own, ({requirement}) => requirement?.impact ?? ''),
			uniqueOf(own.map(({cause}) => markdownCode(cause ?? 'unknown'))).join(' '),
			markdownTextCell(own[0]?.detail ?? ''),
		]),
	);
}

/** Every endpoint of the run, each with all the requirements that lead there. */
export function allEndpointsTable({results, settings}: Run): string {
	return markdownTable(
		['Status', 'Endpoint', 'Stands for', 'Needed for', 'Route', 'Needed by', 'Cause', 'Purpose'],
		toEndpoints(results).map(({name, row, rows}) => [
			statusMarks[row.status].word,
			markdownCodeCell(name),
			uniqueOf(rows.flatMap(one => (one.target?.sampled ? markdownCodeCell(one.requirement?.pattern ?? '') : []))).join(
				' ',
			),
			cellOf(rows, one => neededFor(one, settings)),
			markdownTextCell(row.proxy ?? row.route ?? ''),
			markdownTextCell(describeScope(uniqueOf(rows.flatMap(({requirement}) => requirement?.scope ?? [])))),
			markdownCodeCell(row.cause ?? ''),
			cellOf(rows, purposeOf),
		]),
	);
}
