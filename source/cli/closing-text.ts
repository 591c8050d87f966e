import {needsAction} from '../diagnosis/results.ts';
import type {Run} from '../record/run.ts';
import type {Survey} from '../record/survey/survey.ts';
import {writeAnswer} from '../report/answer.ts';
import {matrixOf, nameOfPoint, placesOf, verdictOf} from '../report/survey/matrix.ts';
import {createPage, type Page, type RenderOptions} from '../report/terminal/page.ts';
import {ownerNames} from '../report/view/readers.ts';
import {severityMarks} from '../report/view/status-marks.ts';
import type {WrittenFile} from '../session/export/export-reports.ts';
import {type Places, shortenHome} from '../session/export/paths.ts';
import {textOfLine} from '../wizard/components/text.ts';
import {writtenLines} from '../wizard/screens/export/export-words.ts';
import {exitCodes} from './io.ts';

export type Closing = {
	readonly report: Run;
	/** The survey of which the report tells the worst; null: it was made from one place. */
	readonly survey?: Survey | null;
	/** The profile it was made with, or null. */
	readonly profile: string | null;
	readonly files: readonly WrittenFile[];
	/** Written of runs before this one. */
	readonly earlierFiles: readonly WrittenFile[];
	/** Where the run is kept by itself, or null. */
	readonly keptFile: string | null;
	/** Null: not known. */
	readonly exitCode: number | null;
	/** The network was the practice one. */
	readonly isPractice: boolean;
	/** How this program was started, in words for a shell. */
	readonly ownCommand: string;
};

/** What stays in the terminal when the screens are gone: what was found, where it is, and what to do next. */
export function renderClosing(closing: Closing, options: RenderOptions, places: Places): string {
	const page = createPage(options);
	const {report, survey = null, files, earlierFiles} = closing;
	const findings = report.findings.filter(needsAction);
	if (survey !== null) writeSurveyAnswer(page, survey, closing.ownCommand);
	else
		writeAnswer(page, report, options.columns, {
			ownCommand: closing.ownCommand,
			reference: closing.keptFile === null ? null : '',
			again: closing.profile === null ? 'check --again' : `check --profile ${closing.profile}`,
		});
	if (files.length > 0) page.blank();
	for (const line of writtenLines(files, {
		page: {width: options.columns, isUnicode: options.unicode},
		places,
		findings,
		isPathWhole: true,
	})) {
		const text = textOfLine(line);
		page.line(text, /^ */.exec(text)?.[0].length);
	}
	if (earlierFiles.length > 0) {
		page.blank();
		page.paragraph('Written before the last check:');
		for (const {file} of earlierFiles) page.line(shortenHome(file, places), 2);
	}
	page.blank();
	writeLastLines(page, closing, places);
	return page.toString();
}

/** What several places saw, on one screen: the verdict, what differs with who sees to it, and why nothing was seen from some. */
function writeSurveyAnswer(page: Page, survey: Survey, ownCommand: string): void {
	page.paragraph(verdictOf(survey, matrixOf(survey)), {style: 'bold'});
	for (const {title, severity, owner, vantages} of survey.findings) {
		page.blank();
		page.paragraph(title, {lead: page.lead(severityMarks[severity])});
		page.paragraph(`For ${ownerNames[owner]}. Seen from ${placesOf(survey, vantages)}.`, {indent: 2, style: 'dim'});
	}
	for (const point of survey.vantages.filter(({state}) => state !== null)) {
		page.blank();
		page.paragraph(`${nameOfPoint(point)}: ${point.reason}`, {lead: page.lead(severityMarks.warning)});
		page.paragraph(point.fix ?? '', {indent: 2, style: 'dim'});
	}
	page.blank();
	page.fact('All of it', `${ownCommand} report`);
}

/** The same where all else was said by lines already. */
export function renderLastLines(closing: Closing, options: RenderOptions, places: Places): string {
	const page = createPage(options);
	writeLastLines(page, closing, places);
	return page.toString();
}

function writeLastLines(page: Page, {keptFile, exitCode, isPractice, ownCommand}: Closing, places: Places): void {
	if (keptFile !== null) page.line(`Kept as      ${shortenHome(keptFile, places)}`);
	if (exitCode !== null) {
		const isToBeContinued = exitCode === exitCodes.interrupted && keptFile !== null;
		page.fact(
			'Exit code',
			`${exitCode}, ${exitCodeWords(exitCode)}${isToBeContinued ? `. Continue: ${ownCommand}` : ''}`,
		);
	}
	if (isPractice) page.paragraph(`That was the practice network. Your own: ${ownCommand}`);
}

/** What an exit code tells a script. */
function exitCodeWords(exitCode: number): string {
	switch (exitCode) {
		case exitCodes.allReachable:
			return 'all that is needed is reachable';
		case exitCodes.blocked:
			return 'something needed is blocked';
		case exitCodes.notCompleted:
			return 'nothing could be decided';
		case exitCodes.interrupted:
			return 'stopped';
		default:
			return 'the check could not be made';
	}
}
