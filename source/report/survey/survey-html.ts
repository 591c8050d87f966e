import {createHash} from 'node:crypto';
import type {Survey} from '../../record/survey/survey.ts';
import {html, verbatim} from '../html/markup.ts';
import {ownerNames} from '../view/readers.ts';
import {statusMarks} from '../view/status-marks.ts';
import {
	describeClass,
	describeSampling,
	evidenceWords,
	matrixOf,
	nameOfPoint,
	placesOf,
	type SurveyCell,
	verdictOf,
} from './matrix.ts';

const style = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem}
table{border-collapse:separate;border-spacing:0}th,td{padding:.3rem .6rem;border-bottom:1px solid #8884;text-align:left}
thead th{position:sticky;top:0;background:Canvas}tbody th{position:sticky;left:0;background:Canvas;font-weight:400;font-family:ui-monospace,monospace}
.matrix{overflow:auto;max-height:80vh}article{border-left:4px solid #b3261e;padding:0 1rem;margin:1rem 0}
.blocked{color:#b3261e}.reachable{color:#1b6e3a}.intercepted,.unstable{color:#8a5a00}td small{display:block}
@media(prefers-color-scheme:dark){.blocked{color:#ff8a80}.reachable{color:#7bd88f}.intercepted,.unstable{color:#ffc46b}}`;

/** Without it the page shows all rows. */
const script = `const f=document.querySelector('#filter'),d=document.querySelector('#telling');
const show=()=>{for(const r of document.querySelectorAll('tbody tr[data-target]'))r.hidden=!r.dataset.target.includes(f.value.toLowerCase())||(d.checked&&r.dataset.telling!=='true')};
f.oninput=show;d.onchange=show;document.querySelector('#tools').hidden=false;show();`;

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing may be loaded, and no style and no script runs but these two. */
const contentSecurityPolicy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;

/** A survey as one HTML file that loads nothing: findings, then the whole matrix with a filter. */
export function renderSurveyHtml(survey: Survey): string {
	const rows = matrixOf(survey);
	const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Network seen from ${survey.summary.vantages} places</title>
<style>${verbatim(style)}</style>
</head>
<body>
<h1>Network seen from ${survey.summary.vantages} places</h1>
<p><strong>${verdictOf(survey, rows)}</strong></p>
${survey.findings.map(
	finding => html`<article>
<h2>${finding.title}</h2>
<p>For ${ownerNames[finding.owner]}, confidence ${finding.confidence}. Seen from ${placesOf(survey, finding.vantages)}.</p>
<p>${finding.why}</p>
<ol>${finding.fix.map(step => html`<li>${step}</li>`)}</ol>
<p>Confirm: ${finding.control}</p>
<p>Refuted by: ${finding.refutedBy}</p>
<ul>${finding.targets.map(target => html`<li>${target}</li>`)}</ul>
</article>
`,
)}<h2>Endpoints by vantage point</h2>
<p id="tools" hidden><label>Filter <input id="filter" type="search"></label> <label><input id="telling" type="checkbox" checked> only what differs or fails</label></p>
<div class="matrix"><table>
<thead><tr><th scope="col">Endpoint</th>${survey.classes.map(({id}, index) => html`<th scope="col">${id}<br><small>${[describeClass(survey, index), ...describeSampling(survey, index)].join('. ')}</small></th>`)}</tr></thead>
<tbody>
${rows.map(
	({target, cells, differs, fault}) =>
		html`<tr data-target="${target.toLowerCase()}" data-telling="${String(differs || fault !== null)}"><th scope="row">${target}</th>${cells.map(cellOf)}</tr>
`,
)}</tbody>
</table></div>
<h2>Vantage points</h2>
<table>
<thead><tr><th scope="col">Class</th><th scope="col">Place</th><th scope="col">Kind</th><th scope="col">Evidence</th></tr></thead>
<tbody>
${survey.vantages.map(
	point => html`<tr><td>${point.class ?? ''}</td><td>${nameOfPoint(point)}</td><td>${point.kind}</td><td>${evidenceWords(survey, point)}</td></tr>
`,
)}</tbody>
</table>
<footer><p>${survey.tool.name} ${survey.tool.version}, ${survey.id}</p></footer>
<script>${verbatim(script)}</script>
</body>
</html>
`;
	return page.markup;
}

function cellOf(cell: SurveyCell | null) {
	if (cell === null) return html`<td></td>`;
	const {glyph, word} = statusMarks[cell.status];
	return html`<td class="${cell.status}">${glyph} ${word}${cell.cause === null ? '' : html`<small>${cell.cause}</small>`}</td>`;
}
