import type {Answers} from '../../answers.ts';
import type {StepId} from '../../steps.ts';
import type {Question} from '../question.ts';
import {featuresQuestion} from './features.ts';
import {proxyQuestion} from './proxy.ts';
import {proxyDetailsQuestions} from './proxy-details.ts';
import {regionQuestion} from './region.ts';
import {resourceQuestions} from './resources.ts';
import type {StepRoom} from './step-room.ts';

/** The questions of a step, in their order. An answer to one may open or close those behind it. */
export function stepQuestions(
	stepId: Exclude<StepId, 'review'>,
	room: StepRoom,
): ReadonlyArray<Question<Partial<Answers>>> {
	switch (stepId) {
		case 'region':
			return [regionQuestion(room)];
		case 'proxy':
			return [proxyQuestion(room)];
		case 'proxy-details':
			return proxyDetailsQuestions(room);
		case 'features':
			return [featuresQuestion(room)];
		case 'resources':
			return resourceQuestions(room);
		default:
			return stepId satisfies never;
	}
}
