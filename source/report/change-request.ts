import {countOf, uniqueOf} from '../diagnosis/words.ts';
import {writeRequest} from './change-request/finding-request.ts';
import type {RunReport} from './run-report.ts';
import {createPage, type Page, type RenderOptions} from './terminal/page.ts';
import {catalogAgeWarning} from './view/catalog-age.ts';
import {ownerTitles} from './view/owner-names.ts';
import {formatTime, vantageNames} from './view/settings-facts.ts';

/** Mail programs break longer lines, and terminals are narrower. */
const widestLine = 76;

function writeHead(page: Page, report: RunReport): void {
	const {settings, startedAt, vantage, tool, id, catalog} = report;
	const place = settings.region === '' ? '' : ` in the Azure region ${settings.region}`;
	page.paragraph('Change request: network access for Azure Arc and Azure Machine Learning');
	page.blank();
	page.paragraph(
		`A Kubernetes cluster${place} needs network access that is missing today. It was measured on ${formatTime(startedAt)} from the ${vantageNames[vantage.kind]} ${vantage.hostname}. What is asked for is no wider than what was found missing.`,
	);
	page.blank();
	page.line(`Reference: ${tool.name} ${tool.version}, run ${id}, catalog of ${catalog.version}`);
	const warning = catalogAgeWarning(catalog.version, startedAt);
	if (warning !== null) page.paragraph(warning, {lead: {text: 'Note: '}});
}

/**
 * What has to be changed, as plain text for a ticket or a mail: one section for each owner, so that each can be cut out
 * and sent by itself. Findings that need no action are left out.
 */
export function renderChangeRequest(report: RunReport, options: RenderOptions): string {
	const page = createPage({...options, colour: false, columns: Math.min(options.columns, widestLine)});
	const findings = report.findings.filter(({severity}) => severity === 'error' || severity === 'warning');
	if (findings.length === 0) {
		page.paragraph('Nothing has to be changed, as far as this run could tell.');
		page.line(`Reference: ${report.tool.name} ${report.tool.version}, run ${report.id}`);
		return page.toString();
	}
	writeHead(page, report);
	for (const owner of uniqueOf(findings.map(finding => finding.owner))) {
		const own = findings.filter(finding => finding.owner === owner);
		const title = `To: ${ownerTitles[owner]} (${countOf(own.length, 'request')})`;
		page.blank();
		page.line('='.repeat(title.length));
		page.line(title);
		page.line('='.repeat(title.length));
		for (const [index, finding] of own.entries()) writeRequest(page, report, finding, index + 1);
	}
	return page.toString();
}
