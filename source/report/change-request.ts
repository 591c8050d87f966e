import {catalogWords} from '../catalog/describe-catalog.ts';
import {serviceTagsOf} from '../catalog/service-tags.ts';
import {needsAction} from '../diagnosis/results.ts';
import type {Owner} from '../diagnosis/types.ts';
import type {Run} from '../record/run.ts';
import {describeVantage, practiceNotice} from '../record/vantage.ts';
import {countOf, formatTime, joinWords, shorten, uniqueOf} from '../words.ts';
import {writeAllowTable} from './terminal/allow-lines.ts';
import {createPage, type Page, type RenderOptions} from './terminal/page.ts';
import {type AllowTable, toAllowTable} from './view/allow-table.ts';
import {catalogAgeWarning} from './view/facts.ts';
import {
	type CommandsPart,
	type FactsPart,
	type FindingView,
	type ListPart,
	type StepsPart,
	viewFinding,
	viewUntested,
} from './view/finding.ts';
import {levelWords, ownerTitles} from './view/readers.ts';
import {sourceAddressesNear} from './view/traces.ts';

/** Mail programs break longer lines, and terminals are narrower. */
const widestLine = 76;

/** So much is quoted of each kind: what was seen, and words to search for. The hosts are listed in full. */
const quoteLimit = 3;
/** So many words to search a log for: the hosts stand above, and the others are written alike. */
const traceLimit = 1;
/** Beyond so many names, a step points to the list above it. */
const nameLimit = 2;

/** What a purpose stands behind, in columns. */
const whyIndent = 6;

/** To be filled in by hand. */
const blank = '____________';

/**
 * What has to be changed, as plain text for a ticket or a mail: one section for each owner, so that each can be cut out
 * and sent by itself. What the requester does is not in it, unless nobody else has to act.
 */
export function renderChangeRequest(report: Run, options: RenderOptions): string {
	const columns = Math.min(options.columns, widestLine);
	const page = createPage({...options, colour: false, columns, isFile: true});
	const all = report.findings.filter(needsAction).map(finding => viewFinding(report, finding));
	const others = all.filter(({owner}) => owner !== 'you');
	const views = others.length > 0 ? others : all;
	if (views.length === 0) {
		writePractice(page, report);
		page.paragraph('Nothing has to be changed, as far as this run could tell.');
		writeReference(page, report);
		writeUntested(page, report);
		return page.toString();
	}
	writeHead(page, report);
	const owners = uniqueOf(views.map(({owner}) => owner));
	const untestedOwner = ownerOfUntested(report, owners);
	for (const owner of owners) {
		const own = views.filter(view => view.owner === owner);
		writeHeading(page, `To: ${ownerTitles[owner]} (${countOf(own.length, 'request')})`);
		const rows = own.flatMap(view => view.rows);
		const sources = owner === 'you' || owner === 'cluster' ? [] : sourceAddressesNear(report, rows);
		writeSources(page, report, owner, rows, sources);
		for (const [index, view] of own.entries()) writeRequest(page, view, index + 1, sources);
		if (owner === untestedOwner) writeUntested(page, report);
	}
	return page.toString();
}

function writeHead(page: Page, report: Run): void {
	const {settings, startedAt, vantage} = report;
	const place = settings.region === '' ? '' : ` in the Azure region ${settings.region}`;
	page.paragraph('Change request: network access for Azure Arc and Azure Machine Learning');
	page.blank();
	writePractice(page, report);
	page.paragraph(
		`A Kubernetes cluster${place} lacks network access that Azure Arc requires: its agents call out to hosts of Microsoft, and nothing calls in. Measured ${formatTime(startedAt)} from the ${describeVantage(vantage)}.`,
	);
	writeReference(page, report);
}

function writePractice(page: Page, report: Run): void {
	const practice = practiceNotice(report);
	if (practice === null) return;
	page.paragraph(practice, {lead: {text: '*** '}});
	page.blank();
}

function writeReference(page: Page, {tool, id, catalog, startedAt}: Run): void {
	page.line(`Reference: ${tool.name} ${tool.version}, run ${id}, catalog of ${catalogWords(catalog)}`);
	const warning = catalogAgeWarning(catalog.version, startedAt);
	if (warning !== null) page.paragraph(warning, {lead: {text: 'Note: '}});
}

/** Who opens the way for what nobody could test: those who did so for the rest. */
function ownerOfUntested(report: Run, owners: readonly Owner[]): Owner | null {
	const {https, http} = report.settings.proxy;
	const likely: Owner = https === null && http === null ? 'network' : 'proxy';
	return owners.includes(likely) ? likely : (owners.find(owner => owner !== 'you') ?? null);
}

/** What is asked of an owner for one finding: the hosts, the request, the evidence, and how to see that it is done. */
function writeRequest(page: Page, view: FindingView, number: number, sources: readonly string[]): void {
	const {title, fix, hosts, why, evidence, traces, checks} = view;
	page.blank();
	page.paragraph(title, {lead: {text: `${number}. `}});
	const table = hosts === null ? null : toAllowTable(view.owner, hosts.title, hosts.remedy, hosts);
	if (table !== null) writeHosts(page, table);
	writeSteps(page, fix, view.owner, table?.rows.map(({host}) => host) ?? []);
	writeTags(page, view);
	page.blank();
	page.paragraph(why.text, {lead: {text: `${why.title}: `}});
	writeEvidence(page, evidence, traces, sources);
	writeCommands(page, checks);
}

