import type {Observation} from '../evidence/types.ts';
import {groupByProbe, type ProbeGroup} from '../plan/probe-groups.ts';
import type {Plan} from '../plan/types.ts';
import type {ProbeEvent} from './probe-group.ts';
import type {Prober} from './prober.ts';

export type ObserveOptions = {
	/** Told what happens while it happens; the observations are the truth. */
	onEvent?(group: ProbeGroup, event: ProbeEvent): void;
	/** Told once for each probe, as soon as all of it was seen. */
	onObserved?(group: ProbeGroup, observation: Observation): void;
};

/**
 * Probes what a plan names and collects what is seen, without a word on what it means. Resolves to what there is also
 * after the prober's signal was aborted: targets whose turn never came have no attempts.
 *
 * @returns by the id of the row; rows that one probe answers share what it saw, and those that are not probed have none
 */
export async function observePlan(
	plan: Plan,
	prober: Prober,
	{onEvent, onObserved}: ObserveOptions = {},
): Promise<ReadonlyMap<string, Observation>> {
	const observations = new Map<string, Observation>();
	await Promise.all(
		groupByProbe(plan).map(async group => {
			const observation = await prober.probe(group, event => onEvent?.(group, event));
			for (const {id} of group.rows) observations.set(id, observation);
			onObserved?.(group, observation);
		}),
	);
	return observations;
}
