import {describeRuleHost, type RuleHost} from '../../allowlists/rule-hosts.ts';
import {splitShellWords} from '../../diagnosis/shell-words.ts';
import {countOf, uniqueOf} from '../../words.ts';
import {
	type FindingView,
	type HostsPart,
	type ListPart,
	ownProofTitle,
	type Part,
	type Proof,
	type StepsPart,
} from '../view/finding.ts';
import {ownerTitles} from '../view/readers.ts';
import {severityBadge} from './badges.ts';
import {hostName, html, type Markup} from './markup.ts';

/** So many kinds of evidence are quoted; the table of all endpoints has the rest. */
const evidenceLimit = 3;

/** A finding that somebody has to act on. */
export function findingArticle(view: FindingView, number: number): Markup {
	const {title, severity, owner, count, why, impact, fix, checks, hosts, evidence, traces, sources} = view;
	const seen = evidence && {...evidence, items: evidence.items.slice(0, evidenceLimit)};
	return html`<article class="finding ${severity}" id="finding-${number}" aria-labelledby="finding-${number}-title">
<header>
<h3 id="finding-${number}-title">${number}. ${title}</h3>
<p class="for">${severityBadge(severity)} <span>For: <strong>${ownerTitles[owner]}</strong></span> <span>${count === 0 ? 'No endpoint of its own' : countOf(count, 'endpoint')}</span></p>
</header>
<div class="columns">
<div>
${[why, withoutTold(impact, hosts), fix, seen].map(section)}</div>
<div>
${[hosts, traces].map(section)}</div>
</div>
${[checks, sources].map(section)}</article>
`;
}

/** A finding that asks for nothing: what needs no action, or would do to be mended. */
export function informationArticle({title, why, fix, severity}: FindingView): Markup {
	return html`<article class="finding ${severity}">
<header><h3>${title}</h3></header>
<p>${why.text}</p>
${fixList(fix)}</article>
`;
}

/** What nobody could test: to be allowed all the same, and how it could be tested. */
export function untestedArticle({title, why, fix, hosts, severity}: FindingView): Markup {
	return html`<article class="finding ${severity}">
<header><h3>${title}</h3></header>
<p>${why.text}</p>
${section(hosts)}${fix && titled(fix.title, fixList(fix))}</article>
`;
}

function section(part: Part | null): Markup | null {
	return part && titled(part.title, contentOf(part));
}

function titled(title: string, content: Markup | readonly Markup[]): Markup {
	return html`<section><h4>${title}</h4>
${content}</section>
`;
}

function contentOf(part: Part): Markup | readonly Markup[] {
	switch (part.kind) {
		case 'sentence':
			return html`<p>${part.text}</p>\n`;
		case 'list':
			return html`<ul>\n${part.items.map(item => html`<li>${item}</li>\n`)}</ul>\n`;
		case 'steps':
			return html`<ol>\n${part.steps.map(({text}) => html`<li>${text}</li>\n`)}</ol>\n`;
		case 'commands':
			return part.commands.map(proofBlock);
		case 'hosts':
			return part.groups.map(({title, hosts}) => html`<h5>${title}</h5>\n${purposeGroups(hosts)}`);
		case 'facts':
			return html`<dl class="traces">
${part.facts.map(
	({label, values, isCode}) => html`<div><dt>${label}</dt>
${values.map(value => html`<dd>${isCode ? html`<code>${unbroken(value.split(' '))}</code>` : value}</dd>\n`)}</div>
`,
)}</dl>
`;
		default:
			return part satisfies never;
	}
}

function fixList(part: StepsPart | null): Markup {
	const steps = part?.steps ?? [];
	return steps.length === 1
		? html`${steps.map(({text}) => html`<p>${text}</p>\n`)}`
		: html`<ul>\n${steps.map(({text}) => html`<li>${text}</li>\n`)}</ul>\n`;
}

/** What breaks, but for what stands beside the hosts already: the error texts that the reader may have seen. */
function withoutTold(impact: ListPart | null, hosts: HostsPart | null): ListPart | null {
	const told = new Set((hosts?.groups ?? []).flatMap(group => group.hosts.flatMap(impactsOf)));
	const items = impact?.items.filter(sentence => !told.has(sentence)) ?? [];
	return impact === null || items.length === 0 ? null : {...impact, items};
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

/** A command with what to expect of it. */
function proofBlock({command, now, fixed, isOwn}: Proof): Markup {
	const expectations = [
		...(now === null ? [] : [html`<div><dt>Now</dt><dd>${now}</dd></div>\n`]),
		...(fixed === null ? [] : [html`<div><dt>Once fixed</dt><dd>${fixed}</dd></div>\n`]),
	];
	const lead = isOwn ? html`<p class="lead-in">${ownProofTitle}</p>\n` : null;
	const list = expectations.length === 0 ? null : html`<dl class="expect">\n${expectations}</dl>\n`;
	return html`${lead}${commandBlock(command)}${list}`;
}

/** Words that a line may be broken between, and only within where one is wider than the line: no option is torn from its dashes. */
function unbroken(words: readonly string[]): Markup {
	return html`${words.map((word, index) => html`${index === 0 ? '' : ' '}<span class="word">${word}</span>`)}`;
}

/** A command to be copied, which wraps between words only. */
export function commandBlock(command: string): Markup {
	return html`<div class="command"><pre><code>${unbroken(splitShellWords(command))}</code></pre></div>
`;
}
