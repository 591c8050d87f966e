import {describeRuleHost, type RuleGroup} from '../allowlists/rule-hosts.ts';
import {catalogWords} from '../catalog/describe-catalog.ts';
import {serviceTagsOf} from '../catalog/service-tags.ts';
import {needsAction} from '../diagnosis/results.ts';
import type {Owner} from '../diagnosis/types.ts';
import type {Run, RunRow} from '../record/run.ts';
import {describeVantage, practiceNotice} from '../record/vantage.ts';
import {countOf, formatTime, joinWords, uniqueOf} from '../words.ts';
import {createPage, type Page, type RenderOptions} from './terminal/page.ts';
import {catalogAgeWarning} from './view/facts.ts';
import {
	type CommandsPart,
	type FactsPart,
	type FindingView,
	type HostsPart,
	type ListPart,
	partTitles,
	type StepsPart,
	viewFinding,
	viewUntested,
} from './view/finding.ts';
import {introduction, ownerTitles} from './view/readers.ts';
import {sourceAddressesNear} from './view/traces.ts';

/** Mail programs break longer lines, and terminals are narrower. */
const widestLine = 76;

/** So many kinds of evidence are quoted; the hosts are listed in full. */
const evidenceLimit = 3;

/** To be filled in by hand. */
const blank = '____________';

/**
 * What has to be changed, as plain text for a ticket or a mail: one section for each owner, so that each can be cut out
 * and sent by itself. Findings that need no action are left out.
 */
export function renderChangeRequest(report: Run, options: RenderOptions): string {
	const page = createPage({...options, colour: false, columns: Math.min(options.columns, widestLine)});
	const views = report.findings.filter(needsAction).map(finding => viewFinding(report, finding));
	if (views.length === 0) {
		writePractice(page, report);
		page.paragraph('Nothing has to be changed, as far as this run could tell.');
		writeReference(page, report);
		writeHosts(page, viewUntested(report));
		return page.toString();
	}
	writeHead(page, report);
	const owners = uniqueOf(views.map(({owner}) => owner));
	const untestedOwner = ownerOfUntested(report, owners);
	for (const owner of owners) {
		const own = views.filter(view => view.owner === owner);
		writeHeading(page, `To: ${ownerTitles[owner]} (${countOf(own.length, 'request')})`);
		for (const [index, view] of own.entries()) writeRequest(page, report, view, index + 1);
		if (owner === untestedOwner) writeHosts(page, viewUntested(report));
	}
	writeNextSteps(page, report);
	return page.toString();
}

function writeHead(page: Page, report: Run): void {
	const {settings, startedAt, vantage} = report;
	const place = settings.region === '' ? '' : ` in the Azure region ${settings.region}`;
	page.paragraph('Change request: network access for Azure Arc and Azure Machine Learning');
	page.blank();
	writePractice(page, report);
	page.blank();
	page.paragraph(introduction.arc);
	page.paragraph(
		`A cluster${place} needs network access that is missing today. It was measured on ${formatTime(startedAt)} from the ${describeVantage(vantage)}. What is asked for is no wider than what was found missing, or could not be tested. Please make the changes in the section for your team, and run the commands in it before and after.`,
	);
	page.blank();
	writeReference(page, report);
}

