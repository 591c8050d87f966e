import type {Run} from '../../../source/record/run.ts';
import {hostileRows, hostileTexts} from '../../helpers/hostile.ts';
import {type SampleRow, sampleReport} from '../../helpers/sample-run.ts';

/** What would end a string, a comment or a line in one syntax or another. */
export const breakouts = [
	...hostileTexts,
	'x\\',
	'x"; http_access allow all; "',
	"x'; touch owned; '",
	`$(touch owned) \`touch owned\` \${touch}`,
	'x */ http_access allow all /*',
	'x\nhttp_access allow all\nacl all src all',
	'x\r\nset rulebase security rules evil action allow',
	'x\u2028http_access allow all',
	'x"\n    next\nend\nexecute shutdown',
	"x'\n'evil.example",
	'x? help',
	'# // -- x',
	'"}]}',
	`\${var.evil} %{if true}`,
	'- matchPattern: "*"',
	'=HYPERLINK("https://evil.example")',
];

const rows: readonly SampleRow[] = [
	...hostileRows,
	...breakouts.flatMap((text, index): SampleRow[] => [
		// A good host with hostile words: it must come out, and its words must stay words.
		{
			host: `good-${index}.example`,
			purpose: text,
			features: [text],
			noInspection: index % 2 === 0,
			cause: 'tcp.timeout',
		},
		{host: text, pattern: text, purpose: text, cause: 'tcp.timeout'},
		{host: `${text}.evil.example`, purpose: text, cause: 'dns.nxdomain'},
		{pattern: `*.${text}.evil.example`, host: 'x.evil.example', sampled: true, purpose: text, cause: 'tcp.timeout'},
	]),
];

const report = sampleReport({rows});

/** A run whose every word may say what a peer likes, the words about the run itself among them. */
export function hostileReport(text: string): Run {
	return {
		...report,
		id: text,
		startedAt: text,
		catalog: {version: text},
		settings: {...report.settings, region: text, features: [text]},
	};
}
