import path from 'node:path';
import {needsAction} from '../../../diagnosis/results.ts';
import {type Finding, type Owner, owners} from '../../../diagnosis/types.ts';
import type {RunFormat} from '../../../report/format-names.ts';
import {ownerNames} from '../../../report/view/readers.ts';
import type {RulesScope, WrittenFile} from '../../../session/export/export-reports.ts';
import {type Output, type OutputId, outputOf} from '../../../session/export/outputs.ts';
import {destinationFor, type Places, shortenHome} from '../../../session/export/paths.ts';
import {countOf, joinWords} from '../../../words.ts';
import type {Notice} from '../../components/frame/frame-parts.ts';
import {glyphsFor} from '../../components/glyphs.ts';
import {
	blankLine,
	type DetailLine,
	type DetailPart,
	formatSize,
	heading,
	lineOf,
	type Page,
	paragraph,
} from '../../components/text.ts';
import {textOf} from '../../components/text-input/text-input-state.ts';
import type {PlainSession} from '../../state/check.ts';
import type {ExportFold, ExportState} from '../../state/export-state.ts';
import type {WizardAction} from '../../state/state.ts';

/** What the rules can be for, in the order in which it is offered; `short` where there is little room. */
export const rulesScopes: ReadonlyArray<{readonly id: RulesScope; readonly label: string; readonly short: string}> = [
	{id: 'missing', label: 'what is missing', short: 'what is missing'},
	{id: 'all', label: 'the whole plan', short: 'the plan'},
];

/** What a fold is called, and what is in it. */
export const foldWords: {readonly [fold in ExportFold]: {readonly label: string; readonly remark: string}} = {
	'more-formats': {label: 'More formats', remark: 'text, JSON, CSV, and for CI and monitoring'},
	'more-rules': {label: 'Rules for a firewall or proxy', remark: 'Azure Firewall, squid, Palo Alto and others'},
};

/** What an output is called where reports and rules stand in one list. */
export function labelOf({dialect, label}: Output): string {
	return dialect === null ? label : `Rules, ${label}`;
}

/** So many names of files are told; the rest is counted. */
const namedFiles = 3;

/** What will happen, what is asked, or what went wrong. */
export function exportNotice(state: ExportState, places: Places): Notice {
	const {phase} = state;
	switch (phase.name) {
		case 'editing':
			return phase.problem === null
				? {tone: 'plain', text: describeRow(state, places)}
				: {tone: 'problem', text: phase.problem};
		case 'asking':
			return {tone: 'warning', text: askToReplace(phase.files)};
		case 'writing':
			return {tone: 'plain', text: 'Writing.'};
		default:
			return phase satisfies never;
	}
}

/** `report.md, report.html and 1 more file are there already. Replace them?` */
export function askToReplace(files: readonly string[]): string {
	const names = joinWords(
		files.map(file => path.basename(file)),
		namedFiles,
		'file',
	);
	return files.length === 1 ? `${names} is there already. Replace it?` : `${names} are there already. Replace them?`;
}

function describeRow(state: ExportState, places: Places): string {
	switch (state.row) {
		case 'more-formats':
		case 'more-rules':
			return `${foldWords[state.row].label}: ${foldWords[state.row].remark}.`;
		case 'redact':
			return 'Replaces host names, addresses and user names of your own by words such as host-1, in every file.';
		case 'rules-scope':
			return state.rulesScope === 'missing'
				? 'The rules below allow only what this run found missing. Space: the whole plan.'
				: 'The rules below allow all that was checked. Space: only what is missing.';
		case 'sources':
			return describeSources(state);
		default:
			return describeDestination(state, places);
	}
}

function describeSources({isRedacted}: ExportState): string {
	if (isRedacted) return 'Redacted rules name no source: these are addresses of your own.';
	return "The cluster's addresses, separated by commas, for the rules. Without them the rules take any source or leave a place for it.";
}

/** `3 files go to ~/arc-netcheck-eastus.` */
function describeDestination({ticked, path: typed}: ExportState, places: Places): string {
	if (ticked.length === 0) return 'Nothing is ticked yet.';
	const {folder, files} = destinationFor(textOf(typed), ticked, places);
	const [only] = files;
	if (files.length === 1 && only) return `Writes ${shortenHome(only.file, places)}.`;
	return `Writes ${countOf(files.length, 'file')} to ${shortenHome(folder, places)}.`;
}

/** Below this the advice stands under the file's name. */
const narrow = 70;

/** Which files were written, how large they are, and what to do with each. */
export function writtenLines(
	files: readonly WrittenFile[],
	{
		page,
		places,
		findings,
		isPathWhole = false,
	}: {
		readonly page: Page;
		readonly places: Places;
		readonly findings: readonly Finding[];
		/** A path is one line, however long: in the scrollback the terminal wraps it, and it can be copied. */
		readonly isPathWhole?: boolean;
	},
): readonly DetailLine[] {
	const folders = [...new Set(files.map(({file}) => path.dirname(file)))];
	return folders.flatMap(folder => [
		...heading(shortenHome(folder, places), isPathWhole ? {...page, width: Number.POSITIVE_INFINITY} : page),
		...files
			.filter(({file}) => path.dirname(file) === folder)
			.flatMap(written => fileLines(written, longestName(files), findings, page)),
	]);
}

