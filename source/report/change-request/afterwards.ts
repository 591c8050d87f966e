import {untestedGroupsOf, untestedTitle} from '../../allowlists/untested.ts';
import type {Run} from '../../record/run.ts';
import type {Page} from '../terminal/page.ts';
import {writeList, writePart, writeRuleGroups} from './finding-request.ts';

/** A title that stands out without a markup language. */
export function writeTitle(page: Page, title: string): void {
	page.blank();
	page.line('='.repeat(title.length));
	page.line(title);
	page.line('='.repeat(title.length));
}

/** What nobody could test belongs to the same change, or it is the next one. */
export function writeUntested(page: Page, report: Run): void {
	const groups = untestedGroupsOf(report);
	if (groups.length === 0) return;
	writePart(page, untestedTitle);
	writeRuleGroups(page, groups);
}

/** What whoever asks does once the change is made; what the others do stands above. */
export function writeNextSteps(page: Page, {nextSteps}: Run): void {
	const own = nextSteps.filter(({id}) => id !== 'findings');
	if (own.length === 0) return;
	writeTitle(page, 'Afterwards, for whoever made this check');
	for (const [index, {title, steps, commands}] of own.entries()) {
		page.blank();
		page.paragraph(title, {lead: {text: `${index + 1}. `}});
		writeList(page, steps, () => '- ');
		for (const command of commands) page.command(command, 2);
	}
}
