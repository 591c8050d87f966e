import {answer, ask, numberQuestion, problem, type Question, yesOrNoQuestion} from '../../components/conversation.ts';
import {sentenceOf} from '../../components/text.ts';
import type {ProfileServices} from '../../profile-services.ts';
import {initialAnswers} from '../../state/answers/answers.ts';
import {type PlainSession, resumeRun} from '../../state/check.ts';
import type {WizardAction} from '../../state/state.ts';
import {
	changedEndpoints,
	describeGlance,
	lastRunTexts,
	nameProblem,
	profileMenu,
	type StartRow,
	startRows,
	startRowWords,
} from './profile-words.ts';

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

/** Says what is kept of a profile, and asks what to do with it. */
export async function showProfile(session: PlainSession): Promise<readonly WizardAction[]> {
	const {state, services, help, talk} = session;
	const {profiles} = services;
	if (profiles === null || state.profile === null) return [{type: 'back'}];
	const renewed = state.isFresh ? await profiles.open(state.profile.profile.name) : state.profile;
	const renewal: readonly WizardAction[] = renewed === state.profile ? [] : [{type: 'renew-profile', opened: renewed}];
	const changed = changedEndpoints(renewed).map(({word, change}) => `${word}: ${change.endpoint}`);
	talk.say(...(state.problem === null ? [] : [state.problem]));
	talk.say(`Profile ${renewed.profile.name}.`, ...lastRunTexts(renewed), ...changed);
	const menu = numberQuestion<WizardAction | 'rename' | 'delete'>(
		[
			...profileMenu(renewed, session).map(({label, detail, action}) => ({
				text: detail === '' ? label : `${label}: ${detail}`,
				value: action,
			})),
			{text: 'Rename the profile', value: 'rename'},
			{text: 'Delete the profile and its runs', value: 'delete'},
		],
		{help},
	);
	for (;;) {
		const asked = await ask(menu, talk);
		if (asked === null) return [{type: 'back'}];
		if (typeof asked.value === 'object') return [...renewal, asked.value];
		const isDone = await (asked.value === 'rename' ? rename : remove)(renewed.profile.name, profiles, talk);
		if (isDone) return [...renewal, {type: 'back'}];
	}
}

async function rename(name: string, profiles: ProfileServices, talk: PlainSession['talk']): Promise<boolean> {
	const asked = await ask(nameQuestion('New name', name), talk);
	if (asked === null || asked.value === name) return false;
	return attempt(() => profiles.rename(name, asked.value), talk);
}

async function remove(name: string, profiles: ProfileServices, talk: PlainSession['talk']): Promise<boolean> {
	const line = `The profile ${name} and its runs can't be brought back.`;
	const asked = await ask(yesOrNoQuestion(line, {prompt: 'Delete? y or n'}), talk);
	return asked?.value === true && attempt(() => profiles.remove(name), talk);
}

/** Changes the profile on disk, or says what was in the way. */
async function attempt(work: () => Promise<void>, talk: PlainSession['talk']): Promise<boolean> {
	try {
		await work();
		return true;
	} catch (error) {
		talk.say(sentenceOf(error));
		return false;
	}
}
