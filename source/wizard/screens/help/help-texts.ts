import type {KeyHint} from '../../components/screen-context.tsx';
import {type StepId, stepOf} from '../../state/answers/steps.ts';
import type {WizardState} from '../../state/state.ts';

/** What the help says about a screen above the table of its keys, or in place of one by lines. */
type HelpText = {readonly title: string; readonly lines: readonly string[]};

const stepLines: {readonly [id in StepId]: string} = {
	region:
		'Endpoints carry the name of the region or its Arc code. Where no public source tells the code, the service itself is asked.',
	proxy: 'Choose what the cluster will use, even if this machine could do without.',
	'proxy-details': 'Only the address is required. The password is used for this run only and is never written.',
	features: 'The usual set fits a cluster that is connected to Azure Arc and runs Azure Machine Learning.',
	resources:
		'Leave a line empty to skip it. Several names are separated by commas; a pasted address or URL will do too.',
	review: 'The check opens connections and asks for public pages. It changes nothing.',
	from: 'Nodes and pods are looked from by Jobs, hosts by your own ssh, a running pod by kubectl exec. Nothing is created by asking what it takes.',
};

const reportLine =
	'Findings come first, the worst on top; each says who can fix it. Below stand the endpoints behind it.';

const auditLine =
	'Give a firewall or proxy configuration, or a plain list. What is not understood never counts as allowed; the ending of a file says how the audit is written.';

const exportLine =
	'Each line that is ticked becomes a file in one folder, private to you. No file is replaced without asking.';

const saveLine =
	'A profile holds all answers, but never a password. It can name a place instead: env:NAME for an environment variable, or file:PATH.';

/** The help for what is on the screen. */
export function helpFor({view}: Pick<WizardState, 'view'>): HelpText {
	switch (view.name) {
		case 'step':
			return {title: stepOf(view.stepId).question, lines: [stepLines[view.stepId]]};
		case 'profiles':
			return {
				title: 'Profiles',
				lines: ['A profile is a set of answers under a name, with the runs made for it. Below stand runs without one.'],
			};
		case 'profile':
			return {
				title: 'Profile',
				lines: [
					'The last run stands on top, with what changed since the one before it. Each run is kept with the profile.',
				],
			};
		case 'password':
			return {
				title: 'Password',
				lines: ['The password is kept in memory until the wizard closes, and written nowhere.'],
			};
		case 'changes':
			return {
				title: 'What changed',
				lines: [
					'Two runs, endpoint by endpoint, the most urgent first. What one of them did not probe is not compared.',
				],
			};
		case 'save-profile':
			return {title: 'Save as profile', lines: [saveLine]};
		case 'audit':
			return {title: 'Audit an allow-list', lines: [auditLine]};
		case 'probing':
			return {
				title: 'Checking',
				lines: [
					'Each endpoint goes through its stages: dns, tcp, proxy, tls, http. What is blocked is tried a second time.',
				],
			};
		case 'waiting':
			return {
				title: 'Waiting for the fix',
				lines: [
					'What failed is asked again until all of it gets through; then it is checked once more, and the results show it.',
				],
			};
		case 'results':
		case 'copy':
		case 'next':
			return {title: 'Results', lines: [reportLine]};
		case 'matrix':
			return {
				title: 'What each place sees',
				lines: ['Places that see the same share a column. What differs stands on top.'],
			};
		case 'printout':
			return {
				title: 'For others to run',
				lines: ['Neither holds a password. What it prints is read by "A log file".'],
			};
		case 'export':
		case 'done':
			return {title: 'Export', lines: [exportLine]};
		case 'closed':
			return {title: '', lines: []};
		default:
			return view satisfies never;
	}
}

/** Keys that the table has for every screen. */
const shared: readonly string[] = ['↑↓', 'up/down', '?', 'ctrl-c'];

/** Hints of keys that move, on a screen that has something to move through. */
const moving: readonly string[] = ['↑↓', 'up/down'];

/** The table of a screen: its own keys, as its last line has them and more, then those that move, where they do, and edit. */
export function keyRows(
	hints: readonly KeyHint[],
	state: Pick<WizardState, 'view'>,
): ReadonlyArray<readonly [keys: string, meaning: string]> {
	const own = hints
		.filter(({keys}) => !shared.includes(keys))
		.map(({keys, label, meaning = label}) => [keys, meaning] as const);
	const moves = hints.some(({keys}) => moving.includes(keys));
	return [...own, ...helpKeys(state).filter(([name]) => moves || !name.startsWith('arrows'))];
}

/** Screens on which letters are typed from the start, so that none of them moves. */
function isTyped({view}: Pick<WizardState, 'view'>): boolean {
	if (view.name !== 'step') return ['password', 'save-profile', 'audit'].includes(view.name);
	return ['region', 'proxy-details', 'resources'].includes(view.stepId);
}

/** The keys that move, and those that edit where there is something to type. */
export function helpKeys(state: Pick<WizardState, 'view'>): ReadonlyArray<readonly [keys: string, meaning: string]> {
	const hasText = isTyped(state) || state.view.name === 'export' || state.view.name === 'results';
	return [
		[isTyped(state) ? 'arrows' : 'arrows, j k', 'move; PgUp, PgDn, Home and End too'],
		...(hasText ? ([['Ctrl-U, Ctrl-W', 'delete what stands left of the cursor, the word']] as const) : []),
		['Ctrl-C', 'quit'],
		['Ctrl-Z', 'pause until "fg"'],
	];
}
