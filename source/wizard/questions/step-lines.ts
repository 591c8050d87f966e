import type {Question} from '../plain/question.ts';
import type {Answers} from '../state/answers/answers.ts';
import type {StepId} from '../state/answers/steps.ts';
import {featuresQuestion} from './features/features-lines.ts';
import {proxyQuestion} from './proxy/proxy-lines.ts';
import {proxyDetailsQuestions} from './proxy-details/proxy-details-lines.ts';
import {regionQuestion} from './region/region-lines.ts';
import {resourceQuestions} from './resources/resources-lines.ts';
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
