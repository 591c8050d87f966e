import {formatPasswordSource} from '../../../store/password-source.ts';
import {ask} from '../../components/conversation/question.ts';
import {sentenceOf} from '../../components/text/presentable.ts';
import type {PlainSession} from '../../plain-session.ts';
import type {SaveOutcome, SaveRequest} from '../../profile-services.ts';
import {needsPasswordPlace} from '../../screens/profiles/password-place.ts';
import {nameQuestion, passwordPlaceQuestion, replaceQuestion} from '../../screens/profiles/profile-lines.ts';
import {saveRequestFor} from '../../screens/profiles/save-request.ts';
import {commandsFor, proposeName} from '../../screens/profiles/save-words.ts';
import {prepareCheck} from '../../state/check.ts';
import {answersInView, type WizardAction} from '../../state/state.ts';

/** Asks for a name, and before it replaces a profile; then says what the profile is good for. */
export async function showSave(session: PlainSession): Promise<readonly WizardAction[]> {
	const {state, services, context, talk} = session;
	const base = state.profile?.profile ?? null;
	const request = saveRequestFor(state, prepareCheck(services, context, answersInView(state)).plan);
	if (request === null) return [{type: 'back'}];
	const {settings} = request;
	for (;;) {
		const named = await ask(nameQuestion(proposeName(base, settings)), talk);
		if (named === null) return [{type: 'back'}];
		const name = named.value;
		const placed = await askForPlace(request, session);
		if (placed === null) continue;
		const passwordFrom = placed.value;
		let outcome = await tryToSave({...request, name, passwordFrom, isReplaceAllowed: false}, session);
		if (outcome?.kind === 'exists') {
			const isMeant = await ask(replaceQuestion(name), talk);
			outcome = isMeant?.value
				? await tryToSave({...request, name, passwordFrom, isReplaceAllowed: true}, session)
				: null;
		}
		if (outcome?.kind !== 'saved') continue;
		talk.say(
			`Saved as ${name}.`,
			...commandsFor(name, services.ownCommand).map(([command, meaning]) => `${command}  ${meaning}`),
		);
		return [{type: 'renew-profile', opened: outcome.opened}, {type: 'back'}];
	}
}

/** Where the password of the proxy is, asked only where one is needed. Null: `back` was typed. */
async function askForPlace(
	{settings, passwordFrom}: Pick<SaveRequest, 'settings' | 'passwordFrom'>,
	{services, talk}: PlainSession,
): Promise<{readonly value: SaveRequest['passwordFrom']} | null> {
	if (!services.profiles || !needsPasswordPlace(settings)) return {value: passwordFrom};
	return ask(passwordPlaceQuestion(formatPasswordSource(passwordFrom), services.profiles), talk);
}

/** Null: it can't be saved, which was said. */
async function tryToSave(request: SaveRequest, {services, talk}: PlainSession): Promise<SaveOutcome | null> {
	try {
		return (await services.profiles?.save(request)) ?? null;
	} catch (error) {
		talk.say(sentenceOf(error));
		return null;
	}
}
