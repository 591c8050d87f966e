import type {RunReport} from '../run-report.ts';
import type {Page} from '../terminal/page.ts';
import {writeHeading, writeSteps} from './finding-lines.ts';

/** What nobody could test, each with what to supply: the fix of this finding lists the rows by what they lack. */
export function writeUntested(page: Page, finding: RunReport['findings'][number]): void {
	writeHeading(page, finding);
	page.paragraph(finding.why, {indent: 2});
	writeSteps(page, 'What is missing', finding.fix);
}
