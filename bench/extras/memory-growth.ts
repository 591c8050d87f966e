import type {WorkloadOutcome} from '../run-workload.ts';
import {spreadOf} from '../statistics.ts';
import type {ExtraSection} from './types.ts';

/** Bytes of memory that one more target may cost. */
const goalBytes = 20_000;

/** How much memory a target costs, from two workloads that differ only in their number. None without both of them. */
export function describeMemoryGrowth(outcomes: readonly WorkloadOutcome[]): readonly ExtraSection[] {
	const peakOf = (id: string) => {
		const outcome = outcomes.find(({workload}) => workload.id === id);
		const rounds = outcome?.outcomes.find(({tool}) => tool.id === 'arc-netcheck')?.rounds ?? [];
		if (!outcome || rounds.length === 0) return null;
		return {count: outcome.workload.scene.count, kib: spreadOf(rounds.map(({peakKib}) => peakKib)).median};
	};
	const few = peakOf('healthy-1000');
	const many = peakOf('healthy-10000');
	if (!few || !many) return [];
	const bytes = ((many.kib - few.kib) * 1024) / (many.count - few.count);
	const verdict = bytes <= goalBytes ? 'reached' : 'missed';
	return [
		{
			title: 'Memory for one more target',
			lines: [
				`From ${few.count} to ${many.count} targets the largest resident set grows by ${(bytes / 1000).toFixed(1)} kB a target. Goal: at most ${goalBytes / 1000} kB: ${verdict}.`,
			],
		},
	];
}
