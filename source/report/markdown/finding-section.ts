import {countOf, joinWords, uniqueOf} from '../../diagnosis/words.ts';
import {markdownCode, markdownFence, markdownText} from '../escape.ts';
import type {RunReport} from '../run-report.ts';
import {endpointsOf} from '../view/endpoints.ts';
import {ownerNames} from '../view/owner-names.ts';
import {ruleHostsOf} from '../view/rule-hosts.ts';
import {severityMarks} from '../view/status-marks.ts';
import {type TraceFact, traceFactsOf} from '../view/traces.ts';
import {joinBlocks} from './table.ts';

function traceItem({label, values, isCode}: TraceFact): string {
	return `- ${markdownText(label)}: ${values.map(isCode ? markdownCode : markdownText).join(', ')}`;
}

/** Where public stand-ins were tested: the patterns, which a rule has to name in their place. */
function wildcardSentence(report: RunReport, finding: RunReport['findings'][number]): string | null {
	const wildcards = ruleHostsOf(endpointsOf(report, finding)).filter(({testedWith}) => testedWith.length > 0);
	if (wildcards.length === 0) return null;
	const patterns = uniqueOf(wildcards.map(({host}) => markdownCode(host)));
	return `A rule has to name ${joinWords(patterns)}, for which public stand-ins were tested.`;
}

/** A finding under its own heading: who, why, where, its traces in the logs of others, the fix and how to prove it. */
export function findingSection(report: RunReport, finding: RunReport['findings'][number], number: number): string {
	const {title, severity, owner, targets, why, impact, fix, verify} = finding;
	const counted = targets.length === 0 ? '' : `, ${countOf(targets.length, 'endpoint')}`;
	const traces = severity === 'info' ? [] : traceFactsOf(report, finding);
	return joinBlocks([
		`### ${number}. ${markdownText(title)}`,
		`Severity **${severityMarks[severity].word}**${counted}, for ${ownerNames[owner]}`,
		markdownText(why),
		targets.map(markdownCode).join(', '),
		severity === 'info' ? null : wildcardSentence(report, finding),
		impact.length === 0 ? null : '**What breaks**',
		impact.map(sentence => `- ${markdownText(sentence)}`).join('\n'),
		traces.length === 0 ? null : '**In the logs**',
		traces.map(traceItem).join('\n'),
		fix.length === 0 ? null : '**Fix**',
		fix.map((step, index) => `${index + 1}. ${markdownText(step)}`).join('\n'),
		verify.length === 0 ? null : '**Check before and after**',
		verify.length === 0 ? null : markdownFence(verify, 'sh'),
	]);
}
