import {needsAction} from '../diagnosis/results.ts';
import {withOwnCommand} from '../diagnosis/retest-command.ts';
import type {Run} from '../record/run.ts';
import {createPage, type Page, type RenderOptions} from '../report/terminal/page.ts';
import {ownerNames} from '../report/view/readers.ts';
import {severityMarks} from '../report/view/status-marks.ts';
import {overallVerdict} from '../report/view/summary.ts';
import {type Places, shortenHome} from '../session/export/destination.ts';
import type {WrittenFile} from '../session/export/export-reports.ts';
import {textOfLine} from '../wizard/components/text/detail-line.ts';
import {writtenLines} from '../wizard/screens/export/written-lines.ts';
import {countOf} from '../words.ts';
import {exitCodes} from './io.ts';

export type Closing = {
	readonly report: Run;
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

/** So many findings are named; the rest is counted. */
const namedFindings = 8;

/** What stays in the terminal when the screens are gone: what was found, where it is, and what to do next. */
export function renderClosing(closing: Closing, options: RenderOptions, places: Places): string {
	const page = createPage(options);
	const {report, files, earlierFiles} = closing;
	page.paragraph(overallVerdict(report).sentence, {style: 'bold'});
	const findings = report.findings.filter(needsAction);
	if (findings.length > 0) page.blank();
	for (const {title, severity, owner, targets} of findings.slice(0, namedFindings)) {
		const count = targets.length === 0 ? '' : `, ${countOf(targets.length, 'endpoint')}`;
		page.paragraph(`${title}: for ${ownerNames[owner]}${count}`, {lead: page.lead(severityMarks[severity])});
	}
	const rest = findings.length - namedFindings;
	if (rest > 0) page.paragraph(`and ${countOf(rest, 'more finding')}`, {indent: 2});
	const retest = report.nextSteps.find(({id}) => id === 'retest')?.commands ?? [];
	// A command of the practice network leads nowhere once that is gone.
	if (retest.length > 0 && !closing.isPractice) {
		page.blank();
		page.paragraph('Check again after the fix:');
		for (const command of retest) page.command(withOwnCommand(command, closing.ownCommand), 2);
	}
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

/** The same where all else was said by lines already. */
export function renderLastLines(closing: Closing, options: RenderOptions, places: Places): string {
	const page = createPage(options);
	writeLastLines(page, closing, places);
	return page.toString();
}

function writeLastLines(page: Page, {keptFile, exitCode, isPractice}: Closing, places: Places): void {
	if (keptFile !== null) page.line(`Kept as      ${shortenHome(keptFile, places)}`);
	if (exitCode !== null) page.fact('Exit code', `${exitCode}, ${exitCodeWords(exitCode)}`);
	if (isPractice) page.paragraph('This was the practice network: it says nothing about your own one.');
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
			return 'stopped before its end';
		default:
			return 'the check could not be made';
	}
}
