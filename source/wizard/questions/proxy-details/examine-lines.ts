import {hasProxies, isUselessProxy} from '../../../session/proxy/examine-proxy.ts';
import {ask, yesOrNoQuestion} from '../../components/conversation.ts';
import type {PlainSession} from '../../plain-session.ts';
import type {Answers} from '../../state/answers/answers.ts';
import {prepareCheck} from '../../state/check.ts';
import type {WizardAction} from '../../state/state.ts';

/** Talks to the proxy when its question is left, and says what it is. One that is of no use is kept only on a word. */
export async function hearProxy(
	answers: Answers,
	{services, context, talk, signal}: PlainSession,
): Promise<readonly WizardAction[]> {
	const next: WizardAction = {type: 'next'};
	const prepared = prepareCheck(services, context, answers);
	if (prepared.plan === null || !hasProxies(prepared.plan)) return [next];
	talk.say('Asking the proxy.');
	const examinations = await services.examineProxies(prepared.plan, prepared.secrets, signal);
	talk.say(...examinations.map(({sentence}) => sentence));
	const examined: WizardAction = {type: 'examine', examinations};
	const [useless, ...others] = examinations.filter(isUselessProxy);
	if (!useless) return [examined, next];
	const tolerated: WizardAction = {type: 'tolerate', examinations: [useless, ...others]};
	if (useless.kind === 'login') {
		const asked = await ask(yesOrNoQuestion('Give them now?', {proposal: true, help: [loginHelp]}), talk);
		return asked?.value === true ? [{type: 'ask-login', examination: useless}] : [examined, tolerated, next];
	}
	const kept = await ask(yesOrNoQuestion('Keep it all the same?', {help: [keepHelp]}), talk);
	return kept?.value === true ? [examined, tolerated, next] : [examined];
}

const loginHelp = 'y asks for the user name and password, n goes on without them.';
const keepHelp = 'y goes on with this proxy, n asks for it again.';
