import {ask, numberQuestion, yesOrNoQuestion} from '../../components/conversation.ts';
import {sentenceOf} from '../../components/text.ts';
import type {PlainSession} from '../../plain-session.ts';
import type {ProfileServices} from '../../profile-services.ts';
import type {WizardAction} from '../../state/state.ts';
import {nameQuestion} from '../profiles/profiles-lines.ts';
import {changedEndpoints, lastRunTexts, profileMenu} from './profile-menu.ts';

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
