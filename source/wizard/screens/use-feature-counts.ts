import {useMemo} from 'react';
import {UsageError} from '../../errors.ts';
import {countPerFeature} from '../feature-counts.ts';
import {settingsInputFrom} from '../settings-input.ts';
import {availableFeatures, featuresOf} from '../step-context.ts';
import {useWizard} from '../wizard-context.ts';

/** How many endpoints each feature adds, with the answers so far. Empty while those can't be read. */
export function useFeatureCounts(): ReadonlyMap<string, number> {
	const {
		state: {answers},
		context,
		services,
	} = useWizard();
	return useMemo(() => {
		const ids = availableFeatures(answers, context).map(({id}) => id);
		try {
			const {settings} = services.resolveSettings(settingsInputFrom(answers, context));
			return countPerFeature(
				ids,
				featuresOf(answers, context),
				features => services.buildPlan({...settings, features}).targets.length,
			);
		} catch (error) {
			if (error instanceof UsageError) return new Map();
			throw error;
		}
	}, [answers, context, services]);
}
