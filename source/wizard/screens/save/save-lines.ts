import type {SaveRequest} from '../../../session/profiles/change-profile.ts';
import {formatPasswordSource, type PasswordSource} from '../../../store/profile.ts';
import {
	answer,
	ask,
	keptOrTyped,
	problem,
	type Question,
	shownText,
	yesOrNoQuestion,
} from '../../components/conversation.ts';
import {sentenceOf} from '../../components/text.ts';
import type {PlainSession} from '../../plain-session.ts';
import type {ProfileServices, SaveOutcome} from '../../profile-services.ts';
import type {WizardAction} from '../../state/state.ts';
import {nameQuestion} from '../profiles/profiles-lines.ts';
import {
	checkPasswordPlace,
	commandsFor,
	passwordPlaceNote,
	proposeName,
	readPasswordPlace,
	saveFieldsFor,
	saveRequestFor,
} from './save-fields.ts';

/** Asks for a name, and before it replaces a profile; then says what the profile is good for. */
export async function showSave({state, services, prepared, talk}: PlainSession): Promise<readonly WizardAction[]> {
	const request = saveRequestFor(state, prepared.plan);
	const {profiles, ownCommand} = services;
	if (profiles === null || request === null) return [{type: 'back'}];
	const {settings} = request;
	const [nameField, placeField] = saveFieldsFor(settings);
	const before = proposeName(state.profile?.profile ?? null, settings);
	const line = 'Save as profile: all answers under a name, to check again later.';
	for (;;) {
		const named = await ask(nameQuestion(nameField.label, before, [line]), talk);
		if (named === null) return [{type: 'back'}];
		const name = named.value;
		const placed = placeField
			? await ask(passwordPlaceQuestion(placeField.label, request.passwordFrom, profiles), talk)
			: {value: request.passwordFrom};
		if (placed === null) continue;
		const opened = await save({...request, name, passwordFrom: placed.value}, profiles, talk);
		if (opened === null) continue;
		talk.say(
			`Saved as ${name}.`,
			...commandsFor(name, ownCommand).map(([command, meaning]) => `${command}  ${meaning}`),
		);
		return [{type: 'renew-profile', opened}, {type: 'back'}];
	}
}

/** Where a run without questions finds the password of the proxy. */
function passwordPlaceQuestion(
	prompt: string,
	source: PasswordSource | null,
	services: ProfileServices,
): Question<PasswordSource | null> {
	const before = formatPasswordSource(source);
	const lineOn = (text: string, problem: string | null) => passwordPlaceNote(text, {isChecked: true, problem});
	return {
		lines: [lineOn('', null).text],
		prompt,
		proposal: shownText(before),
		help: [
			'env:NAME is an environment variable, file:PATH a file with nothing else in it; a single hyphen names none.',
		],
		async read(text) {
			const place = keptOrTyped(text, before);
			const {tone, text: said} = lineOn(place, await checkPasswordPlace(place, services));
			return tone === 'problem' ? problem(said) : answer(readPasswordPlace(place), tone === 'warning' ? said : null);
		},
	};
}

/** Saves, once it may replace what is there. Null: nothing was saved, and why was said. */
async function save(
	request: Omit<SaveRequest, 'isReplaceAllowed'>,
	profiles: ProfileServices,
	talk: PlainSession['talk'],
): Promise<Extract<SaveOutcome, {readonly kind: 'saved'}>['opened'] | null> {
	try {
		const outcome = await profiles.save({...request, isReplaceAllowed: false});
		if (outcome.kind === 'saved') return outcome.opened;
		const line = `There is a profile ${request.name} already; its runs would stay.`;
		const isMeant = await ask(yesOrNoQuestion(line, {prompt: 'Replace? y or n'}), talk);
		const second = isMeant?.value ? await profiles.save({...request, isReplaceAllowed: true}) : null;
		return second?.kind === 'saved' ? second.opened : null;
	} catch (error) {
		talk.say(sentenceOf(error));
		return null;
	}
}
