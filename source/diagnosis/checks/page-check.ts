import type {Result} from '../../verdict/types.ts';
import {joinWords} from '../../words.ts';
import {quotePeer} from '../evidence.ts';
import type {Check} from '../types.ts';
import {lastStageOf} from './last-stage.ts';

/** Shows who answers: the beginning of the answer tells more than its status. */
export function pageCheck(result: Result, command: string): Check {
	const answer = lastStageOf(result, 'http');
	const seen = [
		...(answer?.status ? [`status ${answer.status}`] : []),
		...(answer?.title ? [`the title ${quotePeer(answer.title)}`] : []),
		...(answer?.headers.location ? [`a redirect to ${quotePeer(answer.headers.location)}`] : []),
	];
	const statuses = result.planned.requirement.expect.statuses.map(String);
	return {
		command,
		now: `Prints ${seen.length === 0 ? 'the answer of something else' : `an answer with ${joinWords(seen)}`}.`,
		fixed:
			statuses.length === 0
				? 'Prints the answer of the service itself.'
				: `Prints the answer of the service itself, status ${statuses.join(' or ')}.`,
	};
}
