import {createHash} from 'node:crypto';
import type {Audit} from '../../audit/shape.ts';
import {hostName, html, verbatim} from '../html/markup.ts';
import {pageStyle} from '../html/style.ts';
import {severityMarks} from '../view/status-marks.ts';
import {auditSections, describeAudit} from './describe-audit.ts';

/** Nothing may be loaded, and no style runs but this one: whatever a file holds stays text. */
const contentSecurityPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** An audit as one HTML file that loads nothing. */
export function renderAuditHtml(audit: Audit): string {
	const {severity, headline, facts} = describeAudit(audit);
	return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Audit of an allow-list</title>
<style>${verbatim(pageStyle)}</style>
</head>
<body>
<h1>Audit of an allow-list</h1>
<p class="verdict ${severity}"><span aria-hidden="true">${severityMarks[severity].glyph}</span> ${headline}</p>
<ul class="limits">
${facts.map(fact => html`<li>${fact}</li>\n`)}</ul>
${auditSections(audit).map(
	({title, why, rows}) => html`<section>
<h2>${title} (${rows.length})</h2>
<p>${why}</p>
<table>
<thead><tr><th scope="col">Name</th><th scope="col">Port</th><th scope="col">Line</th><th scope="col">What</th></tr></thead>
<tbody>
${rows.map(
	row =>
		html`<tr><th scope="row">${hostName(row.name)}</th><td>${row.port}</td><td>${row.places.join('; ')}</td><td>${row.words}</td></tr>\n`,
)}</tbody>
</table>
</section>
`,
)}<footer><p>${audit.tool.name} ${audit.tool.version}</p></footer>
</body>
</html>
`.markup;
}
