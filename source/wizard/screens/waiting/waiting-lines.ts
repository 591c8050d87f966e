import {countPlannedEndpoints, endpointOf} from '../../../plan/endpoints.ts';
import type {Plan} from '../../../plan/types.ts';
import {askingInterval} from '../../../session/runs/check-again.ts';
import {countOf, formatTime, uniqueOf} from '../../../words.ts';
import {actionForFailure, type PlainSession} from '../../state/check.ts';
import type {View, WizardAction} from '../../state/state.ts';

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

export const waitingTitle = 'Waiting for the fix';

/** How often it was asked again, when the last time (ISO), and which endpoints still fail. */
export type Asked = {readonly times: number; readonly at: string | null; readonly failing: readonly string[]};

/** `host:port` of rows, each once. */
export function endpointsOf(rows: readonly Parameters<typeof endpointOf>[0][]): readonly string[] {
	return uniqueOf(rows.map(endpointOf));
}

/** What is done meanwhile. */
export function waitingWords({targets}: Plan): string {
	return `Asks ${countOf(countPlannedEndpoints(targets), 'endpoint')} again every ${askingInterval / 1000} seconds, and says so once all of it passes.`;
}

/** How often the failing endpoints were asked, and when last, in local time. */
export function askedText({times, at, failing}: Asked): string {
	if (at === null) return `Failing: ${failing.length}.`;
	return `Asked ${countOf(times, 'time')}, last at ${formatTime(at).slice(11)}. Still failing: ${failing.length}.`;
}
