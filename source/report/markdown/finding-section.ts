import {describeBlank, describeRemedy, type RuleGroup, ruleGroupsOfFinding} from '../../allowlists/rule-hosts.ts';
import {endpointsBehind} from '../../record/endpoints.ts';
import type {Run} from '../../record/run.ts';
import {countOf} from '../../words.ts';
import {markdownCode, markdownFence, markdownText} from '../escape.ts';
import {ownerNames} from '../view/owner-names.ts';
import {partTitles} from '../view/part-titles.ts';
import {sourcesOf} from '../view/sources.ts';
import {severityMarks} from '../view/status-marks.ts';
import {type TraceFact, traceFactsOf} from '../view/traces.ts';
import {type VerifyItem, verifyItemsOf} from '../view/verify-items.ts';
import {joinBlocks} from './table.ts';

type ReportFinding = Run['findings'][number];

function traceItem({label, values, isCode}: TraceFact): string {
	return `- ${markdownText(label)}: ${values.map(isCode ? markdownCode : markdownText).join(', ')}`;
}

/** Hosts as a rule has to name them, one a line, by port; each line begins with what is to be done, if a rule helps. */
export function ruleGroupList(groups: readonly RuleGroup[], verb: string): string {
	return joinBlocks(
		groups.flatMap(({title, hosts}) => [
			`${markdownText(title)}:`,
			hosts
				.map(host => {
					const {name, testedWith} = host;
					const tested = testedWith.length === 0 ? '' : ` (tested with ${testedWith.map(markdownCode).join(', ')})`;
					const blank = describeBlank(host);
					const filling = blank === null ? '' : `: ${markdownText(blank)}`;
					return `- ${verb === '' ? '' : `${verb} `}${markdownCode(name)}${tested}${filling}`;
				})
				.join('\n'),
		]),
	);
}

function verbOf({remedy, severity}: ReportFinding): string {
	return severity === 'info' || remedy === null ? '' : remedy;
}

/** A command under its fence, with what to expect of it. */
function verifyBlock({command, now, fixed}: VerifyItem): string {
	const expectations = [
		...(now === null ? [] : [`- Now: ${markdownText(now)}`]),
		...(fixed === null ? [] : [`- Once fixed: ${markdownText(fixed)}`]),
	];
	return joinBlocks([markdownFence([command], 'sh'), expectations.join('\n')]);
}

function verifySection(finding: ReportFinding): string | null {
	const items = verifyItemsOf(finding);
	if (items.length === 0) return null;
	const own = items.filter(({isOwn}) => isOwn);
	return joinBlocks([
		`**${partTitles.checks}**`,
		...items.filter(({isOwn}) => !isOwn).map(verifyBlock),
		own.length === 0 ? null : 'With this program, all of them at once:',
		...own.map(verifyBlock),
	]);
}

/** A finding under its own heading: who, why, what breaks, the fix and its hosts, how to prove it, and its traces in the logs of others. */
export function findingSection(report: Run, finding: ReportFinding, number: number): string {
	const {title, severity, owner, targets, why, impact, fix} = finding;
	const counted = targets.length === 0 ? '' : `, ${countOf(targets.length, 'endpoint')}`;
	const traces = severity === 'info' ? [] : traceFactsOf(report, finding);
	const endpoints = endpointsBehind(report, finding);
	const groups = ruleGroupsOfFinding(report, endpoints);
	const sources = sourcesOf(endpoints.flatMap(({rows}) => rows));
	return joinBlocks([
		`### ${number}. ${markdownText(title)}`,
		`Severity **${severityMarks[severity].word}**${counted}, for ${ownerNames[owner]}`,
		markdownText(why),
		impact.length === 0 ? null : `**${partTitles.impact}**`,
		impact.map(sentence => `- ${markdownText(sentence)}`).join('\n'),
		fix.length === 0 ? null : `**${partTitles.fix}**`,
		fix.map((step, index) => `${index + 1}. ${markdownText(step)}`).join('\n'),
		groups.length === 0 ? null : `**${severity === 'info' ? 'Endpoints' : describeRemedy(finding)}**`,
		ruleGroupList(groups, verbOf(finding)),
		verifySection(finding),
		traces.length === 0 ? null : `**${partTitles.traces}**`,
		traces.map(traceItem).join('\n'),
		sources.length === 0 ? null : `**${partTitles.sources}**`,
		sources.map(source => `- ${markdownText(source)}`).join('\n'),
	]);
}
