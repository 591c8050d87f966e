import type {Run} from '../../record/run.ts';
import type {Page} from '../terminal/page.ts';

/** What to do next, in short: the titles and the commands. What to know beside them stands in the Markdown report. */
export function writeNextSteps(page: Page, {nextSteps}: Run): void {
	if (nextSteps.length === 0) return;
	page.blank();
	page.paragraph('What to do next', {style: 'bold'});
	for (const [index, {title, commands}] of nextSteps.entries()) {
		page.paragraph(title, {indent: 2, lead: {text: `${index + 1}. `}});
		for (const command of commands) page.command(command, 4);
	}
}
