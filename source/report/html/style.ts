/** The style sheet of the page: for a screen in light and dark, for a phone, and for paper. */
export const pageStyle = `
:root {
	color-scheme: light dark;
	--page: #f5f6f8; --surface: #fff; --sunken: #f0f2f5; --text: #1a1f26; --muted: #56606c; --line: #d3d9e0;
	--accent: #0b57d0; --error: #a81c14; --error-fill: #fdecea; --warning: #7d4a00; --warning-fill: #fff3dc;
	--ok: #17642d; --ok-fill: #e5f4e9; --info: #0a5573; --info-fill: #e3f1f7;
	--mono: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
	:root {
		--page: #0f1318; --surface: #181e25; --sunken: #11161c; --text: #e7eaee; --muted: #a6b0bb; --line: #333d48;
		--accent: #8ab4f8; --error: #ffa199; --error-fill: #3b1b19; --warning: #f3c277; --warning-fill: #372a11;
		--ok: #86d8a0; --ok-fill: #14311d; --info: #8fcbe6; --info-fill: #112d3a;
	}
}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
	margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 78rem; background: var(--page); color: var(--text);
	overflow-wrap: break-word; font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
}
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em; }
h2 { margin: 2.75rem 0 1rem; font-size: 1.3rem; line-height: 1.3; }
h3 { margin: 0; font-size: 1.12rem; line-height: 1.35; }
h5 { margin: .2rem 0 .35rem; font-size: .85rem; font-weight: 600; }
h4 { margin: 0 0 .35rem; font-size: .85rem; font-weight: 650; color: var(--muted); }
p { margin: 0 0 .5rem; max-width: 75ch; }
ul, ol { margin: 0 0 .5rem; padding-left: 1.35rem; max-width: 75ch; }
li { margin: .15rem 0; }
code .word { display: inline-block; max-width: 100%; overflow-wrap: anywhere; }
code, pre { font-family: var(--mono); font-size: .875em; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.note { color: var(--muted); font-size: .9em; font-weight: 400; overflow-wrap: anywhere; }
.when { margin: .35rem 0 0; color: var(--muted); }
.introduction { margin: .75rem 0 0; }
.practice { margin: .75rem 0 0; padding: .6rem 1.1rem; max-width: none; border: 2px dashed currentcolor; border-radius: .6rem; background: var(--warning-fill); color: var(--warning); }
.expect { display: grid; gap: .15rem; margin: -.25rem 0 .9rem; font-size: .925rem; }
.expect div { display: flex; gap: .75rem; }
.expect dt { flex: 0 0 5.5rem; color: var(--muted); }
.expect dd { margin: 0; overflow-wrap: anywhere; }
.badge {
	display: inline-block; padding: .05rem .55rem; border-radius: 1rem; font-size: .85rem; font-weight: 600; white-space: nowrap;
	background: var(--sunken); color: var(--muted);
}
.badge.error { background: var(--error-fill); color: var(--error); }
.badge.warning { background: var(--warning-fill); color: var(--warning); }
.badge.ok { background: var(--ok-fill); color: var(--ok); }
.badge.info { background: var(--info-fill); color: var(--info); }
.verdict {
	margin: 1.25rem 0 0; padding: .9rem 1.1rem; max-width: none; border-radius: .6rem; font-size: 1.1rem; font-weight: 600;
	border: 1px solid currentcolor;
}
.verdict.error { background: var(--error-fill); color: var(--error); }
.verdict.warning { background: var(--warning-fill); color: var(--warning); }
.verdict.ok { background: var(--ok-fill); color: var(--ok); }
.limits { margin: .75rem 0 0; max-width: none; padding-left: 1.35rem; color: var(--muted); font-size: .95rem; }
.warning-line { margin: .75rem 0 0; padding: .6rem 1.1rem; max-width: none; border-radius: .6rem; background: var(--warning-fill); color: var(--warning); }
.counts { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1rem 0 0; }
.counts div {
	display: flex; flex-direction: column-reverse; min-width: 6.5rem; padding: .5rem .9rem; border: 1px solid var(--line);
	border-radius: .6rem; background: var(--surface);
}
.counts dt { color: var(--muted); font-size: .85rem; }
.counts dd { margin: 0; font-size: 1.5rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; }
.counts .error dd { color: var(--error); }
.counts .warning dd { color: var(--warning); }
.counts .ok dd { color: var(--ok); }
.path-figure { margin: 1.25rem 0 0; padding: 1.1rem 1.1rem .8rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--surface); }
.path-figure figcaption { margin-top: .6rem; color: var(--muted); font-size: .9rem; }
.path { display: block; width: 100%; height: auto; font-family: inherit; }
.path.wide { max-width: 68rem; margin: 0 auto; }
.path.tall { display: none; max-width: 24rem; }
.path text { text-anchor: middle; fill: var(--text); font-size: 12.5px; }
.path .station { fill: var(--sunken); stroke: var(--line); stroke-width: 1.25; }
.path .station.broken { fill: var(--error-fill); stroke: var(--error); stroke-width: 2; }
.path .station-title { font-size: 14.5px; font-weight: 650; }
.path .station-subtitle { fill: var(--muted); font-size: 11px; }
.path .way { fill: none; stroke: var(--muted); stroke-width: 1.75; }
.path .way.none { stroke-dasharray: 3 4; }
.path .head { fill: none; stroke: var(--muted); stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; }
.path .count { font-weight: 600; font-variant-numeric: tabular-nums; }
.path .count.start { text-anchor: start; }
.path .mark text { font-weight: 650; }
.path .mark.error rect { fill: var(--error-fill); }
.path .mark.error text { fill: var(--error); }
.path .mark.warning rect { fill: var(--warning-fill); }
.path .mark.warning text { fill: var(--warning); }
.path .mark.ok rect { fill: var(--ok-fill); }
.path .mark.ok text { fill: var(--ok); }
.who { margin: 0 0 1.25rem; padding: 0; max-width: none; list-style: none; }
.who li { margin: .25rem 0; }
.finding { margin: 0 0 1.25rem; padding: 1.1rem 1.25rem; border: 1px solid var(--line); border-left: 5px solid var(--line); border-radius: .6rem; background: var(--surface); }
.finding.error { border-left-color: var(--error); }
.finding.warning { border-left-color: var(--warning); }
.finding header { margin-bottom: .9rem; }
.finding .for { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; margin: .4rem 0 0; max-width: none; }
.finding section { margin-bottom: 1rem; }
.columns { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 2.5rem; }
.plain { padding: 0; list-style: none; }
.hosts + .hosts { margin-top: .9rem; padding-top: .9rem; border-top: 1px solid var(--line); }
.hosts .note { display: block; }
.hosts p { margin-bottom: .25rem; font-size: .925rem; }
.traces { margin: 0; }
.traces div + div { margin-top: .5rem; }
.traces { font-size: .925rem; }
.traces dt { color: var(--muted); }
.traces dd { margin: 0 0 0 1.1rem; }
.command { position: relative; margin: 0 0 .6rem; }
.command pre { margin: 0; padding: .65rem .8rem; padding-right: 5.5rem; border: 1px solid var(--line); border-radius: .45rem; background: var(--sunken); white-space: pre-wrap; }
.copy { position: absolute; top: .4rem; right: .4rem; }
button { padding: .2rem .7rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--surface); color: var(--text); font: inherit; font-size: .85rem; cursor: pointer; }
button:hover { border-color: var(--muted); }
.filter { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: center; margin: 0 0 .9rem; }
.filter[hidden] { display: none; }
.filter p { margin: 0; color: var(--muted); }
.filter label { display: flex; gap: .5rem; align-items: center; }
.filter input, .filter select { padding: .35rem .6rem; border: 1px solid var(--muted); border-radius: .4rem; background: var(--surface); color: var(--text); font: inherit; }
.endpoints { width: 100%; border: 1px solid var(--line); border-collapse: collapse; background: var(--surface); font-size: .9rem; line-height: 1.45; }
.allow { position: relative; margin: 0 0 1.2rem; overflow-x: auto; }
.allow table { width: 100%; border-collapse: collapse; }
.allow caption { padding: .4rem 7rem .4rem 0; text-align: left; font-weight: 650; }
.allow th, .allow td { padding: .3rem .6rem .3rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
.allow thead th:first-child { width: 34%; }
.allow thead th { color: var(--muted); font-size: .85rem; }
.endpoints caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.endpoints th, .endpoints td { padding: .55rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
.endpoints thead th { position: sticky; top: 0; background: var(--sunken); white-space: nowrap; }
.endpoints thead button { padding: 0; border: 0; background: none; font-size: inherit; font-weight: 650; }
.endpoints thead button::after { content: ""; display: inline-block; width: 1.1em; text-align: center; }
.endpoints [aria-sort="ascending"] button::after { content: "\\2191"; }
.endpoints [aria-sort="descending"] button::after { content: "\\2193"; }
.endpoints tbody th { width: 25%; font-weight: 500; }
.endpoints td:first-child { width: 12%; }
.endpoints td:nth-child(4) { width: 9%; }
.endpoints td:nth-child(5) { width: 22%; }
.endpoints tbody th code { font-weight: 600; }
.endpoints tbody th .note code { font-weight: 400; }
.endpoints .note, .endpoints .cause { display: block; }
.endpoints .cause { margin-top: .2rem; }
.endpoints details { margin-top: .25rem; }
.endpoints summary { color: var(--accent); cursor: pointer; width: fit-content; }
.endpoints details ol { padding-left: 1.2rem; font-size: .875rem; }
.next { max-width: none; }
.next > li { margin: 0 0 1.25rem; }
.next > li::marker { font-weight: 650; }
.next h3 { margin-bottom: .35rem; font-size: 1rem; }
.facts { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .35rem 1.5rem; margin: 0; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
footer { margin-top: 3rem; color: var(--muted); font-size: .875rem; }
@media (max-width: 52rem) {
	body { padding: 1.25rem 1rem 3rem; }
	h1 { font-size: 1.4rem; }
	.columns { grid-template-columns: minmax(0, 1fr); }
	.finding { padding: .9rem 1rem; }
	.counts { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.2rem, 1fr)); }
	.counts div { min-width: 0; }
}
@media screen and (max-width: 44rem) {
	.path.wide { display: none; }
	.path.tall { display: block; }
	.command pre { padding-right: .8rem; padding-bottom: 2.7rem; }
	.copy { top: auto; bottom: .4rem; }
	.allow .copy { top: .2rem; bottom: auto; }
	.allow table, .allow caption, .allow tbody, .allow tr, .allow tbody th, .allow tbody td { display: block; }
	.allow thead { display: none; }
	.allow tbody tr { padding: .4rem 0; border-top: 1px solid var(--line); }
	.allow tbody th, .allow tbody td { padding: 0; border: 0; }
	.allow tbody td:not(:nth-child(3)) { display: inline-block; margin-right: .8rem; color: var(--muted); }
	.facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
	.facts dd { margin-bottom: .5rem; }
	.filter label { flex: 1 1 100%; }
	.filter input, .filter select { flex: 1; min-width: 0; }
	.endpoints, .endpoints tbody, .endpoints tr, .endpoints th, .endpoints td { display: block; width: auto; }
	.endpoints { border: 0; background: none; }
	.endpoints thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
	.endpoints tr { margin-bottom: .75rem; padding: .7rem .9rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--surface); }
	.endpoints tr[hidden] { display: none; }
	.endpoints tbody th, .endpoints tbody td, .endpoints td:first-child, .endpoints td:nth-child(n) { width: auto; padding: .2rem 0; border: 0; }
	.endpoints tbody td:nth-child(n+3)::before { content: attr(data-title) ": "; color: var(--muted); }
	.endpoints td:nth-child(n+3):nth-child(-n+4) { display: inline-block; margin-right: 1rem; }
	.endpoints .note { display: inline; }
}
@media print {
	@page { margin: 14mm 12mm; }
	html { font-size: 9.5pt; }
	body { max-width: none; padding: 0; background: none; }
	h2 { margin-top: 1.75rem; }
	.verdict { font-size: 1rem; }
	.path.wide { max-width: 46rem; }
	.columns { grid-template-columns: repeat(2, minmax(0, 1fr)); }
	.counts { display: flex; }
	h2, h3, h4, h5, header, .lead-in { break-after: avoid; }
	/* A head of a table alone at the foot of a page tells nothing. */
	.table-title { break-before: page; }
	.badge, .verdict, .practice, .warning-line, .mark rect, .station { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
	.path-figure, .counts, .hosts, .command, li, tr { break-inside: avoid; }
	.copy, .filter, .filter[hidden] { display: none; }
	.command pre { padding-right: .8rem; }
	.endpoints { font-size: .8rem; line-height: 1.35; }
	.endpoints th, .endpoints td { padding: .35rem .5rem; }
	.endpoints td:nth-child(5) { width: 29%; }
	.endpoints .badge { font-size: .8rem; padding: 0 .4rem; }
	.endpoints thead { display: table-header-group; }
	.endpoints thead th { position: static; }
	/* Chromium leaves a button out where it repeats the head of a table on the next page. */
	.endpoints thead button { display: contents; color: inherit; }
	.endpoints details, .endpoints thead button::after { display: none; }
	tr[hidden] { display: table-row; }
	a { color: inherit; text-decoration: none; }
}
`;
