import path from 'node:path';
import type {RulesScope} from '../../../session/export/export-reports.ts';
import type {Output} from '../../../session/export/outputs.ts';
import {destinationFor, type Places, shortenHome} from '../../../session/export/paths.ts';
import {countOf, joinWords} from '../../../words.ts';
import type {Notice} from '../../components/frame/frame-layout.ts';
import {textOf} from '../../components/text-input/text-input-state.ts';
import type {ExportFold, ExportState} from '../../state/export-state.ts';

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
