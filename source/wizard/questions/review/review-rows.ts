import {countPlannedEndpoints} from '../../../plan/endpoints.ts';
import type {Plan} from '../../../plan/types.ts';
import type {Secrets, Settings} from '../../../settings/types.ts';
import {countOf} from '../../../words.ts';
import type {Answers} from '../../state/answers/answers.ts';
import {resourceWords, usableResources} from '../../state/answers/own-resources.ts';
import {describeFoundProxy, describeProxyAnswer} from '../../state/answers/proxy-answer.ts';
import {availableFeatures, featuresOf, findChosenRegion, type StepContext} from '../../state/answers/step-context.ts';
import {type Step, type StepId, stepOf} from '../../state/answers/steps.ts';
import type {PreparedCheck} from '../../state/check.ts';

/** An answer in the review, and where it can be changed: a step, and in a form the line. */
export type ReviewRow = {
	readonly label: string;
	readonly text: string;
	readonly stepId: StepId;
	readonly field?: string | undefined;
};

/** One line for each answer, with what follows from it; of a password only that there is one. */
export function reviewRows(answers: Answers, context: StepContext, prepared: PreparedCheck): readonly ReviewRow[] {
	const region = findChosenRegion(answers, context);
	return [
		{label: 'Region', text: region ? `${region.name} (${region.displayName})` : '', stepId: 'region'},
		{label: 'Proxy', text: proxyText(answers, context), stepId: 'proxy'},
		...(prepared.plan ? proxyRows(answers, prepared.plan.settings, prepared.secrets) : []),
		{label: 'Features', text: featuresText(answers, context), stepId: 'features'},
		...resourceRows(answers, context),
	];
}

function proxyText(answers: Answers, context: StepContext): string {
	const {proxyFound} = context;
	if (answers.proxyChoice === 'environment' && proxyFound.kind === 'found') return describeFoundProxy(proxyFound);
	return describeProxyAnswer(answers, context);
}

/** What belongs to the proxy, as it will be used: also from the environment, where only the variables can change it. */
function proxyRows(answers: Answers, {proxy, caFile}: Settings, secrets: Secrets): readonly ReviewRow[] {
	const endpoint = proxy.https ?? proxy.http;
	const rowFor = (label: string, text: string, field: string): ReviewRow =>
		answers.proxyChoice === 'own' ? {label, text, stepId: 'proxy-details', field} : {label, text, stepId: 'proxy'};
	const hasPassword = (secrets.httpsProxyPassword ?? secrets.httpProxyPassword) !== null;
	return [
		...(endpoint?.username
			? [rowFor('User', `${endpoint.username}, ${hasPassword ? 'password set' : 'no password'}`, 'username')]
			: []),
		...(endpoint ? [rowFor('Exceptions', proxy.noProxy || 'none', 'noProxy')] : []),
		...(caFile === null ? [] : [rowFor('CA file', caFile, 'caFile')]),
	];
}

function featuresText(answers: Answers, context: StepContext): string {
	const chosen = featuresOf(answers, context);
	return availableFeatures(answers, context)
		.filter(feature => chosen.includes(feature.id))
		.map(({title}) => title)
		.join(', ');
}

/** Those with a name, and one line for those without. */
function resourceRows(answers: Answers, context: StepContext): readonly ReviewRow[] {
	const usable = usableResources(answers, context);
	const nameOf = (key: (typeof usable)[number]) => answers.resources[key]?.trim() ?? '';
	const named = usable.filter(key => nameOf(key) !== '');
	const unnamed = usable.filter(key => nameOf(key) === '');
	const [first] = unnamed;
	return [
		...named.map(
			(key): ReviewRow => ({label: resourceWords[key].label, text: nameOf(key), stepId: 'resources', field: key}),
		),
		...(first === undefined
			? []
			: [
					{
						label: 'Not named',
						text: unnamed.map(key => resourceWords[key].label).join(', '),
						stepId: 'resources',
						field: first,
					} as const,
				]),
	];
}

/** How much of a plan can be probed. */
export function describeReach(plan: Plan | null): string {
	if (!plan) return 'Some answers are missing.';
	const all = countPlannedEndpoints(plan.targets);
	const probed = countPlannedEndpoints(plan.targets.filter(({route}) => route !== null));
	if (probed === all) return `All ${countOf(all, 'endpoint')} can be checked from here.`;
	return `${probed} can be checked from here. ${all - probed} can't (UDP, or a wildcard without a name); the report lists them.`;
}

/** The review in other words once something was checked. */
const again = {
	question: 'Check again?',
	reason: 'The results stay until a new check is done; each answer can be changed first.',
} as const;

/** What the review asks, before the first check and after it. */
export function reviewStep(hasRun: boolean): Pick<Step, 'title' | 'question' | 'reason'> {
	const step = stepOf('review');
	return hasRun ? {...step, ...again} : step;
}