function writePractice(page: Page, report: Run): void {
	const practice = practiceNotice(report);
	if (practice !== null) page.paragraph(practice, {lead: {text: '*** '}});
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

/** What is asked of an owner for one finding: the request, the hosts, the reason, the evidence, and how to see that it is done. */
function writeRequest(page: Page, report: Run, view: FindingView, number: number): void {
	const {title, rows, count, fix, hosts, why, impact, sources, evidence, traces, checks} = view;
	page.blank();
	page.paragraph(title, {lead: {text: `${number}. `}});
	if (rows.length > 0) page.paragraph(countOf(count, 'endpoint'), {indent: 2});
	writeSteps(page, fix, view.owner);
	writeSources(page, report, view);
	writeHosts(page, hosts);
	writeTags(page, view);
	writeTitle(page, why.title);
	page.paragraph(why.text, {indent: 2});
	writeList(page, impact ?? catalogImpact(rows));
	writeList(page, sources);
	writeEvidence(page, evidence, traces);
	writeCommands(page, checks);
}

/** A title that stands out without a markup language. */
function writeHeading(page: Page, title: string): void {
	page.blank();
	page.line('='.repeat(title.length));
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

/** What the catalog says of hosts that nobody could test, and whose finding names nothing that breaks. */
function catalogImpact(rows: readonly RunRow[]): ListPart | null {
	const items = uniqueOf(rows.flatMap(({requirement}) => requirement?.impact || []));
	return items.length === 0 ? null : {kind: 'list', title: partTitles.impact, items};
}

function writeItems(page: Page, items: readonly string[], mark: (index: number) => string): void {
	for (const [index, item] of items.entries()) page.paragraph(item, {indent: 2, lead: {text: mark(index)}});
}

function writeList(page: Page, part: ListPart | null): void {
	if (part === null) return;
	writeTitle(page, part.title);
	writeItems(page, part.items, () => '- ');
}

/** What the owner is asked to do; steps for whoever makes the check are left out, unless that is who reads it. */
function writeSteps(page: Page, part: StepsPart | null, owner: Owner): void {
	const all = part?.steps ?? [];
	const asked = owner === 'you' ? all : all.filter(step => step.for === 'owner');
	const steps = (asked.length > 0 ? asked : all).map(({text}) => text);
	writeTitle(page, 'Request');
	writeItems(page, steps, index => (steps.length > 1 ? `${index + 1}. ` : ''));
}

/** Whose traffic is meant. This machine's address was measured; that of the nodes only the requester knows, and fills in. */
function writeSources(page: Page, report: Run, {owner, rows}: FindingView): void {
	if (owner === 'you' || owner === 'cluster' || rows.length === 0) return;
	const addresses = sourceAddressesNear(report, rows);
	writeTitle(page, 'Where the traffic comes from');
	page.paragraph(addresses.length === 0 ? `${blank} (its address; no connection showed it)` : joinWords(addresses), {
		indent: 2,
		lead: {text: `This machine, ${describeVantage(report.vantage)}: `},
	});
	page.paragraph(`${blank} (the address range of your cluster nodes, which the requester can name)`, {
		indent: 2,
		lead: {text: 'Cluster nodes: '},
	});
}

function writeHosts(page: Page, part: HostsPart | null): void {
	if (part === null) return;
	writeTitle(page, part.title);
	for (const group of part.groups) writeGroup(page, group);
}

/** Hosts as a rule has to name them, one a line. */
function writeGroup(page: Page, {title, hosts}: RuleGroup): void {
	page.line(`${title}:`, 2);
	for (const host of hosts) {
		page.line(host.name, 4);
		const tested = describeRuleHost(host);
		if (tested !== null) page.paragraph(tested, {indent: 6});
	}
}

function writeEvidence(page: Page, part: ListPart | null, traces: FactsPart | null): void {
	if (part === null) return;
	const {title, items} = part;
	writeTitle(page, items.length > evidenceLimit ? `${title} (${evidenceLimit} of ${items.length} kinds)` : title);
	writeItems(page, items.slice(0, evidenceLimit), () => '- ');
	for (const {label, values, isCode} of traces?.facts ?? []) {
		const [only] = values;
		if (values.length === 1 && only !== undefined && (!isCode || only.length < 40)) {
			page.paragraph(only, {indent: 2, lead: {text: `${label}: `}});
			continue;
		}
		page.paragraph(`${label}:`, {indent: 2});
		for (const value of values) page.line(value, 4);
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

/** What whoever asks does once the change is made; what the others do stands above. */
function writeNextSteps(page: Page, {nextSteps}: Run): void {
	const own = nextSteps.filter(({id}) => id !== 'findings');
	if (own.length === 0) return;
	writeHeading(page, 'Afterwards, for whoever made this check');
	for (const [index, {title, steps, commands}] of own.entries()) {
		page.blank();
		page.paragraph(title, {lead: {text: `${index + 1}. `}});
		writeItems(page, steps, () => '- ');
		for (const command of commands) page.command(command, 2);
	}
}
