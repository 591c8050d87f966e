import {isDeepStrictEqual} from 'node:util';
import {dialectIds} from '../../../allowlists/dialect-ids.ts';
import {usablePlaces} from '../../../session/vantage/outlook.ts';
import {formatProxy} from '../../../settings/proxy-url.ts';
import {mergeResources} from '../../../settings/resources.ts';
import type {Resources, Settings, SettingsInput} from '../../../settings/types.ts';
import type {Profile} from '../../../store/profile.ts';
import {type ResourceKey, resourceKeys} from '../../../vocabulary.ts';
import type {Answers, StepContext} from './answers.ts';
import {ownPac, withoutPassword} from './proxy-answer.ts';

type RememberedAnswers = Omit<Answers, 'ownProxy'> & {readonly ownProxy: Omit<Answers['ownProxy'], 'password'>};

/** What of the answers may be written: everything but the password. */
export function answersToRemember(answers: Answers): RememberedAnswers {
	return {...answers, ownProxy: withoutPassword(answers.ownProxy)};
}

/** Answers as they were remembered, as far as they still have the right form: the file may be of another version. */
export function recallAnswers(stored: {readonly [key: string]: unknown}): Partial<Answers> {
	const {cloud, region, proxyChoice, ownProxy, features, from, resources, ruleSources, ruleDialects} = stored;
	const isRecord = (value: unknown): value is {readonly [key: string]: unknown} =>
		typeof value === 'object' && value !== null;
	const text = (value: unknown) => (typeof value === 'string' ? value : '');
	return {
		...((cloud === 'public' || cloud === 'usgov' || cloud === 'china') &&
			typeof region === 'string' && {cloud, region}),
		...(isProxyChoice(proxyChoice) && {proxyChoice}),
		...(isRecord(ownProxy) && {
			ownProxy: {
				url: text(ownProxy.url),
				username: text(ownProxy.username),
				password: '',
				noProxy: text(ownProxy.noProxy),
				caFile: text(ownProxy.caFile),
			},
		}),
		...(Array.isArray(features) && {features: features.filter(id => typeof id === 'string')}),
		...(Array.isArray(from) && usablePlaces(from).length > 0 && {from: usablePlaces(from)}),
		...(isRecord(resources) && {resources: readTexts(resources)}),
		...(typeof ruleSources === 'string' && {ruleSources}),
		...(Array.isArray(ruleDialects) && {ruleDialects: dialectIds.filter(id => ruleDialects.includes(id))}),
	};
}

function isProxyChoice(value: unknown): value is Answers['proxyChoice'] {
	return value === 'environment' || value === 'system' || value === 'none' || value === 'own';
}

function readTexts(resources: {readonly [key: string]: unknown}): {readonly [key in ResourceKey]?: string} {
	return Object.fromEntries(
		resourceKeys.flatMap(key => (typeof resources[key] === 'string' ? [[key, resources[key]]] : [])),
	);
}

/** The settings of a profile, or of a run that was kept. */
type KnownSettings = Pick<Settings, 'region' | 'resources' | 'proxy' | 'caFile' | 'pac'> & {
	/** Null: the one of the region. */
	readonly cloud: Settings['cloud'] | null;
	/** Null: the usual ones. */
	readonly features: Settings['features'] | null;
};

/** What settings answer beforehand. The password comes from where the profile says, and is in the answers only. */
export function answersFromSettings(settings: KnownSettings, password: string | null): Partial<Answers> {
	const {cloud, region, features, proxy, caFile, resources, pac} = settings;
	const endpoint = proxy.https ?? proxy.http;
	return {
		...(cloud !== null && {cloud}),
		region,
		...(features !== null && {features}),
		resources: resourceTexts(resources),
		// What the environment said when the profile was saved may not be what it says now.
		proxyChoice: endpoint === null && !pac ? 'none' : 'own',
		...(pac && {ownProxy: ownPac(pac, {caFile: caFile ?? ''})}),
		...(endpoint !== null && {
			ownProxy: {
				url: formatProxy(endpoint),
				username: endpoint.username ?? '',
				password: password ?? '',
				noProxy: proxy.noProxy,
				caFile: caFile ?? '',
			},
		}),
	};
}

