import type {Audit} from '../../audit/shape.ts';
import {countOf} from '../../words.ts';
import {flow} from '../answer.ts';
import {clip, createPage, type Page, type RenderOptions} from '../terminal/page.ts';
import {severityMarks} from '../view/status-marks.ts';
import {type AuditRow, type AuditSection, auditSections, describeAudit} from './describe-audit.ts';

export type AuditRenderOptions = RenderOptions & {
	/** All of the text, in place of one screen. */
	readonly isWhole: boolean;
	/** What the last line says of the way on; that of the command line unless given, null: nothing. */
	readonly next?: string | null;
};

/** So much of a part stands on the one screen: lines of the list, and groups of names. */
const shownRows = {error: 6, warning: 4, info: 2, ok: 0} as const;
const shownGroups = {error: 7, warning: 2, info: 1, ok: 0} as const;

/** An audit for a terminal: the verdict, what is missing, and each other part in a few lines; or all of it. */
export function renderAuditText(audit: Audit, options: AuditRenderOptions): string {
	const page = createPage(options);
	const {severity, headline, facts} = describeAudit(audit);
	page.paragraph(headline, {lead: page.lead(severityMarks[severity]), style: 'bold'});
	for (const fact of facts) page.paragraph(fact, {indent: 2, style: 'dim'});
	const sections = auditSections(audit);
	for (const section of sections) {
		if (section.severity === 'ok' && !options.isWhole) continue;
		page.blank();
		const {title, why, rows} = section;
		page.paragraph(`${title} (${rows.length}): ${why}`, {lead: page.lead(severityMarks[section.severity])});
		if (options.isWhole) for (const row of rows) writeRow(page, row);
		else writeFew(page, section, options.columns);
	}
	const {next = 'Every line: --verbose. What to add, in the same syntax: --fix.'} = options;
	if (!options.isWhole && next !== null) {
		page.blank();
		page.paragraph(next, {style: 'dim'});
	}
	return page.toString();
}

function nameOf({name, port}: AuditRow): string {
	return port === '' || port === '443' ? name : `${name}:${port}`;
}

function writeRow(page: Page, row: AuditRow): void {
	const {level, places, words} = row;
	const where = [...places, ...(level === '' ? [] : [level])].join(', ');
	page.line(nameOf(row), 2);
	page.paragraph([where, words].filter(text => text !== '').join(': '), {indent: 6});
}

/** What is missing stands by who breaks without it, as many names on a line as there is room for. */
function writeFew(page: Page, {id, severity, rows}: AuditSection, columns: number): void {
	if (id === 'missing' || id === 'missing-optional' || id === 'inspection') {
		const groups = [...Map.groupBy(rows, ({features}) => features)].slice(0, shownGroups[severity]);
		for (const [features, members] of groups) {
			if (features !== '') page.paragraph(`${features}:`, {indent: 4, style: 'dim'});
			for (const line of flow(members.map(nameOf), columns - 6)) page.line(line, 6);
		}
		const rest = rows.length - groups.reduce((sum, [, members]) => sum + members.length, 0);
		if (rest > 0) page.paragraph(`and ${countOf(rest, 'more name')}`, {indent: 4, style: 'dim'});
		return;
	}
	const shown = rows.slice(0, shownRows[severity]);
	for (const row of shown) {
		const [place = ''] = row.places;
		const words = severity === 'info' && id !== 'unneeded' ? '' : `  ${row.words}`;
		page.line(clip(`${place}: ${nameOf(row)}${words}`, columns - 4), 4);
	}
	const rest = rows.length - shown.length;
	if (rest > 0) page.paragraph(`and ${countOf(rest, 'more line')}`, {indent: 4, style: 'dim'});
}
