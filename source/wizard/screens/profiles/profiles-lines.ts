import {numberQuestion} from '../../components/conversation/common-questions.ts';
import {answer, ask, problem, type Question} from '../../components/conversation/question.ts';
import {sentenceOf} from '../../components/text/presentable.ts';
import type {PlainSession} from '../../plain-session.ts';
import {initialAnswers} from '../../state/answers/step-context.ts';
import type {WizardAction} from '../../state/state.ts';
import {describeGlance, nameProblem} from './profile-words.ts';

/** Asks which profile to open, or for a new check. What can't be used is said, and the rest goes on. */
export async function showProfiles({services, context, help, talk}: PlainSession): Promise<readonly WizardAction[]> {
	const startOver: WizardAction = {type: 'start-over', answers: initialAnswers(context, services.initial)};
	if (services.profiles === null) return [startOver];
	const list = await services.profiles.list();
	const listed: WizardAction = {type: 'list-profiles', list};
	talk.say(...list.problems);
	if (list.profiles.length === 0) return [listed, startOver];
	const question = numberQuestion<string | null>(
		list.profiles.map(({profile: {name, settings}, lastRun, age}) => ({
			text: [`${name}, ${settings.region}: ${describeGlance(lastRun).text}`, ...(age === null ? [] : [age])].join(', '),
			value: name,
		})),
		{
			before: ['Profiles: What do you want to check?'],
			prompt: 'Number of a profile, or n for a new check',
			help,
			readOther: text => (/^n(?:ew)?$/i.test(text) ? {value: null} : null),
		},
	);
	for (;;) {
		const asked = await ask(question, talk);
		if (asked === null) {
			talk.say('This is the first question.');
			continue;
		}
		if (asked.value === null) return [listed, startOver];
		try {
			const opened = await services.profiles.open(asked.value);
			return [listed, {type: 'open-profile', opened, answers: initialAnswers(context, opened.answers)}];
		} catch (error) {
			talk.say(sentenceOf(error));
		}
	}
}

/** A name for a profile. */
export function nameQuestion(prompt: string, proposal: string, lines: readonly string[] = []): Question<string> {
	return {
		lines,
		prompt,
		proposal,
		help: ['Letters, digits, dots, dashes and underscores, beginning with a letter or digit.'],
		read(text) {
			const name = text === '' ? proposal : text;
			const wrong = nameProblem(name);
			return wrong === null ? answer(name) : problem(wrong);
		},
	};
}
