import {createHash} from 'node:crypto';
import type {Steps} from '../chunks.ts';
import {needsAction} from '../diagnosis/results.ts';
import {countEndpoints} from '../record/endpoints.ts';
import {describeVantage, practiceNotice, type Run} from '../record/run.ts';
import {statuses} from '../verdict/types.ts';
import {countOf, formatTime, uniqueOf} from '../words.ts';
import {kindOfStatus} from './html/badges.ts';
import {endpointTable} from './html/endpoint-table.ts';
import {commandBlock, findingArticle, informationArticle, untestedArticle} from './html/finding.ts';
import {hostName, html, type Markup, verbatim} from './html/markup.ts';
import {pathFigure} from './html/path.ts';
import {pageScript} from './html/script.ts';
import {pageStyle} from './html/style.ts';
import {type AllowTable, allowTables} from './view/allow-table.ts';
import {catalogAgeWarning, runFacts} from './view/facts.ts';
import {viewFindingInSteps} from './view/finding.ts';
import {introduction, ownerTitles} from './view/readers.ts';
import {severityMarks, statusMarks} from './view/status-marks.ts';
import {describeOtherScopes, describeSamples, overallVerdict} from './view/summary.ts';

function hashOf(text: string): string {
	return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Nothing may be loaded, and no style and no script runs but these two: whatever a peer sent stays text. */
const contentSecurityPolicy = [
	"default-src 'none'",
	`style-src ${hashOf(pageStyle)}`,
	`script-src ${hashOf(pageScript)}`,
	"base-uri 'none'",
	"form-action 'none'",
].join('; ');

function titleOf({settings, startedAt, vantage}: Run): string {
	return `${vantage.kind === 'practice' ? 'Practice: network' : 'Network'} check${settings.region === '' ? '' : ` for ${settings.region}`}, ${formatTime(startedAt)}`;
}

function verdict(report: Run): Markup {
	const {ok, sentence} = overallVerdict(report);
	const hasWarning = report.results.some(({severity}) => severity === 'warning');
	const kind = ok ? (hasWarning ? 'warning' : 'ok') : 'error';
	return html`<p class="verdict ${kind}"><span aria-hidden="true">${severityMarks[kind].glyph}</span> ${sentence}</p>
`;
}

function counts({results}: Run): Markup {
	const counted = countEndpoints(results);
	const shown = statuses.filter(status => counted[status] > 0);
	return html`<dl class="counts">
<div><dt>${counted.total === 1 ? 'endpoint' : 'endpoints'}</dt><dd>${counted.total}</dd></div>
${shown.map(status => html`<div class="${kindOfStatus(status)}"><dt>${statusMarks[status].word}</dt><dd>${counted[status]}</dd></div>\n`)}</dl>
`;
}

function limits(report: Run): Markup | null {
	const sentences = [describeSamples(report), describeOtherScopes(report)].filter(sentence => sentence !== null);
	if (sentences.length === 0) return null;
	return html`<ul class="limits">
${sentences.map(sentence => html`<li>${sentence}</li>\n`)}</ul>
`;
}

function catalogWarning({catalog, startedAt}: Run): Markup | null {
	const warning = catalogAgeWarning(catalog.version, startedAt);
	return warning === null ? null : html`<p class="warning-line"><strong>Warning:</strong> ${warning}</p>\n`;
}

function practiceBanner(report: Run): Markup | null {
	const notice = practiceNotice(report);
	return notice === null ? null : html`<p class="practice"><strong>${notice}</strong></p>\n`;
}

/** Who has to act, with links to what is asked of them. */
function whoActs(findings: Run['findings']): Markup {
	const owners = uniqueOf(findings.map(({owner}) => owner));
	return html`<ul class="who">
${owners.map(owner => {
	const own = findings.flatMap((finding, index) => (finding.owner === owner ? [{...finding, number: index + 1}] : []));
	const links = own.map(
		({title, number}, index) => html`${index === 0 ? '' : '; '}<a href="#finding-${number}">${number}. ${title}</a>`,
	);
	return html`<li><strong>${ownerTitles[owner]}</strong>, ${countOf(own.length, 'finding')}: ${links}</li>\n`;
})}</ul>
`;
}

function* findingsSection(report: Run): Steps<Markup> {
	const findings = report.findings.filter(needsAction);
	if (findings.length === 0) return html`<h2>Findings</h2>\n<p>Nothing to fix was found.</p>\n`;
	const articles: Markup[] = [];
	for (const finding of findings) {
		articles.push(findingArticle(yield* viewFindingInSteps(report, finding), articles.length + 1));
		yield '';
	}
	return html`<h2>Findings</h2>
${whoActs(findings)}${articles}`;
}

function* informationSection(report: Run): Steps<Markup | null> {
	const rest = report.findings.filter(({severity}) => severity === 'info' || severity === 'ok');
	if (rest.length === 0) return null;
	const articles: Markup[] = [];
	for (const finding of rest) {
		const article = finding.kind === 'not-verified' ? untestedArticle : informationArticle;
		articles.push(article(yield* viewFindingInSteps(report, finding)));
	}
	return html`<h2>Could not be tested, and notes</h2>
${articles}`;
}

/** What whoever made the check does next, with lines to copy. */
function nextStepsSection({nextSteps}: Run): Markup | null {
	if (nextSteps.length === 0) return null;
	return html`<h2>Next</h2>
<ol class="next">
${nextSteps.map(
	({title, steps, commands}) => html`<li><h3>${title}</h3>
${steps.map(step => html`<p>${step}</p>\n`)}${commands.map(commandBlock)}</li>
`,
)}</ol>
`;
}

/**
 * A run as one HTML file that loads nothing: for a mail, a ticket, a phone or paper. It can be read without its script,
 * which sorts, filters and copies.
 */
export function renderHtml(report: Run): string {
	return [...htmlPieces(report)].join('');
}

/** The same in pieces, for a writer. */
export function* htmlPieces(report: Run): Steps {
	const {tool, id, vantage} = report;
	yield html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${titleOf(report)}</title>
<style>${verbatim(pageStyle)}</style>
</head>
<body>
<header>
<h1>Network check${report.settings.region === '' ? '' : ` for ${report.settings.region}`}</h1>
<p class="when">${formatTime(report.startedAt)}, from the ${describeVantage(vantage)}</p>
${practiceBanner(report)}</header>
<main>
`.markup;
	yield verdict(report).markup;
	for (const table of yield* allowTables(report)) yield* allowFigure(table);
	yield html`<p class="introduction">${introduction.arc} ${introduction.report}</p>
${catalogWarning(report)}`.markup;
	yield counts(report).markup;
	yield pathFigure(report).markup;
	yield html`${limits(report)}`.markup;
	yield (yield* findingsSection(report)).markup;
	yield html`${yield* informationSection(report)}${nextStepsSection(report)}<h2 class="table-title">All endpoints</h2>
`.markup;
	yield* endpointTable(report);
	yield html`<h2>How it was measured</h2>
<dl class="facts">
${runFacts(report).map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>\n`)}</dl>
</main>
<footer><p>${tool.name} ${tool.version}, run ${id}</p></footer>
<script>${verbatim(pageScript)}</script>
</body>
</html>
`.markup;
}

/** What a rule has to do for one finding, as the pieces of a table; the script adds a button that copies the names. */
function* allowFigure({owner, title, remedy, rows, links}: AllowTable): Steps {
	const action = remedy === 'exempt' ? 'Exempt from TLS inspection' : 'Allow';
	const caption = owner === null ? title : `${action}: ${ownerTitles[owner]} (${title})`;
	yield html`<div class="allow">
<table>
<caption>${caption}</caption>
<thead><tr><th scope="col">Host</th><th scope="col">Port</th><th scope="col">Why</th><th scope="col">Level</th><th scope="col">Documented by</th></tr></thead>
<tbody>
`.markup;
	for (const row of rows) {
		const page = row.link === null ? undefined : links[row.link - 1];
		const link = page === undefined ? null : html`<a href="${page}" rel="noreferrer">${placeOf(page)}</a>`;
		yield html`<tr><th scope="row"><code>${hostName(row.host)}</code></th><td>${row.port} ${row.protocol}</td><td>${row.why}</td><td>${row.level}</td><td>${link}</td></tr>\n`
			.markup;
	}
	yield `</tbody>
</table>
</div>
`;
}

/** `learn.microsoft.com`. */
function placeOf(page: string): string {
	return new URL(page).hostname;
}
