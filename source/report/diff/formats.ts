import type {RunDiff} from '../../record/diff/diff-report.ts';
import {formatTime} from '../../words.ts';
import {escapeJson, markdownCodeCell, markdownText, markdownTextCell} from '../escape.ts';
import type {ShortFormat} from '../format-names.ts';
import {joinBlocks, markdownTable} from '../markdown-table.ts';
import {createPage, type RenderOptions} from '../terminal/page.ts';
import {severityMarks} from '../view/status-marks.ts';
import {changesByKind, describeChange, describeDiff, diffCautions, findingsByKind} from './describe-diff.ts';

/** Writes a diff in one of its formats. */
export function renderDiff(format: ShortFormat, diff: RunDiff, options: RenderOptions): string {
	if (format === 'json') return `${escapeJson(JSON.stringify(diff, null, 2))}\n`;
	return format === 'markdown' ? renderMarkdown(diff) : renderText(diff, options);
}

const runFact = ({id, startedAt, catalog}: RunDiff['old']) => `${formatTime(startedAt)}, run ${id}, catalog ${catalog}`;

function renderText(diff: RunDiff, options: RenderOptions): string {
	const page = createPage(options);
	page.fact('Old', runFact(diff.old));
	page.fact('New', runFact(diff.new));
	for (const caution of diffCautions(diff)) page.fact('Note', caution);
	for (const {name, old, new: now} of diff.settings) page.fact('Setting', `${name}: was ${old}, now ${now}`);
	for (const {kind, title, changes} of changesByKind(diff)) {
		page.blank();
		page.paragraph(`${title} (${changes.length})`, {style: 'bold'});
		for (const change of changes) {
			const mark = severityMarks[change.new?.severity ?? 'info'];
			page.paragraph(`${change.endpoint}: ${describeChange(change, kind)}`, {indent: 2, lead: page.lead(mark)});
		}
	}
	for (const {title, findings} of findingsByKind(diff)) {
		page.blank();
		page.paragraph(`${title} (${findings.length})`, {style: 'bold'});
		for (const finding of findings) {
			const mark = severityMarks[finding.kind === 'new' ? finding.severity : 'info'];
			page.paragraph(`${finding.title}: ${finding.why}`, {indent: 2, lead: page.lead(mark)});
		}
	}
	page.blank();
	page.paragraph(describeDiff(diff), {style: 'bold'});
	return page.toString();
}

function renderMarkdown(diff: RunDiff): string {
	const runs = markdownTable(
		['Run', 'Time', 'Catalog'],
		[diff.old, diff.new].map(({id, startedAt, catalog}) => [
			markdownTextCell(id),
			markdownTextCell(formatTime(startedAt)),
			markdownTextCell(catalog),
		]),
	);
	const settings = markdownTable(
		['Setting', 'Old', 'New'],
		diff.settings.map(({name, old, new: now}) => [
			markdownTextCell(name),
			markdownTextCell(old),
			markdownTextCell(now),
		]),
	);
	const groups = changesByKind(diff).map(({kind, title, changes}) => {
		const rows = changes.map(change => [
			markdownCodeCell(change.endpoint),
			change.level,
			markdownTextCell(describeChange(change, kind)),
		]);
		return joinBlocks([`## ${title}`, markdownTable(['Endpoint', 'Level', 'What changed'], rows)]);
	});
	const findingGroups = findingsByKind(diff).map(({title, findings}) => {
		const rows = findings.map(finding => [
			markdownTextCell(finding.title),
			finding.severity,
			markdownTextCell(finding.why),
		]);
		return joinBlocks([`## ${title}`, markdownTable(['Finding', 'Severity', 'Why'], rows)]);
	});
	const text = joinBlocks([
		'# What changed',
		markdownText(describeDiff(diff)),
		markdownText(diffCautions(diff).join(' ')),
		runs,
		settings === '' ? '' : `## Settings\n\n${settings}`,
		...groups,
		...findingGroups,
	]);
	return `${text}\n`;
}
