import type {PlainSession} from '../../plain-session.ts';
import {actionForFailure} from '../../state/check.ts';
import type {View, WizardAction} from '../../state/state.ts';
import {waitingTitle, waitingWords} from './waiting-words.ts';

/** Waits for a fix without a word, until it is there or the wait is stopped. */
export async function showWaiting(
	{plan, secrets, previous}: Extract<View, {readonly name: 'waiting'}>,
	{state: {profile}, services, talk, signal}: PlainSession,
): Promise<readonly WizardAction[]> {
	const stop = new AbortController();
	let stopped: WizardAction = {type: 'back'};
	const stopWith = (action: WizardAction) => {
		stopped = action;
		stop.abort();
	};
	const interrupt = () => stopWith({type: 'interrupt'});
	talk.say(`${waitingTitle}. ${waitingWords(plan)} Type s and Enter to stop.`);
	const unlisten = talk.listen(line => {
		if (/^s(?:top)?$/i.test(line)) stopWith({type: 'back'});
	}, interrupt);
	signal.addEventListener('abort', interrupt);
	try {
		const options = {signal: stop.signal, secrets, previous, profile, onAsked() {}};
		return [(await services.waitForFix(plan, options)) ? {type: 'fix-seen'} : stopped];
	} catch (error) {
		return [actionForFailure(error)];
	} finally {
		unlisten();
		signal.removeEventListener('abort', interrupt);
	}
}
