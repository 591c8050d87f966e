import {notVerifiedId} from '../diagnosis/rules/not-verified.ts';
import {markdownText} from './escape.ts';
import {allRowsTable, faultTable, untestedTable} from './markdown/endpoint-tables.ts';
import {findingSection} from './markdown/finding-section.ts';
import {nextStepSection} from './markdown/next-step-section.ts';
import {factsTable, joinBlocks} from './markdown/table.ts';
import type {RunReport} from './run-report.ts';
import {overallVerdict} from './verdict-line.ts';
import {describeCounts, describeOtherScopes, describeSamples} from './view/counts.ts';
import {type Fact, formatTime, runFacts} from './view/settings-facts.ts';

function summaryParagraph(report: RunReport): string {
	const sentences = [
		overallVerdict(report).sentence,
		`Targets: ${describeCounts(report)}.`,
		describeSamples(report),
		describeOtherScopes(report),
	];
	return markdownText(sentences.filter(sentence => sentence !== null).join(' '));
}

function section(title: string, content: string): string | null {
	return content === '' ? null : `## ${title}\n\n${content}`;
}

/** A run for a ticket: the summary first, the full list folded away at the end. */
export function renderMarkdown(report: RunReport): string {
	const {settings, tool, results} = report;
	const place = settings.region === '' ? '' : ` for ${settings.region}`;
	const facts: Fact[] = [...runFacts(report), ['Tool', `${tool.name} ${tool.version}, run ${report.id}`]];
	// What is blocked and needs no action stands in its finding and in the full list: a table of holes to open must not name it.
	const blocked = results.filter(({status, severity}) => status === 'blocked' && severity !== 'info');
	const impaired = results.filter(({status}) => status === 'intercepted' || status === 'unstable');
	const findings = report.findings.filter(({id}) => id !== notVerifiedId);
	const notVerified = report.findings.find(({id}) => id === notVerifiedId);
	const text = joinBlocks([
		`# ${markdownText(`Network check${place}, ${formatTime(report.startedAt)}`)}`,
		summaryParagraph(report),
		section('Settings', factsTable(facts)),
		section('Findings', joinBlocks(findings.map((finding, index) => findingSection(report, finding, index + 1)))),
		section('Blocked endpoints', faultTable(blocked)),
		section('Intercepted and unstable endpoints', faultTable(impaired)),
		section('Not tested', joinBlocks([markdownText(notVerified?.why ?? ''), untestedTable(report)])),
		section('What to do next', joinBlocks(report.nextSteps.map(nextStepSection))),
		`<details>\n<summary>All ${results.length} targets</summary>\n\n${allRowsTable(report)}\n\n</details>`,
	]);
	return `${text}\n`;
}
