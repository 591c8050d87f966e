import {describeBlank, type RuleGroup, ruleGroupsOf} from '../allowlists/rule-hosts.ts';
import {neededBy} from '../catalog/catalog.ts';
import {eachInSteps, type Steps} from '../chunks.ts';
import type {Remedy} from '../diagnosis/types.ts';
import {countEndpoints, levelOf, toEndpoints} from '../record/endpoints.ts';
import {practiceNotice, type Run, type RunRow} from '../record/run.ts';
import {countOf, formatTime, uniqueOf} from '../words.ts';
import {markdownCode, markdownCodeCell, markdownFence, markdownText, markdownTextCell} from './escape.ts';
import {factsTable, joinBlocks, markdownTable} from './markdown-table.ts';
import {type AllowTable, allowTables} from './view/allow-table.ts';
import {type Fact, runFacts} from './view/facts.ts';
import {
	type FindingView,
	ownProofTitle,
	type Part,
	type Proof,
	partTitles,
	viewFindingInSteps,
} from './view/finding.ts';
import {introduction, levelWords, ownerNames} from './view/readers.ts';
import {severityMarks, statusMarks} from './view/status-marks.ts';
import {describeCounts, describeOtherScopes, describeSamples, describeScope, overallVerdict} from './view/summary.ts';

/** A run for a ticket: the summary first, the full list folded away at the end. */
export function renderMarkdown(report: Run): string {
	return [...markdownPieces(report)].join('');
}

/** The same in pieces, for a writer. */
export function* markdownPieces(report: Run): Steps {
	let gap = '';
	for (const block of blocksOf(report)) {
		yield block === null || block === '' ? '' : `${gap}${block}`;
		if (block !== null && block !== '') gap = '\n\n';
	}
	yield '\n';
}

/** The blocks in their order, and nothing where one is still in the making. */
function* blocksOf(report: Run): Generator<string | null> {
	const {settings, tool, results} = report;
	const place = settings.region === '' ? '' : ` for ${settings.region}`;
	const facts: Fact[] = [...runFacts(report), ['Tool', `${tool.name} ${tool.version}, run ${report.id}`]];
	// What is blocked and needs no action stands in its finding and in the full list: a table of holes to open must not name it.
	const blocked = results.filter(({status, severity}) => status === 'blocked' && severity !== 'info');
	const impaired = results.filter(({status}) => status === 'intercepted' || status === 'unstable');
	const practice = practiceNotice(report);
	const {total} = countEndpoints(results);
	const all = `${total === 1 ? '' : 'All '}${countOf(total, 'endpoint')}`;
	yield `# ${markdownText(`Network check${place}, ${formatTime(report.startedAt)}`)}`;
	yield practice === null ? null : `> **${markdownText(practice)}**`;
	yield verdictParagraph(report);
	for (const table of yield* allowTables(report)) yield* allowBlocks(table);
	yield markdownText(`${introduction.arc} ${introduction.report}`);
	const findings = report.findings.filter(({kind}) => kind !== 'not-verified');
	if (findings.length > 0) yield '## Findings';
	for (const [index, finding] of findings.entries()) {
		yield* findingBlocks(yield* viewFindingInSteps(report, finding), index + 1);
	}
	yield section('Blocked hosts and patterns', yield* faultTable(blocked, settings));
	yield section('Intercepted and unstable hosts and patterns', yield* faultTable(impaired, settings));
	const untested = report.findings.find(({kind}) => kind === 'not-verified');
	if (untested) yield section('Could not be tested', untestedSection(yield* viewFindingInSteps(report, untested)));
	yield section('Next', joinBlocks(report.nextSteps.map(nextStepSection)));
	yield section('Limits', limitsList(report));
	yield section('Settings', factsTable(facts));
	yield `<details>\n<summary>${all}</summary>\n\n${yield* allEndpointsTable(report)}\n\n</details>`;
}

