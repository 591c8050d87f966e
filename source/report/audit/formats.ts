import type {Audit} from '../../audit/shape.ts';
import {csvLine} from '../../csv-line.ts';
import {escapeJson, markdownCodeCell, markdownText, markdownTextCell} from '../escape.ts';
import type {AuditFormat} from '../format-names.ts';
import {joinBlocks, markdownTable} from '../markdown-table.ts';
import {renderAuditHtml} from './audit-html.ts';
import {type AuditRenderOptions, renderAuditText} from './audit-text.ts';
import {type AuditRow, auditSections, describeAudit} from './describe-audit.ts';

/** Writes an audit in one of its formats. */
export function renderAudit(format: AuditFormat, audit: Audit, options: AuditRenderOptions): string {
	switch (format) {
		case 'json':
			return `${escapeJson(JSON.stringify(audit, null, 2))}\n`;
		case 'markdown':
			return renderMarkdown(audit);
		case 'html':
			return renderAuditHtml(audit);
		case 'csv':
			return renderCsv(audit);
		default:
			return renderAuditText(audit, options);
	}
}

function renderMarkdown(audit: Audit): string {
	const {headline, facts} = describeAudit(audit);
	const sections = auditSections(audit).map(({title, why, rows}) =>
		joinBlocks([
			`## ${title} (${rows.length})`,
			markdownText(why),
			markdownTable(
				['Name', 'Port', 'Line', 'What'],
				rows.map(({name, port, places, words}) => [
					markdownCodeCell(name),
					port,
					places.map(place => markdownTextCell(place)).join('<br>'),
					markdownTextCell(words),
				]),
			),
		]),
	);
	const text = joinBlocks([
		'# Audit of an allow-list',
		markdownText(headline),
		...facts.map(markdownText),
		...sections,
	]);
	return `${text}\n`;
}

/** The columns in their order: a new one goes to the end, and none is renamed. */
const columns = ['section', 'name', 'port', 'protocol', 'level', 'lines', 'what'] as const;

function renderCsv(audit: Audit): string {
	const row = (section: string, {name, port, protocol, level, places, words}: AuditRow) =>
		csvLine([section, name, port, protocol, level, places.join('; '), words]);
	const rows = auditSections(audit).flatMap(({id, rows: own}) => own.map(one => row(id, one)));
	return [csvLine(columns), ...rows].join('');
}
