import type {Region} from '../../../catalog/types.ts';
import type {Answers} from '../../state/answers.ts';

/** What the choice of a region answers: its cloud too, and no longer the code that was typed for another region. */
export function answerRegion(
	{region, resources}: Pick<Answers, 'region' | 'resources'>,
	{name, cloud}: Pick<Region, 'name' | 'cloud'>,
): Partial<Answers> {
	const {'region-code': code, ...others} = resources;
	if (name === region || code === undefined) return {region: name, cloud};
	return {region: name, cloud, resources: others};
}
