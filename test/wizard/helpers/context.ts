import {catalog} from '../../../source/catalog/catalog.ts';
import type {Session} from '../../../source/session/session.ts';
import type {Environment} from '../../../source/settings/types.ts';
import {type Answers, initialAnswers, type StepContext} from '../../../source/wizard/state/answers/answers.ts';
import {findProxy, findSystemProxy} from '../../../source/wizard/state/answers/proxy-answer.ts';

/** What the steps know, over the real catalog. */
export function contextWith(environment: Environment = {}, systemProxy: Session['systemProxy'] = null): StepContext {
	return {
		catalog,
		proxyFound: findProxy(environment),
		systemFound: findSystemProxy(systemProxy),
		level: 'optional',
		profile: null,
		known: {},
		origins: {},
		isPractice: false,
	};
}

/** Answers that get through, but for those given. */
export function answersWith(given: Partial<Answers> = {}, context = contextWith()): Answers {
	return {...initialAnswers(context, {region: 'eastus2', features: ['arc']}), ...given};
}

export const ownProxy: Answers['ownProxy'] = {url: '', username: '', password: '', noProxy: '', caFile: ''};
