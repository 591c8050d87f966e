import {countPlannedEndpoints} from '../../../plan/endpoints.ts';
import type {Plan} from '../../../plan/types.ts';
import {isUselessProxy, type ProxyExamination} from '../../../session/proxy/examine-proxy.ts';
import {isUrl} from '../../../settings/parsers.ts';
import {designWords} from '../../../settings/private-services.ts';
import {formatProxy} from '../../../settings/proxy-url.ts';
import type {Secrets} from '../../../settings/types.ts';
import type {Notice} from '../../components/frame/frame-parts.ts';
import {
	type Answers,
	availableFeatures,
	featuresOf,
	findChosenRegion,
	type StepContext,
} from '../../state/answers/answers.ts';
import {originWords} from '../../state/answers/known-answers.ts';
import {resourceWords, usableResources} from '../../state/answers/own-resources.ts';
import {describeFoundProxy, describeProxyAnswer, foundByAnswer} from '../../state/answers/proxy-answer.ts';
import {describePlaces, type Step, type StepId, stepOf} from '../../state/answers/steps.ts';
import type {PreparedCheck} from '../../state/check.ts';
import {endpointsPastProxy, warningOn} from '../proxy/proxy-fields.ts';

/** An answer in the review, and where it can be changed: a step, and in a form the line. */
export type ReviewRow = {
	readonly label: string;
	readonly text: string;
	/** Where it comes from, in a word or two; empty where it was given here. */
	readonly origin: string;
	/** What may be wrong with it, or null. */
	readonly warning: string | null;
	readonly stepId: StepId;
	readonly field?: string | undefined;
};

/** One line for each answer, with what follows from it; of a password only that there is one. */
export function reviewRows(answers: Answers, context: StepContext, prepared: PreparedCheck): readonly ReviewRow[] {
	const region = findChosenRegion(answers, context);
	const {plan} = prepared;
	const from = (key: Parameters<typeof originWords>[0]) => ({
		origin: originWords(key, answers, context),
		warning: null,
	});
	return [
		{
			...from('region'),
			label: 'Region',
			text: region ? `${region.name} (${region.displayName})` : '',
			stepId: 'region',
		},
		{
			...from('proxyChoice'),
			label: 'Proxy',
			text: proxyText(answers, context),
			warning: proxyWarning(answers, context),
			stepId: 'proxy',
		},
		...(plan ? proxyRows(answers, plan, prepared.secrets) : []),
		{...from('features'), label: 'Features', text: featuresText(answers, context), stepId: 'features'},
		...designRows(plan),
		...(context.isPractice
			? []
			: [{...from('from'), label: 'From', text: describePlaces(answers.from), stepId: 'from'} as const]),
		...resourceRows(answers, context, from('resources').origin),
	];
}

function proxyText(answers: Answers, context: StepContext): string {
	const {proxyFound} = context;
	if (answers.proxyChoice === 'system') return `${describeProxyAnswer(answers, context)}, from Windows`;
	if (answers.proxyChoice === 'environment' && proxyFound.kind === 'found') return describeFoundProxy(proxyFound);
	return describeProxyAnswer(answers, context);
}

/** What is odd about the address, or about the variables that name it. */
function proxyWarning(answers: Answers, context: StepContext): string | null {
	if (answers.proxyChoice === 'own') return warningOn('url', answers.ownProxy, []);
	return foundByAnswer(answers, context)?.notes[0] ?? null;
}

/** What belongs to the proxy, as it will be used: also from the environment or Windows, where only those can change it. */
function proxyRows(answers: Answers, plan: Plan, secrets: Secrets): readonly ReviewRow[] {
	const {proxy, caFile} = plan.settings;
	const endpoint = proxy.https ?? proxy.http;
	const rowFor = (label: string, text: string, field: string, warning: string | null = null): ReviewRow => {
		const row = {label, text, warning, origin: ''};
		return answers.proxyChoice === 'own' ? {...row, stepId: 'proxy-details', field} : {...row, stepId: 'proxy'};
	};
	const own = {...answers.ownProxy, noProxy: proxy.noProxy};
	const hasPassword = (secrets.httpsProxyPassword ?? secrets.httpProxyPassword) !== null;
	return [
		...(endpoint?.username
			? [rowFor('User', `${endpoint.username}, ${hasPassword ? 'password set' : 'no password'}`, 'username')]
			: []),
		...(endpoint
			? [rowFor('Exceptions', proxy.noProxy || 'none', 'noProxy', warningOn('noProxy', own, endpointsPastProxy(plan)))]
			: []),
		...(caFile === null ? [] : [rowFor('CA file', caFile, 'caFile')]),
	];
}

/** How the cluster is meant to reach Azure, beside the plain way. */
function designRows(plan: Plan | null): readonly ReviewRow[] {
	const words = plan === null ? [] : designWords(plan.settings);
	const row = {label: 'Design', text: words.join('; '), origin: '', warning: null, stepId: 'features'} as const;
	return words.length === 0 ? [] : [row];
}

