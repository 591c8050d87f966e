import type {Run} from '../record/run.ts';

type Named = Pick<Run, 'startedAt' | 'vantage'> & {readonly settings: Pick<Run['settings'], 'region'>};

/** A name for the files of a run, without an ending: place and day, and `demo` where it was made in the practice network. */
export function proposeFileName({settings, startedAt, vantage}: Named): string {
	const parts = ['arc-netcheck', vantage.kind === 'practice' ? 'demo' : '', settings.region, startedAt.slice(0, 10)];
	return parts.filter(part => part !== '').join('-');
}
