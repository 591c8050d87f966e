import {isTested} from '../record/counts.ts';
import type {RuleOrigin} from './header.ts';
import type {RuleSet} from './types.ts';

/** Why there is no rule. That nothing is missing is said only where the run can know. */
export function describeNothing({entries, exemptions, uncured}: RuleSet, {report, onlyMissing}: RuleOrigin): string {
	if (onlyMissing && 'results' in report && report.results.length > 0 && !report.results.some(isTested)) {
		return 'There is no rule: this run tested nothing, so it could not tell what is missing. Run it again, or write the rules for all of its list.';
	}
	if (entries.length === 0 && exemptions.length > 0) {
		return 'There is no rule that allows anything: what is missing is an exemption from TLS inspection.';
	}
	if (entries.length === 0 && uncured.size > 0) {
		return `There is no rule: the run could not tell what is missing, since it failed for what no rule cures (${[...uncured.keys()].join(', ')}). Mend that and run it again, or write the rules for all of its list.`;
	}
	return 'Nothing is left to allow here: there is no rule.';
}
