import type {ListState} from './list-state.ts';

/** Which rows are in view, `4-12 of 62`; where all are, how many a filter left, `3 of 62`; else nothing. */
export function positionText(state: ListState, count: number, height: number, total = count): string {
	if (count > height) return `${state.top + 1}-${Math.min(count, state.top + height)} of ${count}`;
	return count < total ? `${count} of ${total}` : '';
}
