import {catalogWords} from '../catalog/catalog.ts';
import {serviceTagsOf} from '../catalog/service-tags.ts';
import {eachInSteps, type Steps} from '../chunks.ts';
import {needsAction} from '../diagnosis/results.ts';
import type {Owner} from '../diagnosis/types.ts';
import {describeVantage, practiceNotice, type Run} from '../record/run.ts';
import {formatProxy} from '../settings/proxy-url.ts';
import {countOf, formatTime, joinWords, uniqueOf} from '../words.ts';
import {writeAllowTable} from './terminal/allow-lines.ts';
import {createPage, type Page, type RenderOptions} from './terminal/page.ts';
import {type AllowTable, toAllowTable} from './view/allow-table.ts';
import {catalogAgeWarning} from './view/facts.ts';
import {type CommandsPart, type FindingView, viewFindingInSteps, viewUntested} from './view/finding.ts';
import {levelWords, ownerTitles} from './view/readers.ts';
import {sourceAddressesNear} from './view/traces.ts';

/** Mail programs break longer lines, and terminals are narrower. */
const widestLine = 76;

/** Beyond so many names, a step points to the list above it. */
const nameLimit = 2;

/** In a file a row of the table is wider, so that all of it stands on one line. */
const widestRow = 100;

/** What a purpose on a line of its own stands behind, in columns. */
const whyIndent = 6;

/** What a part stands behind: the width of the longest label, in columns. */
const labelWidth = 7;

/** To be filled in by hand. */
const blank = '____________';

/** A request that was seen so long after the run began says when, in milliseconds: its rows were checked again. */
const sameTimeMs = 120_000;

/**
 * What has to be changed, as plain text for a ticket or a mail: first what holds for all of it, then a section for each owner.
 * A request is a table of hosts, the step, the reason, the words to search a log for, and one command that proves it. What the
 * requester does is not in it, unless nobody else has to act.
 *
 * @param from where it was measured, in words
 */
export function renderChangeRequest(
	report: Run,
	options: RenderOptions,
	from = `the ${describeVantage(report.vantage)}`,
): string {
	return [...changeRequestPieces(report, options, from)].join('');
}

/** The same in pieces, for a writer. */
export function* changeRequestPieces(
	report: Run,
	options: RenderOptions,
	from = `the ${describeVantage(report.vantage)}`,
): Steps {
	const page = createPage({...options, colour: false, columns: Math.min(options.columns, widestLine), isFile: true});
	const columns = options.isFile ? widestRow : Math.min(options.columns, widestRow);
	const all: FindingView[] = [];
	for (const finding of report.findings.filter(needsAction)) all.push(yield* viewFindingInSteps(report, finding));
	const others = all.filter(({owner}) => owner !== 'you');
	const views = others.length > 0 ? others : all;
	if (views.length === 0) {
		writePractice(page, report);
		page.paragraph('Nothing has to be changed, as far as this run could tell.');
		writeReference(page, report);
		const links: string[] = [];
		yield* writeUntested(page, report, {links, columns});
		writeLinks(page, links);
		yield* page.pieces();
		return;
	}
	const sections = uniqueOf(views.map(({owner}) => owner)).map(owner => {
		const own = views.filter(view => view.owner === owner);
		return {owner, own, sources: sourcesOf(report, owner, own)};
	});
	const sources = uniqueOf(sections.flatMap(section => section.sources ?? []));
	writeHead(page, report, from, sources.length === 1 ? sources : []);
	const untestedOwner = ownerOfUntested(
		report,
		sections.map(({owner}) => owner),
	);
	const said = new Set<string>();
	for (const {owner, own, sources: address} of sections) {
		const proxy = owner === 'proxy' ? onlyProxyOf(report) : null;
		page.blank();
		page.line(
			`To: ${ownerTitles[owner]} (${countOf(own.length, 'request')}${proxy === null ? '' : ` for the proxy ${proxy}`})`,
		);
		if (address !== null && sources.length > 1) page.paragraph(address, {hang: 2});
		const links: string[] = [];
		for (const [index, view] of own.entries()) {
			if (index > 0) page.blank();
			yield* writeRequest(page, report, view, {number: index + 1, said, links, columns, proxy});
		}
		if (owner === untestedOwner) yield* writeUntested(page, report, {links, columns});
		writeLinks(page, links);
	}
	yield* page.pieces();
}