function longestName(files: readonly WrittenFile[]): number {
	return Math.max(...files.map(({file}) => path.basename(file).length));
}

function fileLines(
	written: WrittenFile,
	nameWidth: number,
	findings: readonly Finding[],
	page: Page,
): readonly DetailLine[] {
	const name = path.basename(written.file);
	const size = formatSize(written.bytes);
	const advice = adviceOn(written, findings);
	const mark: DetailPart = {text: `${glyphsFor({unicode: page.isUnicode}).ok} `, tone: 'good'};
	if (page.width < narrow || nameWidth > page.width / 2) {
		return [
			...paragraph(`${name}, ${size}`, page, {prefix: [mark]}),
			...paragraph(advice, page, {tone: 'faint', prefix: [{text: '    ', tone: 'plain'}]}),
		];
	}
	const prefix: readonly DetailPart[] = [
		mark,
		{text: name.padEnd(nameWidth), tone: 'plain'},
		{text: `  ${size.padStart(9)}  `, tone: 'faint'},
	];
	return paragraph(advice, page, {prefix});
}

/** For whom there is something to do. */
export function ownerLines(findings: readonly Finding[], page: Page): readonly DetailLine[] {
	const owners = findingsPerOwner(findings);
	if (owners.length === 0) return [];
	const width = Math.max(...owners.map(({owner}) => ownerNames[owner].length));
	return [
		blankLine,
		...heading('Who has something to do', page),
		...owners.map(({owner, count}) =>
			lineOf(
				{text: `  ${ownerNames[owner].padEnd(width)}`, tone: 'plain'},
				{text: `  ${countOf(count, 'finding')}`, tone: 'faint'},
			),
		),
	];
}

const reportAdvice: {readonly [format in Exclude<RunFormat, 'change-request'>]: string} = {
	markdown: 'Paste it into the ticket.',
	html: 'Open it in a browser, or attach it.',
	text: 'Read it in any editor.',
	json: 'Keep it: "report" and "diff" read it.',
	ndjson: 'Feed it to jq or a log collector.',
	csv: 'Open it in a spreadsheet.',
	junit: 'Give it to your CI as test results.',
	openmetrics: "Put it into the collector's folder.",
};

/** What to do with a file, or why there is nothing in it. */
function adviceOn({output, emptyBecause}: WrittenFile, findings: readonly Finding[]): string {
	return emptyBecause ?? adviceFor(output, findings);
}

/** What to do with a file that was written, in one sentence. */
function adviceFor(id: OutputId, findings: readonly Finding[]): string {
	const output = outputOf(id);
	if (output.dialect === 'csv') return 'Compare what each product can say.';
	if (output.dialect === 'palo-alto-edl') return 'Serve it to the firewall; its rule names the ports.';
	if (output.dialect === 'list') return 'Load it into your filter.';
	if (output.dialect !== null) return `Read its notes first, then load it into ${output.label}.`;
	return output.id === 'change-request' ? changeRequestAdvice(findings) : reportAdvice[output.id];
}

function changeRequestAdvice(findings: readonly Finding[]): string {
	const others = findingsPerOwner(findings).filter(({owner}) => owner !== 'you');
	if (others.length === 0) return 'There is nobody to send it to.';
	return `Send it to ${joinWords(others.map(({owner}) => ownerNames[owner]))}.`;
}

/** How many findings each owner has to put right, without mere notes; those with the most come first. */
export function findingsPerOwner(
	findings: readonly Finding[],
): ReadonlyArray<{readonly owner: Owner; readonly count: number}> {
	const open = findings.filter(needsAction);
	return owners
		.map(owner => ({owner, count: open.filter(finding => finding.owner === owner).length}))
		.filter(({count}) => count > 0)
		.sort((one, other) => other.count - one.count);
}

/** Where the files are, what to do with each, and who has something to do. */
export async function showDone(
	files: readonly WrittenFile[],
	{state: {run}, talk}: PlainSession,
): Promise<readonly WizardAction[]> {
	const findings = run?.findings ?? [];
	talk.say(
		`${countOf(files.length, 'file')} written.`,
		...files.map(written => `${written.file}, ${formatSize(written.bytes)}. ${adviceOn(written, findings)}`),
	);
	const owners = findingsPerOwner(findings).map(
		({owner, count}) => `${ownerNames[owner]}, ${countOf(count, 'finding')}`,
	);
	if (owners.length > 0) talk.say(`What is left to do is for: ${owners.join('; ')}.`);
	return [{type: 'finish'}];
}
