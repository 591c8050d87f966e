import {answer, ask, numberQuestion, problem, type Question} from '../../components/conversation.ts';
import {sentenceOf} from '../../components/text.ts';
import type {PlainSession} from '../../plain-session.ts';
import {initialAnswers} from '../../state/answers/step-context.ts';
import {resumeRun} from '../../state/check.ts';
import type {WizardAction} from '../../state/state.ts';
import {describeGlance, nameProblem, type StartRow, startRows, startRowWords} from './profile-words.ts';

/** Asks which profile to open, or for a new check. What can't be used is said, and the rest goes on. */
export async function showProfiles(session: PlainSession): Promise<readonly WizardAction[]> {
	const {services, context, help, talk} = session;
	const startOver: Extract<WizardAction, {readonly type: 'start-over'}> = {
		type: 'start-over',
		answers: initialAnswers(context, services.initial),
	};
	if (services.profiles === null) return [startOver];
	const list = await services.profiles.list();
	const listed: WizardAction = {type: 'list-profiles', list};
	talk.say(...list.problems);
	const rows = startRows(list);
	if (rows.length === 0) return [listed, startOver];
	const question = numberQuestion<StartRow | 'audit' | null>(
		rows.map(row => {
			const {name, region, outline, age} = startRowWords(row);
			return {
				text: [`${name}, ${region}: ${describeGlance(outline).text}`, ...(age === null ? [] : [age])].join(', '),
				value: row,
			};
		}),
		{
			before: ['Profiles: What do you want to check?'],
			after: ['a audits an allow-list that exists.'],
			prompt: list.interrupted === null ? 'Number of a profile, or n for a new check' : 'Number, or n for a new check',
			help,
			readOther: text => (/^n(?:ew)?$/i.test(text) ? {value: null} : /^a$/i.test(text) ? {value: 'audit'} : null),
		},
	);
	for (;;) {
		const asked = await ask(question, talk);
		if (asked === null) {
			talk.say('This is the first question.');
			continue;
		}
		if (asked.value === null) return [listed, startOver];
		if (asked.value === 'audit') return [listed, {...startOver, isForAudit: true}];
		try {
			if (asked.value.kind !== 'profile') {
				const run = await services.profiles.openRun(asked.value.run);
				return [listed, ...resumeRun(run, session, asked.value.kind === 'continue')];
			}
			const opened = await services.profiles.open(asked.value.listed.profile.name);
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