function writeHead(page: Page, report: Run, from: string, sources: readonly string[]): void {
	const {settings, startedAt} = report;
	const place = settings.region === '' ? '' : ` in the Azure region ${settings.region}`;
	page.paragraph('Change request: network access for Azure Arc and Azure Machine Learning');
	page.blank();
	writePractice(page, report);
	page.paragraph(
		`A Kubernetes cluster${place} lacks network access that Azure Arc requires: its agents call out to hosts of Microsoft, and nothing calls in. Measured ${formatTime(startedAt)} from ${from}.`,
	);
	for (const address of sources) page.paragraph(address, {hang: 2});
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

/** Whose traffic is meant; null where no rule asks for it. This machine's address was measured; that of the nodes is filled in by hand. */
function sourcesOf(report: Run, owner: Owner, views: readonly FindingView[]): string | null {
	const rows = views.flatMap(view => view.rows);
	if (owner === 'you' || owner === 'cluster' || rows.length === 0) return null;
	const addresses = sourceAddressesNear(report, rows);
	const own = addresses.length === 0 ? `${blank} (no connection showed it)` : joinWords(addresses);
	return `Source addresses: this machine ${own}; cluster nodes ${blank}`;
}

/** Who opens the way for what nobody could test: those who did so for the rest. */
function ownerOfUntested(report: Run, owners: readonly Owner[]): Owner | null {
	const {https, http} = report.settings.proxy;
	const likely: Owner = https === null && http === null ? 'network' : 'proxy';
	return owners.includes(likely) ? likely : (owners.find(owner => owner !== 'you') ?? null);
}

type RequestContext = {
	readonly number: number;
	/** The steps that stand in a request before this one. */
	readonly said: Set<string>;
	/** The proxy that the title of the section names, and the request need not. */
	readonly proxy: string | null;
};

type TableContext = {
	/** The vendor's pages that the tables of the section point to. */
	readonly links: string[];
	/** The width of a row. */
	readonly columns: number;
};

/** What is asked of an owner for one finding. */
function* writeRequest(page: Page, report: Run, view: FindingView, context: RequestContext & TableContext): Steps {
	const {title, owner, hosts, why} = view;
	const table = hosts === null ? null : yield* toAllowTable(owner, hosts.title, hosts.remedy, hosts);
	writeSteps(page, view, table?.rows.map(({host}) => host) ?? [], context);
	if (table !== null) yield* writeHosts(page, table, context);
	writeTags(page, view);
	writePart(page, 'Why', `${title}. ${withoutProxy(why.text, context.proxy)}`);
	writeTraces(page, report, view);
	writeProof(page, view.checks);
}

function writePart(page: Page, label: string, text: string): void {
	page.paragraph(text, {lead: {text: (label === '' ? '' : `${label}:`).padEnd(labelWidth)}});
}

/** What a rule of a firewall for addresses names in place of hosts: their tags, since the addresses change. A proxy takes names. */
function writeTags(page: Page, {owner, rows}: FindingView): void {
	if (owner !== 'network') return;
	const tags = uniqueOf(rows.flatMap(({requirement}) => serviceTagsOf(requirement?.pattern ?? '')));
	if (tags.length === 0) return;
	writePart(
		page,
		'Tags',
		`where a rule takes addresses only, use these service tags of Azure for the hosts of Azure among them: ${joinWords(tags)}.`,
	);
}

/** The vendor's pages stand once in a section, below its last table: `links` takes those of this one. */
function* writeHosts(page: Page, table: AllowTable, {links, columns}: TableContext): Steps {
	// Without it the names would look like names to allow.
	if (table.remedy === null) page.line(`${table.title}:`);
	for (const link of table.links) if (!links.includes(link)) links.push(link);
	const rows = yield* eachInSteps(table.rows, row => {
		const link = row.link === null ? null : (table.links[row.link - 1] ?? null);
		return {
			...row,
			level: row.level === levelWords.conditional ? levelWords.mandatory : row.level,
			why: toBrief(row.why, widestLine - whyIndent),
			link: link === null ? null : links.indexOf(link) + 1,
		};
	});
	yield* writeAllowTable(page, {rows, links: []}, {indent: 2, columns, isDense: true});
}

function writeLinks(page: Page, links: readonly string[]): void {
	for (const [index, link] of links.entries()) page.line(`[${index + 1}] ${link}`);
}

/** A purpose without what it explains besides, unless all of it stands on one line. */
function toBrief(text: string, width: number): string {
	return text.length <= width ? text : text.replaceAll(/, (?:which|as|where|whose) [^.]*(?=\.(?: |$))/g, '');
}

function* writeUntested(page: Page, report: Run, context: TableContext): Steps {
	const untested = viewUntested(report);
	if (untested === null) return;
	page.blank();
	page.paragraph(untested.title);
	yield* writeHosts(page, yield* toAllowTable(null, untested.title, 'allow', untested), context);
}

/**
 * What the owner is asked to do, the table of names below it. Steps for whoever makes the check are left out, unless that is who
 * reads it, and so is what a request before this one says.
 */
function writeSteps(
	page: Page,
	{fix, owner}: FindingView,
	names: readonly string[],
	{number, said, proxy}: RequestContext,
): void {
	const all = fix?.steps ?? [];
	const asked = owner === 'you' ? all : all.filter(step => step.for === 'owner');
	const steps = (asked.length > 0 ? asked : all)
		.map(({text}) => text)
		.filter((text, index) => index === 0 || !said.has(text));
	for (const step of steps) said.add(step);
	const texts = steps.map(step => {
		const text = names.length > nameLimit ? step.replaceAll(joinWords(names), 'the names below') : step;
		return withoutProxy(text, proxy);
	});
	const [first = '', ...others] = texts;
	page.paragraph([first, ...(others.length === 1 ? others : [])].join(' '), {lead: {text: `${number}. `}});
	if (others.length > 1) for (const text of others) page.paragraph(text, {indent: 3, lead: {text: '- '}});
}

/** The proxy of all requests to the proxy team; null: there are two. */
function onlyProxyOf({settings}: Run): string | null {
	const {https, http} = settings.proxy;
	const names = uniqueOf([https, http].flatMap(proxy => (proxy === null ? [] : formatProxy(proxy))));
	return names.length === 1 ? (names[0] ?? null) : null;
}

function withoutProxy(text: string, proxy: string | null): string {
	return proxy === null ? text : text.replaceAll(` proxy ${proxy}`, ' proxy');
}

/** Where to find it in logs. The sources stand above, and so does the time, unless it is another. */
function writeTraces(page: Page, report: Run, {traces, rows}: FindingView): void {
	const began = Date.parse(report.startedAt);
	const isLater = rows.some(({attempts}) =>
		attempts.some(({startedAt}) => Math.abs(Date.parse(startedAt) - began) > sameTimeMs),
	);
	for (const {brief, values, isCode} of traces?.facts ?? []) {
		if (!isCode && isLater) writePart(page, 'Time', values.join(', '));
		const [first] = values;
		if (!isCode || brief === null || first === undefined) continue;
		// Exact words stay on one line, so that they can be searched for.
		page.line(`${brief}${values.length === 1 ? '' : ', such as'}: ${first}`);
	}
}

/** One command that others can run themselves, with what to expect; the lines of this program are for whoever has it. */
function writeProof(page: Page, part: CommandsPart | null): void {
	const proof = part?.commands.find(({isOwn}) => !isOwn);
	if (proof === undefined) return;
	const {command, now, fixed} = proof;
	const expected = [
		now === null ? '' : `the command below now ${uncapitalize(now)}`,
		fixed === null ? '' : `Once fixed, it ${uncapitalize(fixed)}`,
	];
	writePart(
		page,
		'Check',
		expected.filter(text => text !== '').join(' ') || 'the command below, before and after the fix.',
	);
	page.command(command, 2);
}

function uncapitalize(text: string): string {
	return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
