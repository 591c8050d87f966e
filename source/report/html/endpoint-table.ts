import type {Steps} from '../../chunks.ts';
import {type Endpoint, toEndpoints} from '../../record/endpoints.ts';
import type {Run, RunRow} from '../../record/run.ts';
import {severities, statuses} from '../../verdict/types.ts';
import {levels} from '../../vocabulary.ts';
import {countOf, uniqueOf} from '../../words.ts';
import {partTitles} from '../view/finding.ts';
import {stageWords} from '../view/stage-words.ts';
import {statusMarks} from '../view/status-marks.ts';
import {describeScope} from '../view/summary.ts';
import {statusBadge} from './badges.ts';
import {hostName, html, type Markup} from './markup.ts';

/** Column titles; each stands before its cell where a phone shows a row as a card. */
const titles = ['Status', 'Endpoint', 'Level', 'Way', 'Needed for', partTitles.evidence] as const;

/** The worst first, within a severity by status. */
function badnessOf({severity, status}: RunRow): number {
	return (severities.length - severities.indexOf(severity)) * 10 + (statuses.length - statuses.indexOf(status));
}

function stageList({attempts}: RunRow): Markup | null {
	const stages = attempts.at(-1)?.stages ?? [];
	if (stages.length === 0) return null;
	const items = stages.map(stage => {
		const name = stage.of === 'proxy' && stage.stage !== 'proxy' ? `${stage.stage} (proxy)` : stage.stage;
		return html`<li><strong>${name}</strong> ${stage.ok ? 'passed' : 'failed'} in ${Math.round(stage.ms)} ms: ${stageWords(stage)}</li>
`;
	});
	return html`<details><summary>Stages${attempts.length > 1 ? ` of try ${attempts.length}` : ''}</summary><ol>
${items}</ol></details>`;
}

/** Which way it took; the address of a proxy only where there are several, the rule where it went past one. */
function wayCell({route, routeReason}: RunRow, hasOneProxy: boolean): Markup {
	const isTold = routeReason === null || (route === 'proxy' && hasOneProxy);
	return html`${route ?? 'none'}${isTold ? null : html` <span class="note">${routeReason}</span>`}`;
}

function standsFor(patterns: readonly string[]): Markup | null {
	if (patterns.length === 0) return null;
	return html`<span class="note">stands for ${patterns.map((pattern, index) => html`${index === 0 ? '' : ', '}<code>${hostName(pattern)}</code>`)}</span>`;
}

function endpointRow({name, level, row, rows}: Endpoint, hasOneProxy: boolean): Markup {
	const {status, severity, cause, detail} = row;
	const notes = uniqueOf(rows.flatMap(one => one.notes)).filter(note => note !== detail);
	const protocols = uniqueOf(rows.map(({requirement}) => requirement?.protocol ?? 'https')).join(', ');
	const patterns = uniqueOf(
		rows.flatMap(({target, requirement}) => (target?.sampled ? (requirement?.pattern ?? []) : [])),
	);
	const purposes = uniqueOf(rows.map(({requirement}) => requirement?.purpose ?? 'Not in the catalog.'));
	const scope = describeScope(uniqueOf(rows.flatMap(({requirement}) => requirement?.scope ?? [])));
	return html`<tr data-status="${status}">
<td data-title="${titles[0]}" data-order="${badnessOf(row)}">${statusBadge(status, severity)}${cause === null ? null : html` <code class="cause">${cause}</code>`}</td>
<th scope="row" data-title="${titles[1]}"><code>${hostName(name)}</code> <span class="note">${protocols}</span> ${standsFor(patterns)}</th>
<td data-title="${titles[2]}" data-order="${levels.indexOf(level)}">${level}</td>
<td data-title="${titles[3]}">${wayCell(row, hasOneProxy)}</td>
<td data-title="${titles[4]}">${purposes.join(' ')}${scope === '' ? null : html` <span class="note">by ${scope}</span>`}</td>
<td data-title="${titles[5]}">${detail} ${notes.map(note => html`<span class="note">${note}</span> `)}${stageList(row)}</td>
</tr>
`;
}

/** All endpoints of the run, the worst first, as the pieces of a table. The script makes it sortable and shows the filter; without it, it is a table. */
export function* endpointTable({results}: Run): Steps {
	const endpoints = toEndpoints(results).toSorted((one, other) => badnessOf(one.row) - badnessOf(other.row));
	const hasOneProxy = new Set(results.flatMap(({proxy}) => proxy ?? [])).size <= 1;
	const present = statuses.filter(status => endpoints.some(({row}) => row.status === status));
	const [counted, all] = [countOf(endpoints.length, 'endpoint'), endpoints.length === 1 ? '' : 'All '];
	yield html`<div class="filter" id="filter" hidden>
<label>Search <input type="search" id="filter-text" autocomplete="off" spellcheck="false" maxlength="200"></label>
<label>Status <select id="filter-status"><option value="">all</option>
${present.map(status => html`<option value="${status}">${statusMarks[status].word}</option>\n`)}</select></label>
<p id="filter-count" role="status"></p>
</div>
<table class="endpoints" id="endpoints">
<caption>${all}${counted} of this run, the worst first</caption>
<thead><tr>
${titles.map(title => html`<th scope="col">${title}</th>\n`)}</tr></thead>
<tbody>
`.markup;
	for (const endpoint of endpoints) yield endpointRow(endpoint, hasOneProxy).markup;
	yield `</tbody>
</table>
`;
}
