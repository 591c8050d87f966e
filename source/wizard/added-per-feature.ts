import {UsageError} from '../errors.ts';
import {countPlannedEndpoints} from '../plan/endpoints.ts';
import type {Answers} from './answers.ts';
import {countPerFeature} from './feature-counts.ts';
import type {WizardServices} from './services.ts';
import {settingsInputFrom} from './settings-input.ts';
import {availableFeatures, featuresOf, type StepContext} from './step-context.ts';

/** How many endpoints each feature adds, with the answers so far. Empty while those can't be read. */
export function addedPerFeature(
	answers: Answers,
	context: StepContext,
	services: WizardServices,
): ReadonlyMap<string, number> {
	const ids = availableFeatures(answers, context).map(({id}) => id);
	try {
		const {settings} = services.resolveSettings(settingsInputFrom(answers, context), context.profile);
		return countPerFeature(ids, featuresOf(answers, context), features =>
			countPlannedEndpoints(services.buildPlan({...settings, features}, context.profile).targets),
		);
	} catch (error) {
		if (error instanceof UsageError) return new Map();
		throw error;
	}
}
