import {catalog} from '../../catalog/catalog.ts';
import type {Requirement} from '../../catalog/types.ts';
import {buildPlan} from '../../plan/build-plan.ts';
import type {Plan} from '../../plan/types.ts';
import {type ExpansionOptions, expandLive} from './live-expansion.ts';

/** Asking ahead must not hold up a run behind a dead line, in milliseconds for a stage. */
const patienceMs = 3000;

/**
 * Asks the services themselves for the region code and the relay hosts, where they can be reached, and plans anew with
 * what they say. Where nothing was learned it is the same plan, and the notes say why.
 */
export async function learnLive(
	plan: Plan,
	ownRequirements: readonly Requirement[],
	options: ExpansionOptions,
): Promise<{readonly plan: Plan; readonly notes: readonly string[]}> {
	const {settings} = plan;
	const hasty = {...plan, settings: {...settings, timeoutMs: Math.min(settings.timeoutMs, patienceMs)}};
	const patterns = catalog.requirements
		.filter(({clouds}) => clouds.includes(settings.cloud))
		.map(({pattern}) => pattern);
	const {facts, notes} = await expandLive(hasty, patterns, options);
	return {plan: buildPlan(settings, catalog, ownRequirements, facts), notes};
}
