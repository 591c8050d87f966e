import {numbered, numberProblem, readNumber} from '../../components/conversation/numbers.ts';
import {answer, ask, problem, type Question} from '../../components/conversation/question.ts';
import {sentenceOf} from '../../components/text/presentable.ts';
import type {PlainSession} from '../../plain-session.ts';
import type {ListedProfile} from '../../profile-services.ts';
import {helpFor} from '../../screens/help-texts.ts';
import {describeGlance} from '../../screens/profiles/glance.ts';
import {initialAnswers} from '../../state/answers/step-context.ts';
import type {WizardAction} from '../../state/state.ts';

/** Asks which profile to open, or for a new check. What can't be used is said, and the rest goes on. */
export async function showProfiles({state, services, context, talk}: PlainSession): Promise<readonly WizardAction[]> {
	const startOver: WizardAction = {type: 'start-over', answers: initialAnswers(context, services.initial)};
	if (services.profiles === null) return [startOver];
	const list = await services.profiles.list();
	talk.say(...list.problems);
	if (list.profiles.length === 0) return [{type: 'list-profiles', list}, startOver];
	for (;;) {
		const asked = await ask(profilesQuestion(list.profiles, helpFor(state, services).lines), talk);
		if (asked === null) {
			talk.say('This is the first question.');
			continue;
		}
		if (asked.value === 'new') return [{type: 'list-profiles', list}, startOver];
		try {
			const opened = await services.profiles.open(asked.value);
			const answers = initialAnswers(context, opened.answers);
			return [
				{type: 'list-profiles', list},
				{type: 'open-profile', opened, answers},
			];
		} catch (error) {
			talk.say(sentenceOf(error));
		}
	}
}

function profilesQuestion(profiles: readonly ListedProfile[], help: readonly string[]): Question<string> {
	const lines = profiles.map(({profile: {name, settings}, lastRun}) =>
		[`${name}, ${settings.region}: ${describeGlance(lastRun).text}`, ...(lastRun ? [lastRun.age] : [])].join(', '),
	);
	return {
		lines: ['Profiles: What do you want to check?', ...numbered(lines)],
		prompt: 'Number of a profile, or n for a new check',
		proposal: '1',
		help,
		read(text) {
			if (/^n(?:ew)?$/i.test(text)) return answer('new');
			const row = profiles[readNumber(text === '' ? '1' : text, profiles.length) ?? -1];
			return row ? answer(row.profile.name) : problem(numberProblem(text, profiles.length));
		},
	};
}
