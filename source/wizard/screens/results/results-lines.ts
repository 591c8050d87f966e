import type {Run} from '../../../record/run.ts';
import {ownerNames} from '../../../report/view/readers.ts';
import {severityMarks} from '../../../report/view/status-marks.ts';
import {rowsToWaitFor} from '../../../session/runs/check-again.ts';
import {countOf} from '../../../words.ts';
import {
	answer,
	ask,
	numberProblem,
	problem,
	type Question,
	readNumber,
	readYesOrNo,
} from '../../components/conversation.ts';
import {textOfLine, withoutFlags} from '../../components/text.ts';
import {isElsewhere} from '../../state/answers/steps.ts';
import {changesOf} from '../../state/changes.ts';
import {beginCheck, type PlainSession, partOfRun, rowsThatFailed, type Sitting} from '../../state/check.ts';
import {type ResultGroup, workOf} from '../../state/results/result-groups.ts';
import {answersInView, type WizardAction} from '../../state/state.ts';
import {changedText} from '../changes/changes-lines.ts';
import {sayMatrix} from '../matrix/matrix-lines.ts';
import {groupDetail} from './finding-detail.ts';

/** Something that can be done with the results as a whole. */
type ResultsMenuRow = {
	/** The letter that does it while the results are shown; none: only the menu after them does. */
	readonly key?: string;
	readonly label: string;
	/** What it does, beside the label. */
	readonly detail: string;
	/** What the letter does, said by lines; none: lines have another way to it, or none. */
	readonly spoken?: string;
	readonly isOnlyKey?: boolean;
	readonly toAction: () => WizardAction;
};

/** What can be done with the results, in the order of the menu. `hasChanges`: there is a run to hold this one against. */
export function resultsMenu(sitting: Sitting, run: Run, hasChanges: boolean): readonly ResultsMenuRow[] {
	const {
		state: {profile, survey},
		services,
	} = sitting;
	const isFromHere = run.vantage.name === undefined;
	const awaited = rowsToWaitFor(run);
	const rows: ReadonlyArray<ResultsMenuRow | false> = [
		{label: 'Back to the results', detail: '', toAction: () => ({type: 'open-results'})},
		{
			key: 'e',
			label: 'Export',
			detail: 'reports and firewall rules, as files',
			toAction: () => ({type: 'open-export', proposal: services.proposePath(run)}),
		},
		survey !== null && {
			key: 'm',
			label: 'Matrix',
			detail: 'what each place sees of each endpoint',
			spoken: 'tells what each place sees of each endpoint',
			toAction: () => ({type: 'open-matrix'}),
		},
		{
			key: 'a',
			label: 'Audit an allow-list',
			detail: 'against what is needed and what was denied',
			spoken: 'audits an allow-list',
			isOnlyKey: true,
			toAction: () => ({type: 'open-audit'}),
		},
		{
			key: 'f',
			label: 'Check what failed',
			detail: '',
			spoken: 'checks again what failed',
			isOnlyKey: true,
			toAction: () => beginCheck(sitting, partOfRun(run, rowsThatFailed(run))),
		},
		hasChanges && {
			key: 'w',
			label: 'What changed',
			detail: 'since the run before',
			spoken: 'tells what changed',
			toAction: () => ({type: 'open-changes'}),
		},
		services.profiles !== null && {
			key: 'p',
			label: 'Save as profile',
			detail: 'the answers under a name, to check again later',
			spoken: 'saves the settings as a profile',
			isOnlyKey: profile !== null,
			toAction: () => ({type: 'open-save'}),
		},
		{
			key: 'R',
			label: 'Check again',
			detail: isFromHere ? 'all endpoints, with the same answers' : 'all endpoints, from all places',
			toAction: () =>
				beginCheck(
					sitting,
					isFromHere || !isElsewhere(answersInView(sitting.state).from) ? partOfRun(run, run.results) : null,
				),
		},
		profile !== null && {
			label: 'To the profile',
			detail: 'what is kept of it',
			toAction: () => ({type: 'open-overview'}),
		},
		{
			label: 'Change an answer',
			detail: 'these results stay at hand until the next check',
			toAction: () => ({type: 'revise'}),
		},
		awaited.length > 0 && {
			key: 't',
			label: 'Wait for the fix',
			detail: 'asks what failed again until it gets through',
			spoken: 'waits for the fix',
			toAction: () => beginCheck(sitting, partOfRun(run, awaited), true),
		},
		{label: 'Leave', detail: 'a summary stays in the terminal', toAction: () => ({type: 'finish'})},
	];
	return rows.filter(row => row !== false);
}

