import {untestedRows} from '../record/counts.ts';
import {levelOf} from '../record/endpoints.ts';
import type {Run} from '../record/run.ts';
import {type RuleGroup, ruleGroupsOf} from './rule-hosts.ts';

/** Stands above the list of what nobody could test. */
export const untestedTitle = 'Allow these too: they could not be tested from outside';

/**
 * What nobody could test and is needed all the same, as a rule has to name it. What is legacy or retired is left out, and
 * so is what gave an answer: whoever gave it, the question was not held back.
 */
export function untestedGroupsOf(report: Run): RuleGroup[] {
	const needed = untestedRows(report).filter(
		row => row.identity !== 'unproven' && levelOf(row) !== 'legacy' && row.requirement?.lifecycle.state !== 'retired',
	);
	return ruleGroupsOf(needed, report.settings);
}
