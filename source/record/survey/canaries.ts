import {endpointOf} from '../../plan/endpoints.ts';
import type {Run, RunRow} from '../run.ts';

/**
 * The few rows that tell whether another place sees what these saw: one of each way to differ between them, one of each
 * cause of failure, else one of each kind of connection, and no endpoint twice. Pure.
 *
 * @param most - how many endpoints
 * @returns ids of rows
 */
export function chooseCanaries(runs: readonly Run[], most: number): ReadonlySet<string> {
	const seen = [
		...Map.groupBy(
			runs.flatMap(({results}) => results.filter(isProbed)),
			({id}) => id,
		).values(),
	];
	const isDiffering = (rows: readonly RunRow[]) => new Set(rows.map(viewOf)).size > 1;
	const ranks = [
		oneOfEach(seen.filter(isDiffering), rows => rows.map(viewOf).join('\n')),
		oneOfEach(
			seen.filter(rows => !isDiffering(rows) && rows.some(({status}) => status !== 'reachable')),
			([row]) => (row ? viewOf(row) : ''),
		),
		oneOfEach(seen, ([row]) => (row ? kindOf(row) : '')),
		seen.filter(isDiffering),
	];
	const chosen = new Map<string, string>();
	for (const [row] of ranks.flat()) {
		if (row === undefined || chosen.size >= most) continue;
		const endpoint = `${kindOf(row)} ${endpointOf(row)}`;
		if (!chosen.has(endpoint)) chosen.set(endpoint, row.id);
	}
	return new Set(chosen.values());
}

/** Whether every row of a canary is as another run has it. Pure. */
export function seesTheSame(canary: Run, {results}: Run): boolean {
	const rows = new Map(results.map(row => [row.id, viewOf(row)]));
	return canary.results.every(row => rows.get(row.id) === viewOf(row));
}

function oneOfEach(
	rows: readonly (readonly RunRow[])[],
	keyOf: (seen: readonly RunRow[]) => string,
): readonly (readonly RunRow[])[] {
	return [...Map.groupBy(rows, keyOf).values()].flatMap(([first]) => (first ? [first] : []));
}

function isProbed({attempts}: RunRow): boolean {
	return attempts.length > 0;
}

/** What a place sees of a row, as a key: places with one key see the same. */
export function viewOf({status, cause}: Pick<RunRow, 'status' | 'cause'>): string {
	return `${status} ${cause}`;
}

/** What makes a network treat connections alike: their protocol, their port, their route and the features that need them. */
function kindOf({requirement, target, route}: RunRow): string {
	const features = requirement?.features.join(',') ?? '';
	return `${requirement?.protocol} ${target?.port} ${route} ${features}`;
}
