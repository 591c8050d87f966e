import type {DialectId} from '../../allowlists/dialect-ids.ts';
import {dialects} from '../../allowlists/dialects.ts';
import {parseSource} from '../../allowlists/source-range.ts';
import {problemOf} from '../../errors.ts';
import {type RunFormat, runFormatNames} from '../../report/format-names.ts';

/** What can be written: a report in one of its formats, or rules in one of the dialects. */
export type OutputId = RunFormat | `rules-${DialectId}`;

export type Output = {
	readonly label: string;
	/** What it is for, to stand behind the label. */
	readonly purpose: string;
	/** Beside others in one folder. */
	readonly fileName: string;
} & (
	| {readonly id: RunFormat; readonly dialect: null}
	| {readonly id: `rules-${DialectId}`; readonly dialect: DialectId}
);

/** The reports in the order in which they are offered: for people first, then for machines. */
const reportWords: {readonly [format in RunFormat]: readonly [label: string, purpose: string]} = {
	markdown: ['Markdown', 'for a ticket, a wiki, a pull request'],
	html: ['Web page', 'one file, to read and to print'],
	'change-request': ['Change request', 'plain text, a part for each team'],
	text: ['Text', 'the report as "check" prints it'],
	json: ['JSON', 'for programs, and to compare later'],
	ndjson: ['NDJSON', 'for jq and logs, a result a line'],
	csv: ['CSV', 'for a spreadsheet, a result a row'],
	junit: ['JUnit XML', 'for CI, an endpoint a test'],
	openmetrics: ['OpenMetrics', "for Prometheus' textfile collector"],
};

const dialectWords: {readonly [dialect in DialectId]: readonly [label: string, purpose: string]} = {
	'azure-firewall': ['Azure Firewall', 'commands of the Azure CLI'],
	bicep: ['Bicep', 'a rule collection of Azure Firewall'],
	terraform: ['Terraform', 'Azure Firewall with azurerm'],
	squid: ['Squid', 'access lists for squid.conf'],
	'palo-alto': ['Palo Alto', 'custom URL categories of PAN-OS'],
	'palo-alto-edl': ['Palo Alto EDL', 'an external dynamic list'],
	fortigate: ['FortiGate', 'FortiOS 6.2.2 or newer'],
	'aws-network-firewall': ['AWS firewall', 'domain lists for its CLI'],
	'check-point': ['Check Point', 'commands of mgmt_cli'],
	cilium: ['Cilium', 'a cluster-wide network policy'],
	list: ['Plain list', 'names alone, such as pfSense aliases'],
	csv: ['Every dialect', 'a table of how each says each name'],
};

/** Names that say more than the ending would. The others are `report` with their ending. */
const ownNames: {readonly [format in RunFormat]?: string} = {
	'change-request': 'change-request.txt',
	csv: 'endpoints.csv',
	junit: 'junit.xml',
	openmetrics: 'metrics.prom',
};

const reportOutputs = Object.entries(reportWords).flatMap(([format, [label, purpose]]): Output[] => {
	const known = runFormatNames.find(({id}) => id === format);
	if (!known) return [];
	const {
		id,
		endings: [ending],
	} = known;
	return [{id, dialect: null, label, purpose, fileName: ownNames[id] ?? `report.${ending}`}];
});

const rulesOutputs = dialects.map(({id, fileExtension}): Output => {
	const [label, purpose] = dialectWords[id];
	return {id: `rules-${id}`, dialect: id, label, purpose, fileName: `rules-${id}.${fileExtension}`};
});

/** Everything that can be written, reports before rules. */
export const outputs: readonly Output[] = [...reportOutputs, ...rulesOutputs];

/** What somebody needs who does this for the first time: something to read, something to show, something to send. */
export const usualOutputs = ['markdown', 'html', 'change-request'] as const satisfies readonly OutputId[];

/** The output of this id. Throws a TypeError for an id of none. */
export function outputOf(id: OutputId): Output {
	const output = outputs.find(one => one.id === id);
	if (output === undefined) throw new TypeError(`No output is called ${id}`);
	return output;
}

/** What is written unless one chooses otherwise, and the rules that were chosen the last time. */
export function usualOutputsWith(chosen: readonly DialectId[]): readonly OutputId[] {
	return outputs.flatMap(({id, dialect}) =>
		usualOutputs.some(usual => usual === id) || (dialect !== null && chosen.includes(dialect)) ? [id] : [],
	);
}

/** The firewalls and proxies whose rules are among these. */
export function dialectsOf(chosen: readonly OutputId[]): readonly DialectId[] {
	return outputs.flatMap(({id, dialect}) => (dialect !== null && chosen.includes(id) ? [dialect] : []));
}

/** Addresses and ranges as typed, separated by commas or blanks; none where nothing is typed. Throws a UsageError. */
export function readSources(typed: string): readonly string[] {
	const texts = typed.split(/[\s,]+/).filter(text => text !== '');
	return texts.map(text => parseSource(text, 'The source'));
}

/** What is wrong with them, in one sentence, or null. */
export function problemWithSources(typed: string): string | null {
	return problemOf(() => readSources(typed));
}

/** What can be read of them while they are still being typed: all, or none. */
export function usableSources(typed: string): readonly string[] {
	return problemWithSources(typed) === null ? readSources(typed) : [];
}

/** Whether rules are among what is to be written. */
export function hasRules(ids: readonly OutputId[]): boolean {
	return ids.some(id => outputOf(id).dialect !== null);
}
