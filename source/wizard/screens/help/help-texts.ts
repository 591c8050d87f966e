import type {KeyHint} from '../../components/frame/key-hints.ts';
import type {WizardServices} from '../../services.ts';
import {type StepId, stepOf} from '../../state/answers/steps.ts';
import type {WizardState} from '../../state/state.ts';

/** What the help says about a screen: what it is for, and further lines. */
type HelpText = {readonly title: string; readonly lines: readonly string[]};

const stepLines: {readonly [id in StepId]: readonly string[]} = {
	region: [
		'Type a part of the name (eastus, East US), of the place (Virginia) or of the Arc code (eus).',
		'Where no code stands beside a region, no public source tells it; the service itself is asked.',
	],
	proxy: [
		'The environment is read as curl, Go and Python read it: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in lower case too.',
		'Choose what the cluster will use, even if this machine could do without.',
	],
	'proxy-details': [
		'Only the address is required. When you leave, the proxy is asked for a connection to a host of the plan and to a made-up name, which tells what it is.',
		'The password is used for this run only. It is never written.',
	],
	features: [
		'The usual set fits a cluster that is connected to Azure Arc and runs Azure Machine Learning.',
		'Each line that is not ticked says how many endpoints it would add or, as an Arc gateway does, save.',
		'Space ticks a line, n unticks all, u the usual set, a all except Arc gateway, which replaces others. What a line means stands below the list.',
	],
	resources: [
		'Leave a line empty to skip it. Several names are separated by commas; a pasted address or URL will do as well.',
	],
	review: ['The check opens connections and asks for public pages. It changes nothing.'],
};

/** What is at hand here, without which its keys do nothing. */
type AtHand = Pick<WizardServices, 'profiles' | 'clipboard'>;

const reportLines = ({profiles, clipboard}: AtHand): readonly string[] => [
	'Findings come first, the worst on top; each says who can fix it. Below stand the endpoints behind it.',
	'Enter shows everything about the line: the reason, the fix, the commands that prove it, what was seen; n and N go on to the next and the one before.',
	'r checks the line again, f all that failed, R everything; what was found goes into these results. t asks what failed again until it gets through.',
	'Tab shows all endpoints, one a line, and the findings again. / filters by text, s by status; Escape shows all again.',
	`w shows what changed since the run before${profiles ? ', p saves the settings as a profile' : ''}.`,
	'e writes reports and firewall rules to files. Escape shows what else can be done; q leaves.',
	...(clipboard
		? [
				'c copies the report or rules to the clipboard, also over SSH, if your terminal knows OSC 52; in details, the command. Where all is ready c copies the command that connects the cluster, and C the rest.',
			]
		: []),
];

const exportLines = [
	'Space or Enter opens the other formats and the rules.',
	'Each line that is ticked becomes a file in one folder, private to you. A path that ends in .md, .html and the like is the name of a file.',
	'No file is replaced without asking. Redact takes your own names and addresses out, so that the files can go to strangers.',
	'The rules allow what this run found missing, or the whole plan; each file says how every name came out. "From" takes the addresses and ranges of the cluster, which become the source in the rules.',
];

const profilesLines = [
	'A profile is a set of answers under a name, with the runs made for it. Enter opens the one at the pointer.',
	'r gives it another name, d deletes it together with its runs.',
];

const profileLines = [
	'The last run stands on top, with what changed since the one before it.',
	'"Check what was not ok" probes only that, and puts it in the place of what was seen the last time.',
	'Each run is kept with the profile; on the command line, "check --profile NAME" does the same without questions.',
];

const saveLines = [
	'Letters, digits, dots, dashes and underscores, beginning with a letter or digit.',
	'A profile holds all answers, but never a password. For a proxy with a user it can name a place instead: env:NAME for an environment variable, or file:PATH.',
];

/** The help for what is on the screen. */
export function helpFor({view}: Pick<WizardState, 'view'>, atHand: AtHand): HelpText {
	switch (view.name) {
		case 'step': {
			const {question, reason} = stepOf(view.stepId);
			return {title: question, lines: [reason, ...stepLines[view.stepId]]};
		}
		case 'profiles':
			return {title: 'Profiles', lines: profilesLines};
		case 'profile':
			return {title: 'Profile', lines: profileLines};
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
			return {title: 'Save as profile', lines: saveLines};
		case 'probing':
			return {
				title: 'Checking',
				lines: [
					'Each endpoint goes through its stages: dns, tcp, proxy, tls, http. What is blocked is tried a second time.',
					's stops and shows what was found; Ctrl-C stops and leaves.',
				],
			};
		case 'waiting':
			return {
				title: 'Waiting for the fix',
				lines: [
					'What failed is asked again until all of it gets through; then it is checked once more, and the results show it.',
					'Nothing of that is kept until then. s shows the results as they are.',
				],
			};
		case 'results':
		case 'copy':
		case 'next':
			return {title: 'Results', lines: reportLines(atHand)};
		case 'export':
		case 'done':
			return {title: 'Export', lines: exportLines};
		case 'closed':
			return {title: '', lines: []};
		default:
			return view satisfies never;
	}
}

/** Keys that the table has for every screen. */
const shared: readonly string[] = ['↑↓', 'up/down', '?', 'ctrl-c'];

/** The table of a screen: its own keys, as its last line has them and more, then those that move and edit. */
export function keyRows(
	hints: readonly KeyHint[],
	state: Pick<WizardState, 'view'>,
): ReadonlyArray<readonly [keys: string, meaning: string]> {
	const common = helpKeys(state);
	const isOwn = ({keys}: KeyHint) => !shared.includes(keys);
	const own = hints.filter(isOwn).map(({keys, label, meaning = label}) => [keys, meaning] as const);
	const isSaid = (name: string) => own.some(([keys]) => keys.toLowerCase() === name.toLowerCase());
	return [...own, ...common.filter(([name]) => !isSaid(name) && !(name === 'Escape' && isSaid('esc')))];
}

/** Screens on which letters are typed from the start, so that none of them moves. */
function isTyped({view}: Pick<WizardState, 'view'>): boolean {
	if (view.name !== 'step') return view.name === 'password' || view.name === 'save-profile';
	return ['region', 'proxy-details', 'resources'].includes(view.stepId);
}

/** The keys that move, and those that edit where there is something to type. */
export function helpKeys(state: Pick<WizardState, 'view'>): ReadonlyArray<readonly [keys: string, meaning: string]> {
	const hasText = isTyped(state) || state.view.name === 'export' || state.view.name === 'results';
	return [
		[isTyped(state) ? 'arrows' : 'arrows, j k', 'move; PgUp, PgDn, Home and End too'],
		['Enter', 'choose, go on'],
		['Escape', 'back; answers stay'],
		...(hasText ? ([['Ctrl-U, Ctrl-W', 'delete what stands left of the cursor, the word']] as const) : []),
		['Ctrl-C', 'quit'],
		['Ctrl-Z', 'pause until "fg"'],
	];
}
