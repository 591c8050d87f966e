import {countOf, joinWords, uniqueOf} from '../../diagnosis/words.ts';
import {formatHostPort} from '../../host-port.ts';
import type {RunReport} from '../run-report.ts';
import {endpointsOf} from '../view/endpoints.ts';
import {evidenceExamples} from '../view/evidence.ts';
import {ownerTitles} from '../view/owner-names.ts';
import {protocolWords, type RuleHost, ruleHostsOf} from '../view/rule-hosts.ts';
import {type TraceFact, traceFactsOf} from '../view/traces.ts';
import {severityBadge} from './badges.ts';
import {hostName, html, type Markup} from './markup.ts';

type ReportFinding = RunReport['findings'][number];

/** So many kinds of evidence are quoted; the table of all endpoints has the rest. */
const evidenceLimit = 3;

function part(title: string, content: Markup | readonly Markup[] | null): Markup | null {
	return content === null || (Array.isArray(content) && content.length === 0)
		? null
		: html`<section><h4>${title}</h4>
${content}</section>
`;
}

function hostItem({host, port, protocol, testedWith}: RuleHost): Markup {
	const tested =
		testedWith.length === 0 ? null : html` <span class="note">tested with ${joinWords(testedWith, 6)}</span>`;
	return html`<li><code>${hostName(formatHostPort(host, port))}</code> <span class="note">${protocolWords[protocol]}</span>${tested}</li>
`;
}

/** Hosts that serve the same purpose stand together, and what breaks without them is said once. */
function hostGroups(hosts: readonly RuleHost[]): Markup[] {
	const groups = new Map<string, {hosts: RuleHost[]; purposes: string[]; impacts: string[]}>();
	for (const one of hosts) {
		const purposes = uniqueOf(one.rows.flatMap(({requirement}) => requirement?.purpose ?? []));
		const impacts = uniqueOf(one.rows.flatMap(({requirement}) => requirement?.impact ?? []));
		const key = JSON.stringify([purposes, impacts]);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, {hosts: [one], purposes, impacts});
		else group.hosts.push(one);
	}
	return [...groups.values()].map(
		({hosts: own, purposes, impacts}) => html`<div class="hosts">
<ul class="plain">
${own.map(hostItem)}</ul>
${purposes.map(purpose => html`<p>${purpose}</p>\n`)}${impacts.map(impact => html`<p><strong>Without it:</strong> ${impact}</p>\n`)}</div>
`,
	);
}

/** What breaks, but for what stands beside the hosts already: the error texts that the reader may have seen. */
function impactList(finding: ReportFinding, hosts: readonly RuleHost[]): Markup | null {
	const told = new Set(hosts.flatMap(({rows}) => rows.map(({requirement}) => requirement?.impact)));
	const rest = finding.impact.filter(sentence => !told.has(sentence));
	if (rest.length === 0) return null;
	return html`<ul>
${rest.map(sentence => html`<li>${sentence}</li>\n`)}</ul>
`;
}

function evidenceList(report: RunReport, finding: ReportFinding): Markup | null {
	const examples = evidenceExamples(endpointsOf(report, finding)).slice(0, evidenceLimit);
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
${values.map(value => html`<dd>${isCode ? html`<code>${value}</code>` : value}</dd>\n`)}</div>
`,
)}</dl>
`;
}

export function commandBlock(command: string): Markup {
	return html`<div class="command"><pre><code>${command}</code></pre></div>
`;
}

function steps(fix: readonly string[]): Markup | null {
	if (fix.length === 0) return null;
	return html`<ol>
${fix.map(step => html`<li>${step}</li>\n`)}</ol>
`;
}

/** A finding that somebody has to act on. */
export function findingArticle(report: RunReport, finding: ReportFinding, number: number): Markup {
	const {title, severity, owner, why, fix, verify, targets} = finding;
	return html`<article class="finding ${severity}" id="finding-${number}" aria-labelledby="finding-${number}-title">
<header>
<h3 id="finding-${number}-title">${number}. ${title}</h3>
<p class="for">${severityBadge(severity)} <span>For: <strong>${ownerTitles[owner]}</strong></span> ${targets.length === 0 ? null : html`<span>${countOf(targets.length, 'endpoint')}</span>`}</p>
</header>
<div class="columns">
<div>
${part('Why', html`<p>${why}</p>\n`)}${part('What breaks', impactList(finding, ruleHostsOf(endpointsOf(report, finding))))}${part('How to fix it', steps(fix))}${part('What was seen', evidenceList(report, finding))}</div>
<div>
${part('Hosts', hostGroups(ruleHostsOf(endpointsOf(report, finding))))}${part('In the logs', traceList(traceFactsOf(report, finding)))}</div>
</div>
${part('Check before and after', verify.map(commandBlock))}</article>
`;
}

/** A finding that asks for nothing: what was not tested, and what needs no action. */
export function informationArticle({title, why, fix, severity}: ReportFinding): Markup {
	return html`<article class="finding ${severity}">
<header><h3>${title}</h3></header>
<p>${why}</p>
${fix.length === 1 ? fix.map(step => html`<p>${step}</p>\n`) : html`<ul>\n${fix.map(step => html`<li>${step}</li>\n`)}</ul>\n`}</article>
`;
}
