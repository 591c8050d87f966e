import path from 'node:path';
import type {Finding} from '../../../diagnosis/types.ts';
import {ownerNames} from '../../../report/view/owner-names.ts';
import {type Places, shortenHome} from '../../../session/export/destination.ts';
import type {WrittenFile} from '../../../session/export/export-reports.ts';
import {countOf} from '../../../words.ts';
import {glyphsFor} from '../../components/glyphs.ts';
import {
	blankLine,
	type DetailLine,
	type DetailPart,
	heading,
	lineOf,
	type Page,
	paragraph,
} from '../../components/text/detail-line.ts';
import {formatSize} from '../../components/text/presentable.ts';
import {findingsPerOwner} from '../results/findings-per-owner.ts';
import {adviceFor} from './advice.ts';

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
	{file, output, bytes, emptyBecause}: WrittenFile,
	nameWidth: number,
	findings: readonly Finding[],
	page: Page,
): readonly DetailLine[] {
	const name = path.basename(file);
	const size = formatSize(bytes);
	const advice = emptyBecause ?? adviceFor(output, findings);
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
