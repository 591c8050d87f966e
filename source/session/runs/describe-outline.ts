import {countOf} from '../../words.ts';
import type {RunOutline} from './read-run.ts';

/** How a run ended, in a few words. */
export function describeOutcome({state, endpoints}: Pick<RunOutline, 'state' | 'endpoints'>): string {
	if (endpoints === null) return state;
	const {total, probed, failing, warnings} = endpoints;
	switch (state) {
		case 'ok':
			return warnings > 0 ? `ok, ${countOf(warnings, 'warning')}` : 'ok';
		case 'failing':
			return `FAILING, ${failing} of ${countOf(total, 'endpoint')}`;
		case 'undecided':
			return `undecided, none of ${countOf(total, 'endpoint')} could be tested`;
		default:
			return `${state}, ${probed} of ${countOf(total, 'endpoint')} probed`;
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
