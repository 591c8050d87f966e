import {untestedGroupsOf, untestedTitle} from '../../allowlists/untested.ts';
import type {Run} from '../../record/run.ts';
import type {Page} from '../terminal/page.ts';
import {writeHeading, writeSteps} from './finding-lines.ts';
import {writeRuleGroup} from './host-lines.ts';

/** What nobody could test: to be allowed all the same, and how it could be tested. */
export function writeUntested(page: Page, report: Run, finding: Run['findings'][number]): void {
	writeHeading(page, finding);
	page.paragraph(finding.why, {indent: 2});
	const groups = untestedGroupsOf(report);
	if (groups.length > 0) {
		page.blank();
		page.paragraph(untestedTitle, {indent: 2, style: 'bold'});
		for (const group of groups) writeRuleGroup(page, group);
	}
	writeSteps(page, 'To test them as well', finding.fix);
}
