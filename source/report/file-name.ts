import type {RunReport} from './run-report.ts';

type Named = Pick<RunReport, 'startedAt' | 'vantage'> & {readonly settings: Pick<RunReport['settings'], 'region'>};

/** A name for the files of a run, without an ending: place and day, and `demo` where it was made in the practice network. */
export function proposeFileName({settings, startedAt, vantage}: Named): string {
	const parts = ['arc-netcheck', vantage.kind === 'practice' ? 'demo' : '', settings.region, startedAt.slice(0, 10)];
	return parts.filter(part => part !== '').join('-');
}
