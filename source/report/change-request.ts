import {needsAction} from '../diagnosis/results.ts';
import type {Owner} from '../diagnosis/types.ts';
import type {Run} from '../record/run.ts';
import {describeVantage, practiceNotice} from '../record/vantage.ts';
import {countOf, formatTime, uniqueOf} from '../words.ts';
import {writeNextSteps, writeTitle, writeUntested} from './change-request/afterwards.ts';
import {writeRequest} from './change-request/finding-request.ts';
import {createPage, type Page, type RenderOptions} from './terminal/page.ts';
import {catalogAgeWarning} from './view/catalog-age.ts';
import {introduction} from './view/introduction.ts';
import {ownerTitles} from './view/owner-names.ts';

/** Mail programs break longer lines, and terminals are narrower. */
const widestLine = 76;

function writeReference(page: Page, {tool, id, catalog, startedAt}: Run): void {
	page.line(`Reference: ${tool.name} ${tool.version}, run ${id}, catalog of ${catalog.version}`);
	const warning = catalogAgeWarning(catalog.version, startedAt);
	if (warning !== null) page.paragraph(warning, {lead: {text: 'Note: '}});
}

function writeHead(page: Page, report: Run): void {
	const {settings, startedAt, vantage} = report;
	const place = settings.region === '' ? '' : ` in the Azure region ${settings.region}`;
	const practice = practiceNotice(report);
	page.paragraph('Change request: network access for Azure Arc and Azure Machine Learning');
	page.blank();
	if (practice !== null) {
		page.paragraph(practice, {lead: {text: '*** '}});
		page.blank();
	}
	page.paragraph(introduction.arc);
	page.paragraph(
		`A cluster${place} needs network access that is missing today. It was measured on ${formatTime(startedAt)} from the ${describeVantage(vantage)}. What is asked for is no wider than what was found missing, or could not be tested. Please make the changes in the section for your team, and run the commands in it before and after.`,
	);
	page.blank();
	writeReference(page, report);
}

/** Who opens the way for what nobody could test: those who did so for the rest. */
function ownerOfUntested(report: Run, owners: readonly Owner[]): Owner | null {
	const {https, http} = report.settings.proxy;
	const likely: Owner = https === null && http === null ? 'network' : 'proxy';
	return owners.includes(likely) ? likely : (owners.find(owner => owner !== 'you') ?? null);
}

/**
 * What has to be changed, as plain text for a ticket or a mail: one section for each owner, so that each can be cut out
 * and sent by itself. Findings that need no action are left out.
 */
export function renderChangeRequest(report: Run, options: RenderOptions): string {
	const page = createPage({...options, colour: false, columns: Math.min(options.columns, widestLine)});
	const findings = report.findings.filter(needsAction);
	if (findings.length === 0) {
		const practice = practiceNotice(report);
		if (practice !== null) page.paragraph(practice, {lead: {text: '*** '}});
		page.paragraph('Nothing has to be changed, as far as this run could tell.');
		writeReference(page, report);
		writeUntested(page, report);
		return page.toString();
	}
	writeHead(page, report);
	const owners = uniqueOf(findings.map(finding => finding.owner));
	const untestedOwner = ownerOfUntested(report, owners);
	for (const owner of owners) {
		const own = findings.filter(finding => finding.owner === owner);
		writeTitle(page, `To: ${ownerTitles[owner]} (${countOf(own.length, 'request')})`);
		for (const [index, finding] of own.entries()) writeRequest(page, report, finding, index + 1);
		if (owner === untestedOwner) writeUntested(page, report);
	}
	writeNextSteps(page, report);
	return page.toString();
}
