import {untestedGroupsOf, untestedTitle} from '../../allowlists/untested.ts';
import type {Run} from '../../record/run.ts';
import {markdownText} from '../escape.ts';
import {ruleGroupList} from './finding-section.ts';
import {joinBlocks} from './table.ts';

/** What nobody could test: to be allowed all the same, and how it could be tested. */
export function untestedSection(report: Run, finding: Run['findings'][number]): string {
	const groups = untestedGroupsOf(report);
	return joinBlocks([
		markdownText(finding.why),
		groups.length === 0 ? null : `**${untestedTitle}**`,
		ruleGroupList(groups, 'allow'),
		'**To test them as well**',
		finding.fix.map(step => `- ${markdownText(step)}`).join('\n'),
	]);
}
