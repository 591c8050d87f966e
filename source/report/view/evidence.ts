import type {Endpoint} from '../../record/endpoints.ts';
import type {RunRow} from '../../record/run.ts';

/** One sentence on what was seen, and for how many endpoints it was the same but for the name. */
export type EvidenceExample = {readonly detail: string; readonly count: number};

/** What a row saw, without its own host: rows that differ in nothing else saw the same. */
function shapeOf({detail, target}: Pick<RunRow, 'detail' | 'target'>): string {
	return target === null ? detail : detail.replaceAll(target.host, '');
}

/** What was seen for some endpoints, each kind once, the most frequent first. */
export function evidenceExamples(endpoints: readonly Endpoint[]): EvidenceExample[] {
	const examples = new Map<string, {detail: string; names: Set<string>}>();
	for (const {name, rows} of endpoints) {
		for (const row of rows) {
			const shape = shapeOf(row);
			const example = examples.get(shape) ?? {detail: row.detail, names: new Set<string>()};
			example.names.add(name);
			examples.set(shape, example);
		}
	}
	return [...examples.values()]
		.map(({detail, names}) => ({detail, count: names.size}))
		.sort((one, other) => other.count - one.count);
}
