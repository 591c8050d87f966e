import {isDeepStrictEqual} from 'node:util';
import type {DialectId} from '../../../allowlists/dialect-ids.ts';
import type {Catalog, Feature, Region} from '../../../catalog/types.ts';
import {defaultFeatures, expandFeatures} from '../../../plan/complete-settings.ts';
import type {Run} from '../../../record/run.ts';
import type {ProxySettings} from '../../../settings/types.ts';
import type {CloudId, Level, ResourceKey} from '../../../vocabulary.ts';
import type {OpenedProfile} from '../../profile-services.ts';
import type {WizardServices} from '../../services.ts';
import {type Origins, originsOf} from './known-answers.ts';
import {findProxy, findSystemProxy, foundByAnswer, type ProxyFound, type SystemFound} from './proxy-answer.ts';

/** The fields of an own proxy, as typed: a half-typed address must survive going back and forth. */
export type OwnProxy = {
	readonly url: string;
	readonly username: string;
	readonly password: string;
	readonly noProxy: string;
	readonly caFile: string;
};

/** What was answered so far. Texts are as typed; the steps check them and `settingsInputFrom` reads them. */
export type Answers = {
	readonly cloud: CloudId;
	/** Null: not answered yet. */
	readonly region: string | null;
	readonly proxyChoice: 'environment' | 'system' | 'none' | 'own';
	readonly ownProxy: OwnProxy;
	/** Ids of the chosen features. Null: not answered yet, so the defaults of the region's cloud stand. */
	readonly features: readonly string[] | null;
	/** Where the probes are made, as `--from` takes it. */
	readonly from: readonly string[];
	/** Names of own resources, separated by commas or blanks. */
	readonly resources: {readonly [key in ResourceKey]?: string};
	/** Where the cluster's traffic comes from, for exported rules: addresses and ranges, separated by commas or blanks. */
	readonly ruleSources: string;
	/** The firewalls and proxies that exported rules are for. */
	readonly ruleDialects: readonly DialectId[];
};

/** What the choice of a region answers: its cloud too, and no longer the code that was typed for another region. */
export function answerRegion(
	{region, resources}: Pick<Answers, 'region' | 'resources'>,
	{name, cloud}: Pick<Region, 'name' | 'cloud'>,
): Partial<Answers> {
	const {'region-code': code, ...others} = resources;
	if (name === region || code === undefined) return {region: name, cloud};
	return {region: name, cloud, resources: others};
}

/** What the steps need to know besides the answers. */
export type StepContext = {
	readonly catalog: Catalog;
	readonly proxyFound: ProxyFound;
	readonly systemFound: SystemFound;
	/** The lowest level still probed. */
	readonly level: Level;
	/** The profile that is open, or null. */
	readonly profile: OpenedProfile | null;
	/** What was answered before anything was asked, and what says so. */
	readonly known: Partial<Answers>;
	readonly origins: Origins;
	/** In the practice network there is no other place to look from. */
	readonly isPractice: boolean;
};

/** What the steps need to know beside the answers, from the services. */
export function stepContextOf({
	catalog,
	environment,
	systemProxy,
	level,
	initial,
	origins,
	isPractice,
}: WizardServices): StepContext {
	const [proxyFound, systemFound] = [findProxy(environment), findSystemProxy(systemProxy)];
	return {catalog, proxyFound, systemFound, level, profile: null, known: initial, origins, isPractice};
}

/** What the steps need to know while a profile is open. */
export function contextWithin(context: StepContext, profile: OpenedProfile | null): StepContext {
	if (profile === null) return context;
	const flags = Object.entries(context.origins).filter(([, origin]) => origin === 'flag');
	const origins = {...originsOf(profile.answers, 'profile'), ...Object.fromEntries(flags)};
	return {...context, level: profile.level, profile, known: profile.answers, origins};
}

function noProxyOf(found: ProxyFound): string {
	if (found.kind === 'unreadable') return '';
	return found.kind === 'none' ? found.noProxy : found.proxy.noProxy;
}

/** The answers before anything was asked: what the environment, flags, a profile or the last time say. */
export function initialAnswers({proxyFound, systemFound}: StepContext, known: Partial<Answers>): Answers {
	const {proxyChoice, ...others} = known;
	// What the environment or Windows named the last time it may no longer name.
	const isGone =
		(proxyChoice === 'environment' && proxyFound.kind === 'none') || (proxyChoice === 'system' && systemFound === null);
	const usual = proxyFound.kind !== 'none' ? 'environment' : systemFound === null ? 'none' : 'system';
	return {
		cloud: 'public',
		region: null,
		// One that can't be read has to be seen before it is left aside.
		proxyChoice: (isGone ? null : proxyChoice) ?? usual,
		ownProxy: {url: '', username: '', password: '', noProxy: noProxyOf(proxyFound), caFile: ''},
		features: null,
		from: ['here'],
		resources: {},
		ruleSources: '',
		ruleDialects: [],
		...others,
	};
}

/** The answers that a run was made with. What the environment or Windows says as it did then is still taken from there, password and all. */
export function answersOfRun(
	{settings: {proxy}}: Pick<Run, 'settings'>,
	known: Partial<Answers>,
	context: StepContext,
): Answers {
	const proxiesOf = ({https, http, noProxy}: ProxySettings) => [https, http, noProxy];
	const same = (['environment', 'system'] as const).find(proxyChoice => {
		const found = foundByAnswer({proxyChoice}, context);
		const isOfSource = proxyChoice === 'environment' || proxy.source === proxyChoice;
		return found !== null && isOfSource && isDeepStrictEqual(proxiesOf(found.proxy), proxiesOf(proxy));
	});
	return initialAnswers(context, same ? {...known, proxyChoice: same} : known);
}

/** The answers that the wizard opens with: those of the profile that it opens in, else what is known without one. */
export function firstAnswers({opening, initial}: WizardServices, context: StepContext): Answers {
	return initialAnswers(context, opening.kind === 'profile' ? opening.opened.answers : initial);
}

/** The region of the answers in the catalog; null for one that it does not have. */
export function findChosenRegion({region}: Answers, {catalog}: StepContext): Region | null {
	return catalog.regions.find(({name}) => name === region) ?? null;
}

/** The features that can be chosen in the cloud of the region. */
export function availableFeatures({cloud}: Pick<Answers, 'cloud'>, {catalog}: StepContext): readonly Feature[] {
	return catalog.features.filter(({clouds}) => clouds.includes(cloud));
}

/** The chosen features, with those that `all` of a flag stands for, or the defaults while nobody chose; without those that the cloud does not have. */
export function featuresOf(answers: Answers, context: StepContext): readonly string[] {
	const {cloud} = answers;
	const chosen = expandFeatures(answers.features ?? defaultFeatures(cloud, context.catalog), cloud, context.catalog);
	return availableFeatures(answers, context)
		.map(({id}) => id)
		.filter(id => chosen.includes(id));
}
