import {
	describeRemedy,
	describeRuleHost,
	type RuleGroup,
	type RuleHost,
	ruleGroupsOfFinding,
} from '../../allowlists/rule-hosts.ts';
import {endpointsBehind, levelOf} from '../../record/endpoints.ts';
import type {Run} from '../../record/run.ts';
import {uniqueOf} from '../../words.ts';
import type {Page} from '../terminal/page.ts';

function writeHost(page: Page, host: RuleHost, isBrief: boolean): void {
	const tested = describeRuleHost(host);
	page.paragraph(tested === null ? host.name : `${host.name} (${tested})`, {indent: 4, hang: 2});
	if (isBrief) return;
	const purposes = host.rows.flatMap(row =>
		row.requirement === null ? [] : `${levelOf(row)}: ${row.requirement.purpose}`,
	);
	for (const purpose of uniqueOf(purposes)) page.paragraph(purpose, {indent: 6, hang: 2, style: 'dim'});
}

/** A group under its port, each host on a line of its own. */
export function writeRuleGroup(page: Page, {title, hosts}: RuleGroup): void {
	page.paragraph(title, {indent: 2});
	for (const host of hosts) writeHost(page, host, true);
}

/**
 * What a rule has to name for a finding, one line each and grouped by port: the wildcard in place of the stand-ins that
 * were tested for it.
 *
 * @param isBrief the names only, without what each is needed for
 */
export function writeHosts(
	page: Page,
	report: Run,
	finding: Run['findings'][number],
	{isBrief}: {readonly isBrief: boolean},
): void {
	const title = finding.severity === 'info' ? 'Endpoints' : describeRemedy(finding);
	for (const group of ruleGroupsOfFinding(report, endpointsBehind(report, finding))) {
		page.blank();
		page.paragraph(`${title}, ${group.title}`, {indent: 2, style: 'bold'});
		for (const host of group.hosts) writeHost(page, host, isBrief);
	}
}