/** A title that stands out without a markup language. */
function writeHeading(page: Page, title: string): void {
	page.blank();
	page.line(title);
	page.line('='.repeat(title.length));
}

/** What a rule of a firewall for addresses names in place of hosts: their tags, since the addresses change. A proxy takes names. */
function writeTags(page: Page, {owner, rows}: FindingView): void {
	if (owner !== 'network') return;
	const tags = uniqueOf(rows.flatMap(({requirement}) => serviceTagsOf(requirement?.pattern ?? '')));
	if (tags.length === 0) return;
	writeTitle(page, 'Where a rule takes addresses only');
	page.paragraph(`Use these service tags of Azure for the hosts of Azure among them: ${joinWords(tags)}.`, {indent: 2});
}

function writeTitle(page: Page, title: string): void {
	page.blank();
	page.paragraph(title);
}

function writeHosts(page: Page, table: AllowTable): void {
	page.paragraph(table.title);
	const rows = table.rows.map(row => ({
		...row,
		level: row.level === levelWords.conditional ? levelWords.mandatory : row.level,
		why: toBrief(row.why, widestLine - whyIndent),
	}));
	writeAllowTable(page, {rows, links: table.links}, 2, widestLine);
}

/** A purpose without what it explains besides, unless all of it stands on one line. */
function toBrief(text: string, width: number): string {
	return text.length <= width ? text : text.replaceAll(/, (?:which|as|where|whose) [^.]*(?=\.(?: |$))/g, '');
}

function writeUntested(page: Page, report: Run): void {
	const untested = viewUntested(report);
	if (untested === null) return;
	page.blank();
	writeHosts(page, toAllowTable(null, untested.title, 'allow', untested));
}

/** What the owner is asked to do; steps for whoever makes the check are left out, unless that is who reads it. */
function writeSteps(page: Page, part: StepsPart | null, owner: Owner, names: readonly string[]): void {
	const all = part?.steps ?? [];
	const asked = owner === 'you' ? all : all.filter(step => step.for === 'owner');
	const steps = (asked.length > 0 ? asked : all).map(({text}) =>
		names.length > nameLimit ? text.replaceAll(joinWords(names), 'the names above') : text,
	);
	writeTitle(page, 'Request');
	for (const [index, step] of steps.entries()) {
		page.paragraph(step, {indent: 2, lead: {text: steps.length > 1 ? `${index + 1}. ` : ''}});
	}
}

/** Whose traffic is meant. This machine's address was measured; that of the nodes only the requester knows, and fills in. */
function writeSources(
	page: Page,
	report: Run,
	owner: Owner,
	rows: FindingView['rows'],
	addresses: readonly string[],
): void {
	if (owner === 'you' || owner === 'cluster' || rows.length === 0) return;
	page.paragraph('Where the traffic comes from');
	page.paragraph(addresses.length === 0 ? `${blank} (its address; no connection showed it)` : joinWords(addresses), {
		indent: 2,
		lead: {text: `This machine, ${describeVantage(report.vantage)}: `},
	});
	page.paragraph(`${blank} (the requester fills in their address range)`, {indent: 2, lead: {text: 'Cluster nodes: '}});
}

/** What was seen, and where to find it in logs. The sources of the section are not said again. */
function writeEvidence(page: Page, part: ListPart | null, traces: FactsPart | null, sources: readonly string[]): void {
	if (part === null) return;
	page.paragraph(part.title);
	for (const item of shorten(part.items, quoteLimit, 'observation'))
		page.paragraph(item, {indent: 2, lead: {text: '- '}});
	const facts = (traces?.facts ?? []).filter(({values}) => values.some(value => !sources.includes(value)));
	for (const {label, values, unit, isCode} of facts) {
		const shown = shorten(values, traceLimit, unit);
		const [first = ''] = shown;
		// Two alike stand below each other; of more, the first beside its label and the count below it.
		const isPair = values.length === 2;
		if (isPair) page.line(`${label}:`, 2);
		else if (isCode) page.line(`${label}: ${first}`, 2);
		else page.paragraph(`${label}: ${first}`, {indent: 2, hang: 2});
		for (const value of isPair ? shown : shown.slice(1)) page.line(value, 4);
	}
}

/** What others can run themselves, with what to expect; the lines of this program are for whoever has it. */
function writeCommands(page: Page, part: CommandsPart | null): void {
	const commands = part?.commands.filter(({isOwn}) => !isOwn) ?? [];
	if (part === null || commands.length === 0) return;
	writeTitle(page, part.title);
	for (const {command, now, fixed} of commands) {
		page.command(command, 2);
		if (now !== null) page.paragraph(now, {indent: 2, lead: {text: 'Now:        '}});
		if (fixed !== null) page.paragraph(fixed, {indent: 2, lead: {text: 'Once fixed: '}});
	}
}
