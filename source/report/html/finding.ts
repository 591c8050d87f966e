import {
	describeRemedy,
	describeRuleHost,
	type RuleGroup,
	type RuleHost,
	ruleGroupsOfFinding,
} from '../../allowlists/rule-hosts.ts';
import {untestedGroupsOf, untestedTitle} from '../../allowlists/untested.ts';
import {splitShellWords} from '../../diagnosis/shell-words.ts';
import {endpointsBehind} from '../../record/endpoints.ts';
import type {Run} from '../../record/run.ts';
import {countOf, uniqueOf} from '../../words.ts';
import {evidenceExamples} from '../view/evidence.ts';
import {ownerTitles} from '../view/owner-names.ts';
import {partTitles} from '../view/part-titles.ts';
import {sourcesOf} from '../view/sources.ts';
import {type TraceFact, traceFactsOf} from '../view/traces.ts';
import {type VerifyItem, verifyItemsOf} from '../view/verify-items.ts';
import {severityBadge} from './badges.ts';
import {hostName, html, type Markup} from './markup.ts';

type ReportFinding = Run['findings'][number];

/** So many kinds of evidence are quoted; the table of all endpoints has the rest. */
const evidenceLimit = 3;

function part(title: string, content: Markup | readonly Markup[] | null): Markup | null {
	return content === null || (Array.isArray(content) && content.length === 0)
		? null
		: html`<section><h4>${title}</h4>
${content}</section>
`;
}

function hostItem(host: RuleHost): Markup {
	const tested = describeRuleHost(host);
	const note = tested === null ? null : html` <span class="note">${tested}</span>`;
	return html`<li><code>${hostName(host.name)}</code>${note}</li>
`;
}

function purposesOf({rows}: RuleHost): string[] {
	return uniqueOf(rows.flatMap(({requirement}) => requirement?.purpose ?? []));
}

function impactsOf({rows}: RuleHost): string[] {
	return uniqueOf(rows.flatMap(({requirement}) => requirement?.impact ?? []));
}

/** Hosts that serve the same purpose stand together, and what breaks without them is said once. */
function purposeGroups(hosts: readonly RuleHost[]): Markup[] {
	const groups = Map.groupBy(hosts, host => JSON.stringify([purposesOf(host), impactsOf(host)]));
	return [...groups.values()].map(
		own => html`<div class="hosts">
<ul class="plain">
${own.map(hostItem)}</ul>
${uniqueOf(own.flatMap(purposesOf)).map(purpose => html`<p>${purpose}</p>\n`)}${uniqueOf(own.flatMap(impactsOf)).map(impact => html`<p><strong>Without it:</strong> ${impact}</p>\n`)}</div>
`,
	);
}

/** Hosts as a rule has to name them, by port. */
function ruleGroups(groups: readonly RuleGroup[]): Markup[] {
	return groups.map(({title, hosts}) => html`<h5>${title}</h5>\n${purposeGroups(hosts)}`);
}

/** What breaks, but for what stands beside the hosts already: the error texts that the reader may have seen. */
function impactList(finding: ReportFinding, groups: readonly RuleGroup[]): Markup | null {
	const rows = groups.flatMap(({hosts}) => hosts.flatMap(host => host.rows));
	const told = new Set(rows.map(({requirement}) => requirement?.impact));
	const rest = finding.impact.filter(sentence => !told.has(sentence));
	if (rest.length === 0) return null;
	return html`<ul>
${rest.map(sentence => html`<li>${sentence}</li>\n`)}</ul>
`;
}

function evidenceList(report: Run, finding: ReportFinding): Markup | null {
	const examples = evidenceExamples(endpointsBehind(report, finding)).slice(0, evidenceLimit);
	if (examples.length === 0) return null;
	return html`<ul>
${examples.map(({detail, count}) => html`<li>${detail}${count === 1 ? '' : ` The same for ${countOf(count - 1, 'more endpoint')}.`}</li>\n`)}</ul>
`;
}

function traceList(facts: readonly TraceFact[]): Markup | null {
	if (facts.length === 0) return null;
	return html`<dl class="traces">
${facts.map(
	({label, values, isCode}) => html`<div><dt>${label}</dt>
${values.map(value => html`<dd>${isCode ? html`<code>${unbroken(value.split(' '))}</code>` : value}</dd>\n`)}</div>
`,
)}</dl>
`;
}

