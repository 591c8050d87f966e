import {ownerNames} from '../../../report/view/owner-names.ts';
import {severityMarks} from '../../../report/view/status-marks.ts';
import {countOf} from '../../../words.ts';
import {numberProblem, readNumber, readYesOrNo} from '../../components/conversation/numbers.ts';
import {answer, ask, problem, type Question} from '../../components/conversation/question.ts';
import {textOfLine} from '../../components/text/detail-line.ts';
import {withoutFlags} from '../../components/text/presentable.ts';
import type {PlainSession} from '../../plain-session.ts';
import {changesOf} from '../../state/changes.ts';
import {beginCheck, partOfRun, prepareCheck, rowsThatFailed} from '../../state/check.ts';
import type {ResultGroup} from '../../state/results/result-groups.ts';
import {answersInView, type WizardAction} from '../../state/state.ts';
import {changedText} from '../profiles/change-lines.ts';
import {groupDetail} from './finding-detail.ts';

/** Asks what to do with the results; shows all about a finding on the way. */
export async function showResults(session: PlainSession): Promise<readonly WizardAction[]> {
	const {state, services, context, talk} = session;
	const {run} = state;
	if (run === null) return [{type: 'revise'}];
	const changes = changesOf(state);
	const part = partOfRun(run, rowsThatFailed(run));
	const letters: readonly FurtherLetter[] = [
		...(part.plan.targets.length > 0 ? (['f'] as const) : []),
		...(changes ? (['w'] as const) : []),
		...(services.profiles ? (['p'] as const) : []),
	];
	if (state.problem !== null) talk.say(state.problem);
	if (changes) talk.say(changedText(changes));
	for (;;) {
		const asked = await ask(resultsQuestion(findingGroups(state.results.groups), letters, plainHelp), talk);
		if (asked === null) return [{type: 'revise'}];
		switch (asked.value) {
			case 'export':
				return [{type: 'open-export', proposal: services.proposePath(run)}];
			case 'finish':
				return [{type: 'finish'}];
			case 'save':
				return [{type: 'open-save'}];
			case 'show-changes':
				return [{type: 'open-changes'}];
			case 'check-failed':
				return [beginCheck(state, prepareCheck(services, context, answersInView(state)), part)];
			default: {
				const page = {width: talk.width(), isUnicode: services.glyphs.unicode};
				talk.say(asked.value.title, ...groupDetail(asked.value, page, services.ownCommand).map(textOfLine));
			}
		}
	}
}

const plainHelp = [
	'Findings are numbered, the worst first; each says who can put it right.',
	'y writes the report to files. n leaves. back leads to the answers, from where the check can be started again.',
] as const;

/** What can be done with the results besides, each by its letter. */
const furtherActions = {
	f: {action: 'check-failed', words: 'f checks again what failed'},
	w: {action: 'show-changes', words: 'w tells what changed'},
	p: {action: 'save', words: 'p saves the settings as a profile'},
} as const;
type FurtherLetter = keyof typeof furtherActions;
type FurtherAction = (typeof furtherActions)[FurtherLetter]['action'];

/** What to do with the results; a number is that of a finding, a letter one of `letters`. */
function resultsQuestion(
	findings: readonly ResultGroup[],
	letters: readonly FurtherLetter[],
	help: readonly string[],
): Question<'export' | 'finish' | FurtherAction | ResultGroup> {
	const {length} = findings;
	return {
		lines: letters.length === 0 ? [] : [`${letters.map(letter => furtherActions[letter].words).join('; ')}.`],
		prompt: `Export the report? y, n${length > 0 ? ', or the number of a finding for all about it' : ''}`,
		proposal: 'y',
		help,
		read(text) {
			const shouldExport = readYesOrNo(text, true);
			if (shouldExport !== null) return answer(shouldExport ? 'export' : 'finish');
			const letter = letters.find(letter => letter === text.toLowerCase());
			if (letter) return answer(furtherActions[letter].action);
			const finding = findings[readNumber(text, length) ?? -1];
			if (finding) return answer(finding);
			return problem(length > 0 ? numberProblem(text, length) : 'Type y to export the report, or n to finish.');
		},
	};
}

/** The groups that are findings, as they are numbered. */
function findingGroups(groups: readonly ResultGroup[]): readonly ResultGroup[] {
	return groups.filter(({finding}) => finding !== null);
}

/** Each finding in short: what it is, who can put it right, how much stands behind it, and what to do first. */
export function findingTexts(groups: readonly ResultGroup[]): readonly string[] {
	return findingGroups(groups).flatMap(({finding, title, severity, endpoints}, index) => {
		if (finding === null) return [];
		const [fix] = finding.fix;
		// A finding about the settings alone has no endpoint behind it.
		const count = endpoints.length === 0 ? '' : `, ${countOf(endpoints.length, 'endpoint')}`;
		return [
			`${index + 1}. ${title} (${severityMarks[severity].word}): for ${ownerNames[finding.owner]}${count}.`,
			...(fix === undefined ? [] : [`First step: ${withoutFlags(fix)}`]),
		];
	});
}