/** What flags on the command line answer beforehand, over what is known of the proxy without them. */
export function answersFromFlags(
	flags: SettingsInput,
	cloud: Answers['cloud'] | null,
	{ownProxy}: Pick<Partial<Answers>, 'ownProxy'>,
): Partial<Answers> {
	const {region, features, proxy, httpsProxy, noProxy, caFile, resources, pac} = flags;
	const given = httpsProxy ?? proxy;
	return {
		...(region !== undefined && {region}),
		...(cloud !== null && {cloud}),
		...(features !== undefined && {features}),
		...(typeof given === 'string' && {proxyChoice: given}),
		...(typeof given === 'object' && {
			proxyChoice: 'own',
			ownProxy: {
				url: formatProxy(given.endpoint),
				username: given.endpoint.username ?? '',
				password: given.password ?? '',
				noProxy: noProxy ?? '',
				caFile: caFile ?? '',
			},
		}),
		...(pac !== undefined && {proxyChoice: 'own', ownProxy: ownPac(pac, {caFile: caFile ?? ''})}),
		...(typeof given !== 'object' && pac === undefined && proxyBeside(ownProxy, flags)),
		...(resources !== undefined && {resources: resourceTexts(resources)}),
	};
}

/** The known proxy with what flags say beside its address; without one so much is known of whichever is named. */
function proxyBeside(
	known: Answers['ownProxy'] | undefined,
	{noProxy, caFile}: SettingsInput,
): Pick<Partial<Answers>, 'ownProxy'> {
	if (known === undefined) {
		// The file is that of the flag as long as nobody types another.
		return noProxy === undefined ? {} : {ownProxy: {...noProxyNamed, noProxy, caFile: caFile ?? ''}};
	}
	if (noProxy === undefined && caFile === undefined) return {};
	return {ownProxy: {...known, noProxy: noProxy ?? known.noProxy, caFile: caFile ?? known.caFile}};
}

const noProxyNamed = {url: '', username: '', password: ''} as const;

/** Without a region of another cloud than the one that is asked for; null: any. */
export function withinCloud(known: Partial<Answers>, cloud: Answers['cloud'] | null): Partial<Answers> {
	if (cloud === null || known.cloud === undefined || known.cloud === cloud) return known;
	const {cloud: _cloud, region: _region, ...others} = known;
	return others;
}

/** What a profile answers beforehand, and what flags say before it: of the resources, for each key by itself. */
export function answersFromBoth(
	profile: Profile,
	password: string | null,
	flags: SettingsInput,
	cloud: Answers['cloud'] | null,
): Partial<Answers> {
	const {region, resources} = profile.settings;
	const isRegionKept = flags.region === undefined || flags.region === region;
	const saved = answersFromSettings(profile.settings, password);
	return {
		...saved,
		...answersFromFlags(flags, cloud, saved),
		from: profile.from ?? ['here'],
		resources: resourceTexts(mergeResources(resources, flags.resources ?? {}, isRegionKept)),
	};
}

/** Names of resources as a person would type them. */
function resourceTexts(resources: Resources): Answers['resources'] {
	return Object.fromEntries(Object.entries(resources).map(([key, names]) => [key, names.join(', ')]));
}

/** Where an answer comes from that nobody gave in this sitting. */
export type Origin = 'flag' | 'profile' | 'last' | 'azure-cli';

/** The answers that can be looked up one by one, each with where it comes from. */
export type Origins = {readonly [key in keyof Answers]?: Origin};

/** Gives each known answer the same origin. */
export function originsOf(answers: Partial<Answers>, origin: Origin): Origins {
	return Object.fromEntries(Object.keys(answers).map(key => [key, origin]));
}

/** The answers of the review, with the flags that give them. */
const flagsFor = {
	region: '--region',
	proxyChoice: '--proxy',
	features: '--features',
	from: '--from',
	resources: '--resource',
} as const;

/** Where an answer comes from, in a word or two; empty where it was given here. */
export function originWords(key: keyof typeof flagsFor, answers: Answers, context: StepContext): string {
	const {known, origins, proxyFound} = context;
	const isKept = isDeepStrictEqual(answers[key], known[key]);
	const isProxyKept =
		key !== 'proxyChoice' || isDeepStrictEqual(answers.ownProxy, {...answers.ownProxy, ...known.ownProxy});
	if (known[key] === undefined || !isKept || !isProxyKept) return usualWords(key, answers, proxyFound);
	switch (origins[key]) {
		case 'flag':
			return flagsFor[key];
		case 'profile':
			return 'profile';
		case 'last':
			return 'last time';
		case 'azure-cli':
			return 'Azure CLI';
		default:
			return usualWords(key, answers, proxyFound);
	}
}

/** What stands behind an answer that is proposed where nothing else is known. */
function usualWords(key: keyof typeof flagsFor, answers: Answers, found: StepContext['proxyFound']): string {
	if (key === 'features' && answers.features === null) return 'usual';
	if (key !== 'proxyChoice') return '';
	return answers.proxyChoice === 'none' && found.kind === 'none' ? 'no variable is set' : '';
}
