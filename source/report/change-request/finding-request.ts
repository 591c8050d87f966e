import {describeRemedy, describeRuleHost, type RuleGroup, ruleGroupsOfFinding} from '../../allowlists/rule-hosts.ts';
import {type Endpoint, endpointsBehind, textsOf} from '../../record/endpoints.ts';
import type {Run} from '../../record/run.ts';
import {describeVantage} from '../../record/vantage.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import type {Page} from '../terminal/page.ts';
import {evidenceExamples} from '../view/evidence.ts';
import {partTitles} from '../view/part-titles.ts';
import {sourcesOf} from '../view/sources.ts';
import {sourceAddressesNear, traceFactsOf} from '../view/traces.ts';
import {verifyItemsOf} from '../view/verify-items.ts';

type ReportFinding = Run['findings'][number];

/** So many kinds of evidence are quoted; the hosts are listed in full. */
const evidenceLimit = 3;

/** To be filled in by hand. */
const blank = '____________';

/** What the owner is asked to do; steps for whoever makes the check are left out, unless that is who reads it. */
function requestedSteps({fix, fixFor, owner}: ReportFinding): readonly string[] {
	if (owner === 'you') return fix;
	const steps = fix.filter((_step, index) => fixFor[index] !== 'requester');
	return steps.length > 0 ? steps : fix;
}

/** Hosts as a rule has to name them, one a line, by port. */
export function writeRuleGroups(page: Page, groups: readonly RuleGroup[]): void {
	for (const {title, hosts} of groups) {
		page.line(`${title}:`, 2);
		for (const host of hosts) {
			page.line(host.name, 4);
			const tested = describeRuleHost(host);
			if (tested !== null) page.paragraph(tested, {indent: 6});
		}
	}
}

export function writeList(page: Page, texts: readonly string[], mark: (index: number) => string): void {
	for (const [index, text] of texts.entries()) page.paragraph(text, {indent: 2, lead: {text: mark(index)}});
}

export function writePart(page: Page, title: string): void {
	page.blank();
	page.paragraph(title);
}

function writeReasons(page: Page, {why, impact}: ReportFinding, endpoints: readonly Endpoint[]): void {
	writePart(page, partTitles.why);
	page.paragraph(why, {indent: 2});
	const impacts =
		impact.length > 0
			? impact
			: uniqueOf(endpoints.flatMap(endpoint => textsOf(endpoint, ({requirement}) => requirement?.impact)));
	if (impacts.length === 0) return;
	writePart(page, partTitles.impact);
	writeList(page, impacts, () => '- ');
}

function writeEvidence(page: Page, report: Run, finding: ReportFinding, endpoints: readonly Endpoint[]): void {
	const examples = evidenceExamples(endpoints);
	if (examples.length === 0) return;
	writePart(
		page,
		examples.length > evidenceLimit
			? `${partTitles.evidence} (${evidenceLimit} of ${examples.length} kinds)`
			: partTitles.evidence,
	);
	const sentences = examples.slice(0, evidenceLimit).map(({detail, count}) => {
		return count === 1 ? detail : `${detail} The same for ${countOf(count - 1, 'more endpoint')}.`;
	});
	writeList(page, sentences, () => '- ');
	for (const {label, values, isCode} of traceFactsOf(report, finding)) {
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
function writeChecks(page: Page, finding: ReportFinding): void {
	const items = verifyItemsOf(finding).filter(({isOwn}) => !isOwn);
	if (items.length === 0) return;
	writePart(page, partTitles.checks);
	for (const {command, now, fixed} of items) {
		page.command(command, 2);
		if (now !== null) page.paragraph(now, {indent: 2, lead: {text: 'Now:        '}});
		if (fixed !== null) page.paragraph(fixed, {indent: 2, lead: {text: 'Once fixed: '}});
	}
}

/** Whose traffic is meant. This machine's address was measured; that of the nodes only the requester knows, and fills in. */
function writeSources(page: Page, report: Run, {owner}: ReportFinding, endpoints: readonly Endpoint[]): void {
	if (owner === 'you' || owner === 'cluster' || endpoints.length === 0) return;
	const addresses = sourceAddressesNear(
		report,
		endpoints.flatMap(({rows}) => rows),
	);
	writePart(page, 'Where the traffic comes from');
	page.paragraph(addresses.length === 0 ? `${blank} (its address; no connection showed it)` : joinWords(addresses), {
		indent: 2,
		lead: {text: `This machine, ${describeVantage(report.vantage)}: `},
	});
	page.paragraph(`${blank} (the address range of your cluster nodes, which the requester can name)`, {
		indent: 2,
		lead: {text: 'Cluster nodes: '},
	});
}

/** Who says that the hosts are needed, for a reader who has to justify the change. */
function writeDocuments(page: Page, endpoints: readonly Endpoint[]): void {
	const documents = sourcesOf(endpoints.flatMap(({rows}) => rows));
	if (documents.length === 0) return;
	writePart(page, partTitles.sources);
	writeList(page, documents, () => '- ');
}

/** What is asked of an owner for one finding: the request, the hosts, the reason, the evidence, and how to see that it is done. */
export function writeRequest(page: Page, report: Run, finding: ReportFinding, number: number): void {
	const endpoints = endpointsBehind(report, finding);
	page.blank();
	page.paragraph(finding.title, {lead: {text: `${number}. `}});
	if (endpoints.length > 0) page.paragraph(countOf(endpoints.length, 'endpoint'), {indent: 2});
	writePart(page, 'Request');
	const steps = requestedSteps(finding);
	writeList(page, steps, index => (steps.length > 1 ? `${index + 1}. ` : ''));
	writeSources(page, report, finding, endpoints);
	if (endpoints.length > 0) {
		writePart(page, describeRemedy(finding));
		writeRuleGroups(page, ruleGroupsOfFinding(report, endpoints));
	}
	writeReasons(page, finding, endpoints);
	writeDocuments(page, endpoints);
	writeEvidence(page, report, finding, endpoints);
	writeChecks(page, finding);
}
