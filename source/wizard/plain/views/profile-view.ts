import {numbered, numberProblem, readNumber} from '../../components/conversation/numbers.ts';
import {answer, ask, problem, type Question} from '../../components/conversation/question.ts';
import {sentenceOf} from '../../components/text/presentable.ts';
import type {PlainSession} from '../../plain-session.ts';
import type {OpenedProfile, ProfileServices} from '../../profile-services.ts';
import {helpFor} from '../../screens/help-texts.ts';
import {changedEndpoints, lastRunTexts} from '../../screens/profiles/last-run-lines.ts';
import {deleteQuestion, newNameQuestion} from '../../screens/profiles/profile-lines.ts';
import {failedPart, type ProfileAction, profileMenu} from '../../screens/profiles/profile-menu.ts';
import {initialAnswers} from '../../state/answers/step-context.ts';
import {beginCheck, prepareCheck} from '../../state/check.ts';
import type {WizardAction} from '../../state/state.ts';

type Choice = ProfileAction | 'rename' | 'delete';

/** Says what is kept of a profile, and asks what to do with it. */
export async function showProfile(session: PlainSession): Promise<readonly WizardAction[]> {
	const {state, services, context, talk} = session;
	const {profiles} = services;
	if (profiles === null || state.profile === null) return [{type: 'back'}];
	const renewed = state.isFresh ? await profiles.open(state.profile.profile.name) : state.profile;
	const renewal: readonly WizardAction[] = renewed === state.profile ? [] : [{type: 'renew-profile', opened: renewed}];
	const prepared = prepareCheck(services, context, state.answers);
	const changed = changedEndpoints(renewed).map(({word, change}) => `${word}: ${change.endpoint}`);
	talk.say(...(state.problem === null ? [] : [state.problem]));
	talk.say(`Profile ${renewed.profile.name}.`, ...lastRunTexts(renewed), ...changed);
	for (;;) {
		const asked = await ask(menuQuestion(renewed, prepared.plan, helpFor(state, services).lines), talk);
		if (asked === null) return [{type: 'back'}];
		const actions = await follow(asked.value, renewed, {...session, profiles, prepared});
		if (actions !== null) return [...renewal, ...actions];
	}
}

type Surroundings = PlainSession & {
	readonly profiles: ProfileServices;
	readonly prepared: ReturnType<typeof prepareCheck>;
};

/** What follows from a choice; null: another one is to be made. */
async function follow(
	choice: Choice,
	opened: OpenedProfile,
	{state, context, talk, profiles, prepared}: Surroundings,
): Promise<readonly WizardAction[] | null> {
	const {profile, last} = opened;
	switch (choice) {
		case 'check-all':
			return [beginCheck(state, prepared, null)];
		case 'check-failed':
			return [beginCheck(state, prepared, failedPart(opened, prepared.plan))];
		case 'show-results':
			return last?.run
				? [
						{
							type: 'show-run',
							run: last.run,
							runAnswers: initialAnswers(context, last.answers),
							findings: last.report.findings,
						},
					]
				: null;
		case 'show-changes':
			return [{type: 'open-changes'}];
		case 'change-answers':
			return [{type: 'revise'}];
		case 'save':
			return [{type: 'open-save'}];
		case 'rename': {
			const asked = await ask(newNameQuestion(profile.name), talk);
			if (asked === null || asked.value === profile.name) return null;
			return attempt(() => profiles.rename(profile.name, asked.value), talk);
		}
		case 'delete': {
			const asked = await ask(deleteQuestion(profile.name), talk);
			return asked?.value ? attempt(() => profiles.remove(profile.name), talk) : null;
		}
		default:
			return choice satisfies never;
	}
}

/** Changes the profile on disk, and leads back to the list; or says what was in the way. */
async function attempt(work: () => Promise<void>, talk: PlainSession['talk']): Promise<readonly WizardAction[] | null> {
	try {
		await work();
		return [{type: 'back'}];
	} catch (error) {
		talk.say(sentenceOf(error));
		return null;
	}
}

function menuQuestion(
	opened: OpenedProfile,
	plan: Parameters<typeof profileMenu>[1],
	help: readonly string[],
): Question<Choice> {
	const rows: readonly {readonly action: Choice; readonly text: string}[] = [
		...profileMenu(opened, plan).map(({action, label, detail}) => ({
			action,
			text: detail === '' ? label : `${label}: ${detail}`,
		})),
		{action: 'rename', text: 'Rename the profile'},
		{action: 'delete', text: 'Delete the profile and its runs'},
	];
	return {
		lines: numbered(rows.map(({text}) => text)),
		prompt: 'Number',
		proposal: '1',
		help,
		read(text) {
			const row = rows[readNumber(text === '' ? '1' : text, rows.length) ?? -1];
			return row ? answer(row.action) : problem(numberProblem(text, rows.length));
		},
	};
}
