import {ask} from '../../components/conversation/question.ts';
import {textOfLine} from '../../components/text/detail-line.ts';
import type {PlainSession} from '../../plain-session.ts';
import {changedText} from '../../screens/profiles/change-lines.ts';
import {groupDetail} from '../../screens/results/finding-detail.ts';
import {type FurtherLetter, resultsQuestion} from '../../screens/results/results-lines.ts';
import {changesOf} from '../../state/changes.ts';
import {beginCheck, partOfRun, prepareCheck, rowsThatFailed} from '../../state/check.ts';
import {answersInView, type WizardAction} from '../../state/state.ts';
import {findingGroups} from '../finding-texts.ts';

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