/** Words that a line may be broken between, and only within where one is wider than the line: no option is torn from its dashes. */
function unbroken(words: readonly string[]): Markup {
	return html`${words.map((word, index) => html`${index === 0 ? '' : ' '}<span class="word">${word}</span>`)}`;
}

export function commandBlock(command: string): Markup {
	return html`<div class="command"><pre><code>${unbroken(splitShellWords(command))}</code></pre></div>
`;
}

function steps(fix: readonly string[]): Markup | null {
	if (fix.length === 0) return null;
	return html`<ol>
${fix.map(step => html`<li>${step}</li>\n`)}</ol>
`;
}

/** A command with what to expect of it. */
function verifyBlock({command, now, fixed}: VerifyItem): Markup {
	const expectations = [
		...(now === null ? [] : [html`<div><dt>Now</dt><dd>${now}</dd></div>\n`]),
		...(fixed === null ? [] : [html`<div><dt>Once fixed</dt><dd>${fixed}</dd></div>\n`]),
	];
	return html`${commandBlock(command)}${expectations.length === 0 ? null : html`<dl class="expect">\n${expectations}</dl>\n`}`;
}

function verifyList(finding: ReportFinding): Markup[] {
	const items = verifyItemsOf(finding);
	const own = items.filter(({isOwn}) => isOwn);
	return [
		...items.filter(({isOwn}) => !isOwn).map(verifyBlock),
		...(own.length === 0 ? [] : [html`<p class="lead-in">With this program, all of them at once:</p>\n`]),
		...own.map(verifyBlock),
	];
}

/** A finding that somebody has to act on. */
export function findingArticle(report: Run, finding: ReportFinding, number: number): Markup {
	const {title, severity, owner, why, fix, targets} = finding;
	const groups = ruleGroupsOfFinding(report, endpointsBehind(report, finding));
	return html`<article class="finding ${severity}" id="finding-${number}" aria-labelledby="finding-${number}-title">
<header>
<h3 id="finding-${number}-title">${number}. ${title}</h3>
<p class="for">${severityBadge(severity)} <span>For: <strong>${ownerTitles[owner]}</strong></span> <span>${targets.length === 0 ? 'No endpoint of its own' : countOf(targets.length, 'endpoint')}</span></p>
</header>
<div class="columns">
<div>
${part(partTitles.why, html`<p>${why}</p>\n`)}${part(partTitles.impact, impactList(finding, groups))}${part(partTitles.fix, steps(fix))}${part(partTitles.evidence, evidenceList(report, finding))}</div>
<div>
${part(describeRemedy(finding), ruleGroups(groups))}${part(partTitles.traces, traceList(traceFactsOf(report, finding)))}</div>
</div>
${part(partTitles.checks, verifyList(finding))}${part(partTitles.sources, sourceList(report, finding))}</article>
`;
}

/** A finding that asks for nothing: what needs no action, or would do to be mended. */
export function informationArticle({title, why, fix, severity}: ReportFinding): Markup {
	return html`<article class="finding ${severity}">
<header><h3>${title}</h3></header>
<p>${why}</p>
${fixList(fix)}</article>
`;
}

/** What nobody could test: to be allowed all the same, and how it could be tested. */
export function untestedArticle(report: Run, {title, why, fix, severity}: ReportFinding): Markup {
	const groups = untestedGroupsOf(report);
	return html`<article class="finding ${severity}">
<header><h3>${title}</h3></header>
<p>${why}</p>
${part(untestedTitle, ruleGroups(groups))}${part('To test them as well', fixList(fix))}</article>
`;
}

/** The documents that ask for the endpoints of a finding. */
function sourceList(report: Run, finding: ReportFinding): Markup | null {
	const sources = sourcesOf(endpointsBehind(report, finding).flatMap(({rows}) => rows));
	return sources.length === 0 ? null : html`<ul>\n${sources.map(source => html`<li>${source}</li>\n`)}</ul>\n`;
}

function fixList(fix: readonly string[]): Markup {
	return fix.length === 1
		? html`${fix.map(step => html`<p>${step}</p>\n`)}`
		: html`<ul>\n${fix.map(step => html`<li>${step}</li>\n`)}</ul>\n`;
}
