import {answer, ask} from '../../components/conversation/question.ts';
import type {PlainSession} from '../../plain-session.ts';
import {answerPassword} from '../../state/check.ts';
import type {WizardAction} from '../../state/state.ts';
import {passwordWords} from './password-words.ts';

/** Asks for what a profile never holds, without an echo; then the check goes on. */
export async function showPassword(session: PlainSession): Promise<readonly WizardAction[]> {
	const {state, prepared, talk} = session;
	if (state.profile === null) return [{type: 'back'}];
	const {title, reason, hint} = passwordWords(state.profile, prepared.plan);
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
	return answerPassword(session, asked?.value ?? '');
}
