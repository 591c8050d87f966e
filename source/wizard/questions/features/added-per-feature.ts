import {UsageError} from '../../../errors.ts';
import {createFeatureCounter} from '../../../plan/count-by-features.ts';
import type {WizardServices} from '../../services.ts';
import type {Answers} from '../../state/answers/answers.ts';
import {settingsInputFrom} from '../../state/answers/settings-input.ts';
import {availableFeatures, featuresOf, type StepContext} from '../../state/answers/step-context.ts';
import {countPerFeature} from './feature-counts.ts';

/** How many endpoints each feature adds, with the answers so far. Empty while those can't be read. */
export function addedPerFeature(
	answers: Answers,
	context: StepContext,
	services: WizardServices,
): ReadonlyMap<string, number> {
	const available = availableFeatures(answers, context);
	const idsOf = (features: typeof available) => features.map(({id}) => id);
	try {
		const {settings} = services.resolveSettings(settingsInputFrom(answers, context), context.profile);
		const rowsOf = (features: readonly string[]) =>
			services.buildPlan({...settings, features}, context.profile).targets;
		// Chosen together, one that makes others unnecessary would hide what those need.
		const [replacing, usual] = [
			available.filter(({replaces}) => replaces.length > 0),
			available.filter(({replaces}) => replaces.length === 0),
		];
		const rows = [...rowsOf(idsOf(usual)), ...replacing.flatMap(({id}) => rowsOf([id]))];
		return countPerFeature(idsOf(available), featuresOf(answers, context), createFeatureCounter(rows, context.catalog));
	} catch (error) {
		if (error instanceof UsageError) return new Map();
		throw error;
	}
}
