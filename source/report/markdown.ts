import {countEndpoints} from '../record/counts.ts';
import type {Run} from '../record/run.ts';
import {practiceNotice} from '../record/vantage.ts';
import {countOf, formatTime} from '../words.ts';
import {markdownText} from './escape.ts';
import {allEndpointsTable, faultTable} from './markdown/endpoint-tables.ts';
import {findingSection} from './markdown/finding-section.ts';
import {nextStepSection} from './markdown/next-step-section.ts';
import {factsTable, joinBlocks} from './markdown/table.ts';
import {untestedSection} from './markdown/untested-section.ts';
import {introduction} from './view/introduction.ts';
import {type Fact, runFacts} from './view/settings-facts.ts';
import {describeCounts, describeNeeded, describeOtherScopes, describeSamples, overallVerdict} from './view/summary.ts';

function summaryParagraph(report: Run): string {
	const verdict = overallVerdict(report);
	const sentences = [
		verdict.sentence,
		describeNeeded(verdict),
		`Endpoints: ${describeCounts(report)}.`,
		describeSamples(report),
		describeOtherScopes(report),
	];
	return markdownText(sentences.filter(sentence => sentence !== null).join(' '));
}

function section(title: string, content: string): string | null {
	return content === '' ? null : `## ${title}\n\n${content}`;
}

/** A run for a ticket: the summary first, the full list folded away at the end. */
export function renderMarkdown(report: Run): string {
	const {settings, tool, results} = report;
	const place = settings.region === '' ? '' : ` for ${settings.region}`;
	const facts: Fact[] = [...runFacts(report), ['Tool', `${tool.name} ${tool.version}, run ${report.id}`]];
	// What is blocked and needs no action stands in its finding and in the full list: a table of holes to open must not name it.
	const blocked = results.filter(({status, severity}) => status === 'blocked' && severity !== 'info');
	const impaired = results.filter(({status}) => status === 'intercepted' || status === 'unstable');
	const findings = report.findings.filter(({kind}) => kind !== 'not-verified');
	const notVerified = report.findings.find(({kind}) => kind === 'not-verified');
	const practice = practiceNotice(report);
	const {total} = countEndpoints(results);
	const all = `${total === 1 ? '' : 'All '}${countOf(total, 'endpoint')}, each a host and a port`;
	const text = joinBlocks([
		`# ${markdownText(`Network check${place}, ${formatTime(report.startedAt)}`)}`,
		practice === null ? null : `> **${markdownText(practice)}**`,
		markdownText(`${introduction.arc} ${introduction.report}`),
		summaryParagraph(report),
		section('Settings', factsTable(facts)),
		section('Findings', joinBlocks(findings.map((finding, index) => findingSection(report, finding, index + 1)))),
		section('Blocked hosts and patterns', faultTable(blocked, settings)),
		section('Intercepted and unstable hosts and patterns', faultTable(impaired, settings)),
		section('Unverified', notVerified === undefined ? '' : untestedSection(report, notVerified)),
		section('What to do next', joinBlocks(report.nextSteps.map(nextStepSection))),
		`<details>\n<summary>${all}</summary>\n\n${allEndpointsTable(report)}\n\n</details>`,
	]);
	return `${text}\n`;
}
