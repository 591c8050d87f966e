import type {Run} from './run.ts';

type Vantage = Run['vantage'];

/** How each vantage point is called in a sentence. */
export const vantageNames: {readonly [kind in Vantage['kind']]: string} = {
	jumpbox: 'jump box',
	node: 'cluster node',
	pod: 'pod',
	practice: 'practice network',
};

/** `jump box jump-1`, to follow "from the". */
export function describeVantage({kind, hostname}: Vantage): string {
	return kind === 'practice' ? `${vantageNames[kind]} on ${hostname}` : `${vantageNames[kind]} ${hostname}`;
}

/** What must be said wherever a run of the practice network is shown: nobody may act on it. Null for any other run. */
export function practiceNotice({vantage}: Pick<Run, 'vantage'>): string | null {
	return vantage.kind === 'practice'
		? 'Practice run: it was made in the practice network of arc-netcheck demo. Company, proxy and faults are made up; do not act on it.'
		: null;
}
