import {problemOf} from '../../../errors.ts';
import {problemWithPlaces} from '../../../session/vantage/outlook.ts';
import {countOf, joinWords} from '../../../words.ts';
import type {Stage} from '../../components/frame/frame-parts.ts';
import {type Answers, featuresOf, findChosenRegion, type StepContext} from './answers.ts';
import {describeResources, readResources, usableResources} from './own-resources.ts';
import {describeProxyAnswer, type ProxyFound, pacOf, parseOwnProxy, type SystemFound} from './proxy-answer.ts';

export const stepIds = ['region', 'proxy', 'proxy-details', 'features', 'resources', 'from', 'review'] as const;
export type StepId = (typeof stepIds)[number];

/** One question. The same table drives the screens and the plain prompts. */
export type Step = {
	readonly id: StepId;
	readonly title: string;
	/** Where it stands in the header. */
	readonly stage: Stage;
	readonly question: string;
	/** Why it is asked, in one line. */
	readonly reason: string;
	readonly isSkipped: (answers: Answers, context: StepContext) => boolean;
	/** What is wrong with the answer, or null. */
	readonly validate: (answers: Answers, context: StepContext) => string | null;
	/** The answer in a few words; empty while there is none. */
	readonly summarize: (answers: Answers, context: StepContext) => string;
};

function problemWith(found: ProxyFound): string | null {
	if (found.kind === 'none') return 'No proxy variable is set here: choose one of the other two lines.';
	return found.kind === 'unreadable' ? found.problem : null;
}

function problemWithSystem(found: SystemFound): string | null {
	if (found === null) return 'Windows names no proxy here: choose another line.';
	return found.kind === 'unreadable' ? found.problem : null;
}

const neverSkipped = () => false;

export const steps: readonly Step[] = [
	{
		id: 'region',
		title: 'Region',
		stage: 'Region',
		question: 'Which Azure region is the cluster for?',
		reason: 'Checks if this network reaches what Arc and Azure ML need. Changes nothing.',
		isSkipped: neverSkipped,
		validate: (answers, context) =>
			findChosenRegion(answers, context) ? null : 'Choose the region that the cluster will be connected to.',
		summarize: answers => answers.region ?? '',
	},
	{
		id: 'proxy',
		title: 'Proxy',
		stage: 'Proxy',
		question: 'How does the cluster reach out?',
		reason: "Every endpoint is checked over the agents' own path.",
		isSkipped: neverSkipped,
		validate: ({proxyChoice}, {proxyFound, systemFound}) => {
			if (proxyChoice === 'system') return problemWithSystem(systemFound);
			return proxyChoice === 'environment' ? problemWith(proxyFound) : null;
		},
		summarize: describeProxyAnswer,
	},
	{
		id: 'proxy-details',
		title: 'Proxy',
		stage: 'Proxy',
		question: 'Which proxy?',
		reason: 'Give what the Arc agents get. The password is used for this run only.',
		isSkipped: ({proxyChoice}) => proxyChoice !== 'own',
		validate: ({ownProxy}) => problemOf(() => pacOf(ownProxy) ?? parseOwnProxy(ownProxy)),
		summarize: describeProxyAnswer,
	},
	{
		id: 'features',
		title: 'Features',
		stage: 'Features',
		question: 'What will run on the cluster?',
		reason: 'Only what it needs is checked. Tick what you use; the usual set is ticked.',
		isSkipped: neverSkipped,
		validate: (answers, context) =>
			featuresOf(answers, context).length > 0
				? null
				: 'Choose at least one feature; without one there is nothing to check.',
		summarize: (answers, context) => {
			const {length} = featuresOf(answers, context);
			return length === 1 ? '1 feature' : `${length} features`;
		},
	},
	{
		id: 'resources',
		title: 'Resources',
		stage: 'Resources',
		question: 'Your own resources (optional)',
		reason: 'With a name your real host is checked, without it a public stand-in.',
		isSkipped: (answers, context) => usableResources(answers, context).length === 0,
		validate: (answers, context) => problemOf(() => readResources(answers, context)),
		summarize: describeResources,
	},
	{
		id: 'from',
		title: 'From',
		stage: 'Review',
		question: 'From where?',
		reason: 'Nodes and pods may take another way out. Several places are compared.',
		isSkipped: (_answers, {isPractice}) => isPractice,
		validate: ({from}) => problemWithPlaces(from),
		summarize: ({from}) => (isElsewhere(from) ? `from ${joinWords(from.map(shortPlace), 3, 'place')}` : ''),
	},
	{
		id: 'review',
		title: 'Review',
		stage: 'Review',
		question: 'Ready to check?',
		reason: 'Nothing has been sent yet. Every line can be changed.',
		isSkipped: neverSkipped,
		validate: () => null,
		summarize: () => '',
	},
];

/** Whether any of the places is another one than this machine. */
export function isElsewhere(from: readonly string[]): boolean {
	return from.some(place => place !== 'here');
}

/** `here`, `5 hosts`, `nodes`. */
function shortPlace(place: string): string {
	const [, hosts = ''] = /^ssh:([^@].*)$/.exec(place) ?? [];
	return hosts.includes(',') ? countOf(hosts.split(',').length, 'host') : place;
}

/** The places as a person reads them. */
export function describePlaces(from: readonly string[], limit = Number.POSITIVE_INFINITY): string {
	return joinWords(
		from.map(place => (place === 'here' ? 'this machine' : place)),
		limit,
		'place',
	);
}

const stepsById = new Map(steps.map(step => [step.id, step]));

/** The step of this id. */
export function stepOf(id: StepId): Step {
	const step = stepsById.get(id);
	if (!step) throw new Error(`No step ${id}`);
	return step;
}

/** The nearest step after (`1`) or before (`-1`) this one that is asked at all, or null at either end. */
export function neighbourStep(id: StepId, direction: 1 | -1, answers: Answers, context: StepContext): StepId | null {
	const index = stepIds.indexOf(id);
	const rest = direction === 1 ? steps.slice(index + 1) : steps.slice(0, index).toReversed();
	return rest.find(step => !step.isSkipped(answers, context))?.id ?? null;
}

/** Where one begins: with what is not known yet, or with all answers at once. */
export function firstStep(answers: Answers, context: StepContext): StepId {
	return firstUnanswered(answers, context) ?? 'review';
}

/** The first step that still lacks a valid answer, or null. Later steps depend on earlier ones, so it must be mended first. */
export function firstUnanswered(answers: Answers, context: StepContext): StepId | null {
	return steps.find(step => !step.isSkipped(answers, context) && step.validate(answers, context) !== null)?.id ?? null;
}
