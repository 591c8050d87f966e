import type {Result} from '../../verdict/types.ts';
import {joinWords} from '../../words.ts';
import {proxyOf} from '../results.ts';
import type {Check} from '../types.ts';
import {lastStageOf} from './last-stage.ts';

/** How curl writes a status that never came. */
const none = '000';

function statusText(status: number | null | undefined): string {
	return status ? String(status) : none;
}

/** Both statuses as the curl line prints them, for `--write-out` of the view `statuses`. */
function printedStatuses(result: Result, {proxy, service}: {proxy: string; service: string}): string {
	const isTunnelled = proxyOf(result) !== null && result.planned.requirement.protocol !== 'http';
	return `"${isTunnelled ? `proxy ${proxy}, ` : ''}service ${service}"`;
}

/** Which statuses the service gives, so far as they are known and differ from what is seen now. */
function expectedServices(result: Result, now: string): string[] {
	return result.planned.requirement.expect.statuses.map(String).filter(status => status !== now);
}

function fixedSentence(result: Result, now: string): string {
	const print = (service: string) => printedStatuses(result, {proxy: '200', service});
	const expected = expectedServices(result, now);
	if (expected.length > 0) {
		const rest = now === none ? ': any status of the service but 000 will do' : '';
		return `Prints ${joinWords(expected.map(print)).replace(/ and (?="[^"]*"$)/, ' or ')}${rest}.`;
	}
	return now === none
		? `Prints ${print('NNN')}, where NNN is any status but 000.`
		: `Prints the status of the service itself in place of ${now}.`;
}

/** Whether a tunnel through the proxy, and an answer of the service in it, come about: two numbers tell. */
export function statusCheck(result: Result, command: string): Check {
	const service = statusText(lastStageOf(result, 'http')?.status);
	const now = printedStatuses(result, {proxy: statusText(lastStageOf(result, 'proxy')?.status), service});
	const often = result.verdict.status === 'unstable' ? 'Now and then prints' : 'Prints';
	return {command, now: `${often} ${now}.`, fixed: fixedSentence(result, service)};
}
