import {countOf, joinWords, uniqueOf} from '../../diagnosis/words.ts';
import type {RunReport} from '../run-report.ts';
import type {Page} from '../terminal/page.ts';
import {type Endpoint, endpointsOf, textsOf} from '../view/endpoints.ts';
import {evidenceExamples} from '../view/evidence.ts';
import {protocolWords, ruleHostsOf} from '../view/rule-hosts.ts';
import {traceFactsOf} from '../view/traces.ts';

type ReportFinding = RunReport['findings'][number];

/** So many kinds of evidence are quoted; the hosts are listed in full. */
const evidenceLimit = 3;

/** Steps about how to run this program again are for whoever runs it, not for the one who is asked. */
const aboutTheProgram = /run the check again|--(?:dns|proxy|ca-file|requirements|resource)(?![-\w])/;

function requestedSteps({fix}: ReportFinding): readonly string[] {
	const steps = fix.filter(step => !aboutTheProgram.test(step));
	return steps.length > 0 ? steps : fix;
}

function writeHosts(page: Page, endpoints: readonly Endpoint[]): void {
	const hosts = ruleHostsOf(endpoints);
	const width = Math.max(4, ...hosts.map(({host}) => host.length)) + 2;
	const row = (host: string, port: string, protocol: string) =>
		page.line(`${host.padEnd(width)}${port.padEnd(7)}${protocol}`, 2);
	row('Host', 'Port', 'Protocol');
	for (const {host, port, protocol, testedWith} of hosts) {
		row(host, String(port), protocolWords[protocol]);
		if (testedWith.length > 0) page.paragraph(`tested with ${joinWords(testedWith, 6)}`, {indent: 4});
	}
}

function writeList(page: Page, texts: readonly string[], mark: (index: number) => string): void {
	for (const [index, text] of texts.entries()) page.paragraph(text, {indent: 2, lead: {text: mark(index)}});
}

function writePart(page: Page, title: string): void {
	page.blank();
	page.paragraph(title);
}

function writeReasons(page: Page, {why, impact}: ReportFinding, endpoints: readonly Endpoint[]): void {
	writePart(page, 'Why');
	page.paragraph(why, {indent: 2});
	const impacts =
		impact.length > 0
			? impact
			: uniqueOf(endpoints.flatMap(endpoint => textsOf(endpoint, ({requirement}) => requirement?.impact)));
	if (impacts.length === 0) return;
	writePart(page, 'What does not work until then');
	writeList(page, impacts, () => '- ');
}

function writeEvidence(page: Page, report: RunReport, finding: ReportFinding, endpoints: readonly Endpoint[]): void {
	const examples = evidenceExamples(endpoints);
	if (examples.length === 0) return;
	writePart(
		page,
		examples.length > evidenceLimit ? `Evidence (${evidenceLimit} of ${examples.length} kinds)` : 'Evidence',
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

/** What is asked of an owner for one finding: the request, the hosts, the reason, the evidence, and how to see that it is done. */
export function writeRequest(page: Page, report: RunReport, finding: ReportFinding, number: number): void {
	const endpoints = endpointsOf(report, finding);
	const ports = uniqueOf(endpoints.map(({row}) => String(row.target?.port ?? row.requirement?.port ?? '')));
	page.blank();
	page.paragraph(finding.title, {lead: {text: `${number}. `}});
	if (endpoints.length > 0) {
		const counted = countOf(endpoints.length, 'endpoint');
		page.paragraph(`${counted}, ${ports.length === 1 ? 'port' : 'ports'} ${joinWords(ports)}`, {indent: 2});
	}
	writePart(page, 'Request');
	const steps = requestedSteps(finding);
	writeList(page, steps, index => (steps.length > 1 ? `${index + 1}. ` : ''));
	if (endpoints.length > 0) {
		writePart(page, 'Hosts');
		writeHosts(page, endpoints);
	}
	writeReasons(page, finding, endpoints);
	writeEvidence(page, report, finding, endpoints);
	if (finding.verify.length === 0) return;
	writePart(page, 'To verify, before and after');
	for (const command of finding.verify) page.command(command, 2);
}
