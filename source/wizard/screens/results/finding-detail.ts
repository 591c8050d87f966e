import {withOwnCommand} from '../../../diagnosis/checks.ts';
import {type Shell, shellOf} from '../../../diagnosis/shell-words.ts';
import type {Endpoint} from '../../../record/endpoints.ts';
import type {Run} from '../../../record/run.ts';
import type {Difference, Survey, SurveyPoint} from '../../../record/survey/survey.ts';
import {nameOfPoint, placesOf} from '../../../report/survey/matrix.ts';
import {
	type CommandsPart,
	type HostsPart,
	type ListPart,
	partTitles,
	type StepsPart,
	viewWork,
} from '../../../report/view/finding.ts';
import {ownerNames} from '../../../report/view/readers.ts';
import {blankLine, command, type DetailLine, heading, labelled, type Page, paragraph} from '../../components/text.ts';
import type {ResultGroup} from '../../state/results/result-groups.ts';

/** `ownCommand`: how this program was started, in words for a shell; `shell`: for which the commands were written. */
type FindingPage = Page & {readonly ownCommand: string; readonly shell?: Shell};

/** Everything about one group: why, who, the fix, how to prove it, what breaks, the evidence, and what each host is needed for. */
export function groupDetail(
	group: ResultGroup,
	run: Run,
	page: FindingPage,
	survey: Survey | null = null,
): readonly DetailLine[] {
	const {finding, difference, unseen, endpoints} = group;
	if (difference && survey) return differenceDetail(difference, endpoints, survey, page);
	if (unseen) return unseen.flatMap((point, index) => unseenLines(point, index > 0, page));
	if (finding === null) return endpointLines(endpoints, page);
	const {why, impact, owner, fix, checks, hosts} = viewWork(run, finding);
	const [first] = endpoints;
	return [
		...paragraph(why.text, page),
		...(fix ? [blankLine, ...heading(`Fix, for ${ownerNames[owner]}`, page), ...fixLines(fix, hosts, page)] : []),
		...partLines(checks, {...page, shell: shellOf(run.vantage)}),
		...partLines(impact, page),
		// An example; the others have the same cause.
		...partLines(first ? {kind: 'list', title: partTitles.evidence, items: [first.row.detail]} : null, page),
		...(endpoints.length > 0 ? [blankLine, ...endpointLines(endpoints, page)] : []),
	];
}

/** What several places see differently: why, who, the fix, what confirms it and what would speak against it, and from where it was seen. */
function differenceDetail(
	{why, owner, confidence, fix, control, refutedBy, vantages}: Difference,
	endpoints: readonly Endpoint[],
	survey: Survey,
	page: FindingPage,
): readonly DetailLine[] {
	return [
		...paragraph(why, page),
		blankLine,
		...labelled('Seen from', placesOf(survey, vantages), page),
		...labelled('Confidence', confidence, page),
		blankLine,
		...heading(`Fix, for ${ownerNames[owner]}`, page),
		...fix.flatMap((text, index) =>
			paragraph(text, page, {prefix: fix.length > 1 ? [{text: `${index + 1}. `, tone: 'faint'}] : []}),
		),
		...partLines({kind: 'list', title: 'Confirmed by', items: [control]}, page),
		...partLines({kind: 'list', title: 'Refuted by', items: [refutedBy]}, page),
		...(endpoints.length > 0 ? [blankLine, ...endpointLines(endpoints, page)] : []),
	];
}

function unseenLines(point: SurveyPoint, hasSpace: boolean, page: Page): readonly DetailLine[] {
	return [
		...(hasSpace ? [blankLine] : []),
		...heading(nameOfPoint(point), page),
		...paragraph(point.reason ?? '', page),
		...paragraph(point.fix ?? '', page),
	];
}

/** The steps, and under the first the names that a rule has to hold, by port, each on a line of its own: ready to select. */
function fixLines({steps}: StepsPart, hosts: HostsPart | null, page: Page): readonly DetailLine[] {
	const groups = hosts?.remedy ? hosts.groups : [];
	return steps.flatMap(({text}, index) => [
		...paragraph(text, page, {prefix: steps.length > 1 ? [{text: `${index + 1}. `, tone: 'faint'}] : []}),
		...(index > 0 ? [] : groups.flatMap(group => groupLines(group, page))),
	]);
}

function groupLines({title, hosts}: HostsPart['groups'][number], page: Page): readonly DetailLine[] {
	return [
		...paragraph(title, page, {tone: 'faint', prefix: [{text: '   ', tone: 'plain'}]}),
		...hosts.flatMap(({name}) => paragraph(name, page, {prefix: [{text: '     ', tone: 'plain'}]})),
	];
}

function partLines(part: ListPart | CommandsPart | null, page: FindingPage): readonly DetailLine[] {
	return part === null ? [] : [blankLine, ...heading(part.title, page), ...contentLines(part, page)];
}

function contentLines(part: ListPart | CommandsPart, page: FindingPage): readonly DetailLine[] {
	switch (part.kind) {
		case 'list':
			return part.items.flatMap(item => paragraph(item, page));
		case 'commands':
			// With what it prints as long as the cause is there, and when it is gone, where that is known.
			return part.commands.flatMap(({command: line, now, fixed}) => [
				...command(withOwnCommand(line, page.ownCommand), page, page.shell),
				...labelled('Now', now, page),
				...labelled('Once fixed', fixed, page),
			]);
		default:
			return part satisfies never;
	}
}

function endpointLines(endpoints: readonly Endpoint[], page: Page): readonly DetailLine[] {
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