/** Asks what to do with the results; shows all about a finding on the way. */
export async function showResults(session: PlainSession): Promise<readonly WizardAction[]> {
	const {state, services, talk} = session;
	const {run, survey} = state;
	if (run === null) return [{type: 'revise'}];
	const changes = changesOf(state);
	const menu = resultsMenu(session, run, changes !== null);
	if (state.problem !== null) talk.say(state.problem);
	if (changes) talk.say(changedText(changes));
	for (;;) {
		const asked = await ask(resultsQuestion(findingGroups(state.results.groups), menu), talk);
		if (asked === null) return [{type: 'revise'}];
		if ('type' in asked.value && asked.value.type === 'open-matrix' && survey) {
			sayMatrix(survey, session);
			continue;
		}
		if ('type' in asked.value) return [asked.value];
		const {glyphs, ownCommand} = services;
		const page = {width: talk.width(), isUnicode: glyphs.unicode, ownCommand};
		talk.say(asked.value.title, ...groupDetail(asked.value, run, page, survey).map(textOfLine));
	}
}

/** What to do with the results; a number is that of a finding. What would only be refused has no letter. */
function resultsQuestion(
	findings: readonly ResultGroup[],
	menu: readonly ResultsMenuRow[],
): Question<WizardAction | ResultGroup> {
	const {length} = findings;
	const spoken = menu.filter(row => row.spoken !== undefined && row.toAction().type !== 'refuse');
	return {
		lines: spoken.length === 0 ? [] : [`${spoken.map(row => `${row.key} ${row.spoken}`).join('; ')}.`],
		prompt: `Export the report? y, n${length > 0 ? ', or the number of a finding for all about it' : ''}`,
		proposal: 'y',
		help: [
			'Findings are numbered, the worst first; each says who can put it right.',
			'y writes the report to files. n leaves. back leads to the answers, from where the check can be started again.',
		],
		read(text) {
			const isExport = readYesOrNo(text, true);
			if (isExport === false) return answer({type: 'finish'});
			const row = isExport ? menu.find(({key}) => key === 'e') : spoken.find(({key}) => key === text.toLowerCase());
			if (row) return answer(row.toAction());
			const finding = findings[readNumber(text, length) ?? -1];
			if (finding) return answer(finding);
			return problem(length > 0 ? numberProblem(text, length) : 'Type y to export the report, or n to finish.');
		},
	};
}

/** The groups that are findings, as they are numbered. */
function findingGroups(groups: readonly ResultGroup[]): readonly ResultGroup[] {
	return groups.filter(group => workOf(group) !== null || group.unseen !== undefined);
}

/** Each finding in short: what it is, who can put it right, how much stands behind it, and what to do first. */
export function findingTexts(groups: readonly ResultGroup[]): readonly string[] {
	return findingGroups(groups).flatMap((group, index) => {
		const {title, severity, endpoints, unseen} = group;
		const work = workOf(group);
		if (work === null) {
			return [
				`${index + 1}. ${title} (${severityMarks[severity].word}).`,
				...(unseen ?? []).map(({reason, fix}) => `${reason ?? ''} ${fix ?? ''}`.trim()),
			];
		}
		const [fix] = work.fix;
		// A finding about the settings alone has no endpoint behind it.
		const count = endpoints.length === 0 ? '' : `, ${countOf(endpoints.length, 'endpoint')}`;
		return [
			`${index + 1}. ${title} (${severityMarks[severity].word}): for ${ownerNames[work.owner]}${count}.`,
			...(fix === undefined ? [] : [`First step: ${withoutFlags(fix)}`]),
			...(endpoints.length === 0 ? [] : [`Names: ${endpoints.map(({name}) => name).join(', ')}.`]),
		];
	});
}
