import type {Steps} from '../../chunks.ts';
import type {AllowTable} from '../view/allow-table.ts';
import {ownerTitles} from '../view/readers.ts';
import {hostName, html} from './markup.ts';

/** What a rule has to do for one finding, as the pieces of a table; the script adds a button that copies the names. */
export function* allowFigure({owner, title, remedy, rows, links}: AllowTable): Steps {
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
