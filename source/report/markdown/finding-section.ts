import {countOf} from '../../diagnosis/words.ts';
import {markdownCode, markdownFence, markdownText} from '../escape.ts';
import type {RunReport} from '../run-report.ts';
import {ownerNames} from '../view/owner-names.ts';
import {severityMarks} from '../view/status-marks.ts';
import {joinBlocks} from './table.ts';

/** A finding under its own heading: who, why, where, the fix and how to prove it. */
export function findingSection(finding: RunReport['findings'][number], number: number): string {
	const {title, severity, owner, targets, why, fix, verify} = finding;
	const counted = countOf(targets.length, 'endpoint');
	return joinBlocks([
		`### ${number}. ${markdownText(title)}`,
		`Severity **${severityMarks[severity].word}**, ${counted}, for ${ownerNames[owner]}`,
		markdownText(why),
		targets.map(markdownCode).join(', '),
		fix.length === 0 ? null : '**Fix**',
		fix.map((step, index) => `${index + 1}. ${markdownText(step)}`).join('\n'),
		verify.length === 0 ? null : '**Check before and after**',
		verify.length === 0 ? null : markdownFence(verify, 'sh'),
	]);
}
