import type {SampleRow} from './sample-run.ts';

/** What a peer or a file could say to break out of a line, a cell, a fence, a page or a terminal. */
export const hostileTexts = [
	'\u001b[31mred\u001b[0m \u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
	'\u009b2J\u0085\u0000\u0007\u007f',
	'line one\r\nline two\nHost: evil',
	'\u202Etxet desrever\u2066\u200b\ufeff\u2028para',
	'| cell | cell |',
	'`code` ``two`` ```three```\n```sh\nrm -rf /\n```',
	'[link](https://evil.example) ![image](https://evil.example/x.png) <https://evil.example>',
	'https://evil.example www.evil.example evil@evil.example @everyone http://a|b',
	'<script>alert(1)</script> <img src=x onerror=alert(1)> </details> &lt;',
	'# heading',
	'- item',
	'1. item',
	'> quote',
	'**bold** _em_ ~~gone~~ $math$ \\ \\| \\`',
] as const;

/** Rows that say these things wherever a row can say anything. */
export const hostileRows: readonly SampleRow[] = hostileTexts.flatMap(text => [
	{
		host: `${text}.example`,
		cause: 'proxy.host-denied',
		detail: text,
		purpose: text,
		impact: text,
		features: [text],
		note: text,
		notes: [text],
		path: `/${text}`,
		sampled: true,
		pattern: `*.${text}`,
	} as const,
	{pattern: `*.${text}`, note: text, purpose: text} as const,
	{host: `${text}.inspected`, cause: 'tls.intercepted', status: 'intercepted', detail: text} as const,
]);
