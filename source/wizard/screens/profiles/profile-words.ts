import type {Profile} from '../../../store/profile.ts';
import {countOf} from '../../../words.ts';
import {describeProxySettings} from '../../state/answers/proxy-answer.ts';

/** What a profile holds, in one phrase: `http://proxy:3128, 5 features, 2 own resources`. */
export function describeProfile({settings: {proxy, features, resources}}: Profile): string {
	const own = Object.values(resources).flat().length;
	return [
		describeProxySettings(proxy),
		features === null ? 'the usual features' : countOf(features.length, 'feature'),
		...(own > 0 ? [countOf(own, 'own resource')] : []),
	].join(', ');
}
