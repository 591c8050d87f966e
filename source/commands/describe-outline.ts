import {countOf} from '../diagnosis/words.ts';
import type {RunOutline} from './read-run.ts';

/** How a run ended, in a few words. */
export function describeOutcome({state, errors, warnings, targets, probed}: RunOutline): string {
	switch (state) {
		case 'ok':
			return (warnings ?? 0) > 0 ? `ok, ${countOf(warnings ?? 0, 'warning')}` : 'ok';
		case 'failing':
			return `FAILING, ${errors} of ${targets} targets`;
		case 'undecided':
			return `undecided, none of ${countOf(targets ?? 0, 'target')} could be tested`;
		case 'damaged':
			return 'damaged';
		default:
			return `${state}, ${probed} of ${targets} targets probed`;
	}
}

const units = [
	['day', 86_400_000],
	['hour', 3_600_000],
	['minute', 60_000],
] as const;

/** `3 hours ago`; a clock that was set back makes it `just now`. */
export function describeAge(startedAt: string, now: number): string {
	const age = now - Date.parse(startedAt);
	const unit = units.find(([, length]) => age >= length);
	return unit ? `${countOf(Math.floor(age / unit[1]), unit[0])} ago` : 'just now';
}