function featuresText(answers: Answers, context: StepContext): string {
	const chosen = featuresOf(answers, context);
	return availableFeatures(answers, context)
		.filter(feature => chosen.includes(feature.id))
		.map(({title}) => title)
		.join(', ');
}

/** Those with a name, and one line for those without. */
function resourceRows(answers: Answers, context: StepContext, origin: string): readonly ReviewRow[] {
	const usable = usableResources(answers, context);
	const nameOf = (key: (typeof usable)[number]) => answers.resources[key]?.trim() ?? '';
	const named = usable.filter(key => nameOf(key) !== '');
	const unnamed = usable.filter(key => nameOf(key) === '');
	const [first] = unnamed;
	return [
		...named.map(
			(key): ReviewRow => ({
				label: resourceWords[key].label,
				text: nameOf(key),
				origin,
				warning: null,
				stepId: 'resources',
				field: key,
			}),
		),
		...(first === undefined
			? []
			: [
					{
						label: 'Not named',
						text: unnamed.map(key => resourceWords[key].label).join(', '),
						origin: 'optional',
						warning: null,
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
	if (probed === all) return `${probed === 1 ? '1' : `All ${all}`} will be tested.`;
	return `${probed} will be tested. ${all - probed} can't be (UDP, unnamed wildcards).`;
}

/** What the proxies of a plan said of themselves, as far as they were talked to; null: nothing. */
export function describeProxies(plan: Plan | null, examinations: readonly ProxyExamination[]): Notice | null {
	const {pac = null, proxy} = plan?.settings ?? {};
	// The proxies that a PAC names were asked together with it.
	const isOfPac = examinations.some(examination => examination.proxy === pac);
	const used = isOfPac
		? examinations.map(examination => examination.proxy)
		: [proxy?.https, proxy?.http].flatMap(one => (one ? [formatProxy(one)] : []));
	const [first] = examinations.filter(({proxy}) => used.includes(proxy)).toSorted(byUse);
	if (!first) return null;
	// How many endpoints go where is wanted beside what is wrong with one of the proxies.
	const ways = examinations.find(examination => examination.proxy === pac && first !== examination);
	return {
		text: ways ? `${first.sentence} ${ways.sentence}` : first.sentence,
		tone: isUselessProxy(first) ? 'warning' : 'ok',
	};
}

/** What of these examinations is of this PAC, with what is known of it now. */
export function withPac(
	examinations: readonly ProxyExamination[],
	ofPac: ProxyExamination,
): readonly ProxyExamination[] {
	const isKnown = examinations.some(({proxy}) => proxy === ofPac.proxy);
	return [ofPac, ...(isKnown ? examinations.filter(({proxy}) => proxy !== ofPac.proxy) : [])];
}

/** How much has been sent before the check: a script that was fetched, or talk with a proxy. */
export function sentBefore(
	plan: Plan | null,
	examinations: readonly ProxyExamination[],
): 'nothing' | 'script' | 'proxy' {
	if (describeProxies(plan, examinations) === null) return 'nothing';
	const pac = plan?.settings.pac ?? null;
	if (examinations.some(({proxy}) => proxy !== pac)) return 'proxy';
	return isUrl(pac ?? '') ? 'script' : 'nothing';
}

/** What is of no use comes first. */
function byUse(one: ProxyExamination, other: ProxyExamination): number {
	return Number(isUselessProxy(other)) - Number(isUselessProxy(one));
}

/** The review in other words once something was checked. */
const again = {
	question: 'Check again?',
	reason: 'The results stay until a new check is done. Every line can be changed.',
} as const;

/**
 * What the review asks, before the first check and after it. `sent`: so much has been sent. `isProxyOpen`: nothing
 * says how the cluster reaches out, so whoever knows is asked to look at that line.
 */
export function reviewStep({
	hasRun,
	sent,
	isProxyOpen,
}: {
	readonly hasRun: boolean;
	readonly sent: 'nothing' | 'script' | 'proxy';
	readonly isProxyOpen: boolean;
}): Pick<Step, 'title' | 'question' | 'reason'> {
	const step = stepOf('review');
	if (hasRun) return {...step, ...again};
	if (sent === 'proxy') return {...step, reason: 'Only the proxy has been asked yet. Every line can be changed.'};
	if (sent === 'script') return {...step, reason: 'Only the PAC has been fetched yet. Every line can be changed.'};
	const {question} = stepOf('proxy');
	return isProxyOpen ? {...step, reason: `Nothing has been sent yet. ${question} Set any proxy.`} : step;
}

/** Whether "no proxy" is proposed because nothing names one. */
export function isProxyOpen({proxyChoice}: Answers, {known, proxyFound}: StepContext): boolean {
	return proxyChoice === 'none' && known.proxyChoice === undefined && proxyFound.kind === 'none';
}