/** The answer, so that nobody has to look for it. */
function verdictParagraph(report: Run): string {
	const {ok, headline, further} = overallVerdict(report);
	const hasWarning = report.results.some(({severity}) => severity === 'warning');
	const {glyph} = severityMarks[ok ? (hasWarning ? 'warning' : 'ok') : 'error'];
	return [`**${glyph} ${markdownText(headline)}**`, markdownText(further)].filter(part => part !== '').join(' ');
}

function limitsList(report: Run): string {
	const sentences = [`${describeCounts(report)}.`, describeSamples(report), describeOtherScopes(report)];
	return sentences.flatMap(sentence => (sentence === null ? [] : `- ${markdownText(sentence)}`)).join('\n');
}

/** What a rule has to do for one finding: host, port, why, how badly, and who documents it. */
function* allowBlocks({owner, title, remedy, rows, links}: AllowTable): Steps {
	const action = remedy === 'exempt' ? 'Exempt from TLS inspection' : 'Allow';
	const head = owner === null ? title : `${action}: ${ownerNames[owner]} (${title})`;
	const cells = yield* eachInSteps(rows, ({host, port, protocol, why, level, link}) => {
		const page = link === null ? undefined : links[link - 1];
		return [
			markdownCodeCell(host),
			`${port} ${protocol}`,
			markdownTextCell(why),
			level,
			page === undefined ? '' : `[${link}](${page})`,
		];
	});
	yield `**${markdownText(head)}**`;
	yield markdownTable(['Host', 'Port', 'Why', 'Level', 'Documented by'], cells);
}

function section(title: string, content: string): string | null {
	return content === '' ? null : `## ${title}\n\n${content}`;
}

/** A finding under its own heading: who, why, what breaks, the fix and its hosts, how to prove it, and its traces in the logs of others. */
function* findingBlocks(view: FindingView, number: number): Generator<string | null> {
	const {title, severity, owner, count, why, impact, fix, hosts, checks, traces, sources} = view;
	const counted = count === 0 ? '' : `, ${countOf(count, 'endpoint')}`;
	yield `### ${number}. ${markdownText(title)}`;
	yield `Severity **${severityMarks[severity].word}**${counted}, for ${ownerNames[owner]}`;
	yield markdownText(why.text);
	for (const part of [impact, fix, hosts, checks, severity === 'info' ? null : traces, sources]) yield partBlock(part);
}

/** What nobody could test: to be allowed all the same, and how it could be tested. */
function untestedSection({why, hosts, fix}: FindingView): string {
	const steps = fix && ({kind: 'list', title: fix.title, items: fix.steps.map(({text}) => text)} as const);
	return joinBlocks([markdownText(why.text), partBlock(hosts), partBlock(steps)]);
}

function partBlock(part: Part | null): string | null {
	return part && joinBlocks([`**${part.title}**`, contentOf(part)]);
}

function contentOf(part: Part): string {
	switch (part.kind) {
		case 'sentence':
			return markdownText(part.text);
		case 'list':
			return part.items.map(item => `- ${markdownText(item)}`).join('\n');
		case 'steps':
			return part.steps.map(({text}, index) => `${index + 1}. ${markdownText(text)}`).join('\n');
		case 'commands':
			return joinBlocks(part.commands.flatMap(command => [command.isOwn ? ownProofTitle : null, proofBlock(command)]));
		case 'hosts':
			return joinBlocks(part.groups.flatMap(group => groupBlocks(group, part.remedy)));
		case 'facts':
			return part.facts
				.map(
					({label, values, isCode}) =>
						`- ${markdownText(label)}: ${values.map(isCode ? markdownCode : markdownText).join(', ')}`,
				)
				.join('\n');
		default:
			return part satisfies never;
	}
}

