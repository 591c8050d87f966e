import {withOwnCommand} from '../../../diagnosis/retest-command.ts';
import {type Proof, partTitles, proofsOf} from '../../../report/view/finding.ts';
import {ownerNames} from '../../../report/view/owner-names.ts';
import {
	blankLine,
	command,
	type DetailLine,
	heading,
	labelled,
	type Page,
	paragraph,
} from '../../components/text/detail-line.ts';
import type {ListedEndpoint, ResultGroup} from '../../state/results/result-groups.ts';

/** Everything about one group: why, who, the fix, how to prove it, what breaks, the evidence, and what each host is needed for. */
export function groupDetail({finding, endpoints}: ResultGroup, page: Page, ownCommand: string): readonly DetailLine[] {
	if (finding === null) return endpointLines(endpoints, page);
	const {why, impact, owner, fix} = finding;
	return [
		...paragraph(why, page),
		...section(
			`Fix, for ${ownerNames[owner]}`,
			fix.flatMap((step, index) =>
				paragraph(step, page, {prefix: fix.length > 1 ? [{text: `${index + 1}. `, tone: 'faint'}] : []}),
			),
			page,
		),
		...section(
			partTitles.checks,
			proofsOf(finding).flatMap(item =>
				verifyLines({...item, command: withOwnCommand(item.command, ownCommand)}, page),
			),
			page,
		),
		...section(
			partTitles.impact,
			impact.flatMap(sentence => paragraph(sentence, page)),
			page,
		),
		...section(partTitles.evidence, evidenceLines(endpoints, page), page),
		...(endpoints.length > 0 ? [blankLine, ...endpointLines(endpoints, page)] : []),
	];
}

function section(title: string, lines: readonly DetailLine[], page: Page): readonly DetailLine[] {
	return lines.length === 0 ? [] : [blankLine, ...heading(title, page), ...lines];
}

/** A command, and what it prints as long as the cause is there and when it is gone, where that is known. */
function verifyLines({command: line, now, fixed}: Proof, page: Page): readonly DetailLine[] {
	return [...command(line, page), ...labelled('Now', now, page), ...labelled('Once fixed', fixed, page)];
}

/** What was seen at the first of the endpoints, as an example; the others have the same cause. */
function evidenceLines([first]: readonly ListedEndpoint[], page: Page): readonly DetailLine[] {
	return first ? paragraph(first.row.detail, page) : [];
}

function endpointLines(endpoints: readonly ListedEndpoint[], page: Page): readonly DetailLine[] {
	if (endpoints.length === 0) return [];
	return [
		...heading(endpoints.length === 1 ? 'Needed for' : 'What each is needed for', page),
		...endpoints.flatMap(({name, row}) => [
			...paragraph(name, page),
			...paragraph(row.requirement?.purpose ?? '', page, {
				tone: 'faint',
				prefix: [{text: '    ', tone: 'plain'}],
			}),
		]),
	];
}
