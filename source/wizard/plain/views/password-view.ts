import {answer, ask} from '../../components/conversation/question.ts';
import type {PlainSession} from '../../plain-session.ts';
import {passwordWords} from '../../screens/profiles/password-words.ts';
import {beginCheck, prepareCheck} from '../../state/check.ts';
import type {View, WizardAction} from '../../state/state.ts';

/** Asks for what a profile never holds, without an echo; then the check goes on. */
export async function showPassword(
	{part}: Extract<View, {readonly name: 'password'}>,
	{state, services, context, talk}: PlainSession,
): Promise<readonly WizardAction[]> {
	const {answers, profile} = state;
	if (profile === null) return [{type: 'back'}];
	const {plan} = prepareCheck(services, context, answers);
	const {title, reason, hint} = passwordWords(profile, plan);
	const asked = await ask(
		{
			lines: [`${title}. ${reason} ${hint}`],
			prompt: 'Password',
			proposal: 'none',
			isMasked: true,
			help: [],
			read: text => answer(text),
		},
		talk,
	);
	const answered = {...answers, ownProxy: {...answers.ownProxy, password: asked?.value ?? ''}};
	return [{type: 'answer', answers: answered}, beginCheck(state, prepareCheck(services, context, answered), part)];
}