/** Hosts as a rule has to name them, one a line; each line begins with what is to be done, if a rule helps. */
function groupBlocks({title, hosts}: RuleGroup, remedy: Remedy | null): string[] {
	const lines = hosts.map(host => {
		const {name, testedWith} = host;
		const tested = testedWith.length === 0 ? '' : ` (tested with ${testedWith.map(markdownCode).join(', ')})`;
		const blank = describeBlank(host);
		const filling = blank === null ? '' : `: ${markdownText(blank)}`;
		return `- ${remedy === null ? '' : `${remedy} `}${markdownCode(name)}${tested}${filling}`;
	});
	return [`${markdownText(title)}:`, lines.join('\n')];
}

/** A command under its fence, with what to expect of it. */
function proofBlock({command, now, fixed}: Proof): string {
	const expectations = [
		...(now === null ? [] : [`- Now: ${markdownText(now)}`]),
		...(fixed === null ? [] : [`- Once fixed: ${markdownText(fixed)}`]),
	];
	return joinBlocks([markdownFence([command], 'sh'), expectations.join('\n')]);
}

/** One thing to do next, with its commands ready to copy. */
function nextStepSection({title, steps, commands}: Run['nextSteps'][number], index: number): string {
	return joinBlocks([
		`### Step ${index + 1}. ${markdownText(title)}`,
		steps.map(step => `- ${markdownText(step)}`).join('\n'),
		commands.length === 0 ? null : markdownFence(commands, 'sh'),
	]);
}

/** What the rows behind one line say of one thing, each text once. */
function cellOf(rows: readonly RunRow[], pick: (row: RunRow) => string): string {
	return markdownTextCell(uniqueOf(rows.map(pick).filter(text => text !== '')).join(' '));
}

/** The features that need the row, and how badly. */
function neededFor(row: RunRow, settings: Run['settings']): string {
	const features = neededBy(row, settings);
	const level = levelWords[levelOf(row)];
	return features === '' ? level : `${features} (${level})`;
}

const purposeOf = ({requirement}: RunRow) => requirement?.purpose ?? 'Not in the catalog.';

/** Rows at fault as a rule has to name them, by port, with what breaks without them and what was seen. */
function* faultTable(rows: readonly RunRow[], settings: Run['settings']): Steps<string> {
	const hosts = ruleGroupsOf(rows, settings).flatMap(group => group.hosts);
	yield '';
	const cells = yield* eachInSteps(hosts, ({name, testedWith, rows: own}) => [
		markdownCodeCell(name),
		testedWith.map(markdownCodeCell).join(' '),
		cellOf(own, row => neededFor(row, settings)),
		cellOf(own, purposeOf),
		cellOf(own, ({requirement}) => requirement?.impact ?? ''),
		uniqueOf(own.map(({cause}) => markdownCode(cause ?? 'unknown'))).join(' '),
		markdownTextCell(own[0]?.detail ?? ''),
	]);
	return markdownTable(
		['Host or pattern', 'Tested with', 'Needed for', 'Purpose', 'Without it', 'Cause', partTitles.evidence],
		cells,
	);
}

/** Every endpoint of the run, each with all the requirements that lead there. */
function* allEndpointsTable({results, settings}: Run): Steps<string> {
	const cells = yield* eachInSteps(toEndpoints(results), ({name, row, rows}) => [
		statusMarks[row.status].word,
		markdownCodeCell(name),
		uniqueOf(rows.flatMap(one => (one.target?.sampled ? markdownCodeCell(one.requirement?.pattern ?? '') : []))).join(
			' ',
		),
		cellOf(rows, one => neededFor(one, settings)),
		markdownTextCell(row.proxy ?? row.route ?? ''),
		markdownTextCell(describeScope(uniqueOf(rows.flatMap(({requirement}) => requirement?.scope ?? [])))),
		markdownCodeCell(row.cause ?? ''),
		cellOf(rows, purposeOf),
	]);
	return markdownTable(
		['Status', 'Endpoint', 'Stands for', 'Needed for', 'Route', 'Needed by', 'Cause', 'Purpose'],
		cells,
	);
}
