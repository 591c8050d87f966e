import {endpointOf} from '../plan/endpoints.ts';
import {type Severity, type Status, severities} from '../verdict/types.ts';

/** A run in numbers, by endpoints: the unit of every number that a reader sees. */
export type EndpointOutline = {
	readonly total: number;
	/** With a result so far. */
	readonly probed: number;
	/** Needed, and failing. */
	readonly failing: number;
	readonly warnings: number;
};

type Row = Parameters<typeof endpointOf>[0] & {readonly status: Status; readonly severity: Severity};

/** Counts endpoints by their worst row. `total` may be larger than what the rows tell: a run that was cut off has no row for the rest. */
export function outlineEndpoints(rows: readonly Row[], total = 0): EndpointOutline {
	const endpoints = [...Map.groupBy(rows, endpointOf).values()].map(group => ({
		isProbed: group.some(({status}) => status !== 'skipped'),
		worst: Math.max(...group.map(({severity}) => severities.indexOf(severity))),
	}));
	const countWorst = (severity: Severity) =>
		endpoints.filter(({worst}) => worst === severities.indexOf(severity)).length;
	return {
		total: Math.max(total, endpoints.length),
		probed: endpoints.filter(({isProbed}) => isProbed).length,
		failing: countWorst('error'),
		warnings: countWorst('warning'),
	};
}
