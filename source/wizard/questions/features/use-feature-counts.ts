import {useMemo} from 'react';
import {useWizard} from '../../state/wizard-context.ts';
import {addedPerFeature} from './added-per-feature.ts';

/** How many endpoints each feature adds, with the answers so far. Empty while those can't be read. */
export function useFeatureCounts(): ReadonlyMap<string, number> {
	const {
		state: {answers},
		context,
		services,
	} = useWizard();
	return useMemo(() => addedPerFeature(answers, context, services), [answers, context, services]);
}
