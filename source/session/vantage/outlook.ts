import {problemOf, UsageError} from '../../errors.ts';
import type {SurveyPoint} from '../../record/survey/survey.ts';
import {type HeldRight, neededFor, type Right} from '../../vantage/kubernetes/rights.ts';
import {type From, parseFrom} from '../../vantage/point.ts';
import {countOf, uniqueOf} from '../../words.ts';
import type {ClusterOutline, Outlook} from './cluster.ts';

/** What is said of a place before it is looked from: a fact with its label, an item of a list, or a sentence. */
export type OutlookLine = {readonly label: string | null; readonly text: string; readonly isItem?: boolean};

/** What a place comes to, as far as it is known without asking anybody. */
export type PlaceTerms = {
	readonly from: string;
	/** A phrase, as what stands behind "Creates". */
	readonly creates: string;
	/** One phrase for each right. */
	readonly rights: readonly string[];
};

const asPassing =
	'Each Job is removed before the next one of its group; with it a Secret if the proxy wants a password';

/** What a place creates and which rights it takes. Asks nobody. Throws a UsageError for what is no place. */
export function termsOf(text: string): PlaceTerms {
	const from = parseFrom(text, '--from');
	return {from: text, ...termsOfKind(from)};
}

function termsOfKind(from: From): Omit<PlaceTerms, 'from'> {
	switch (from.kind) {
		case 'here':
			return {creates: 'nothing', rights: []};
		case 'file':
			return {creates: 'nothing', rights: ['read the file: what "vantage script" printed on the machine']};
		case 'ssh':
		case 'ssh-file':
			return {
				creates: 'nothing that stays: a folder of its own on each host, removed at the end',
				rights: ['log in by your own ssh, which must not ask; no root, nothing is installed'],
			};
		case 'pod':
			return {creates: 'nothing', rights: neededFor('exec').map(right => describeRight(right, from.namespace))};
		case 'nodes':
		case 'pods': {
			const namespace = from.kind === 'pods' ? from.namespace : null;
			const where = namespace ?? "the context's namespace";
			return {
				creates: `1 Job and 1 ConfigMap for each pool, 1 Pod for each node that is looked from, in ${where}; more for further looks. ${asPassing}`,
				rights: neededFor('jobs').map(right => describeRight(right, right.scope === 'cluster' ? null : namespace)),
			};
		}
	}
}

function describeRight({verbs, resource, why, scope}: Right, namespace: string | null): string {
	const where = scope === 'cluster' ? ' in the cluster' : namespace === null ? '' : ` in ${namespace}`;
	return `${verbs.join(', ')} ${resource}${where}: ${why}`;
}

/** Reads values of `--from` that a person chose on a screen. Throws a UsageError. */
export function readPlaces(texts: readonly string[]): readonly From[] {
	if (texts.includes('file:-')) {
		throw new UsageError('The log "-" is standard input, and that is the keyboard here: name a file.');
	}
	return texts.map(text => parseFrom(text, 'The place'));
}

/** What is wrong with values of `--from`, in one sentence; null: nothing. */
export function problemWithPlaces(texts: readonly string[]): string | null {
	if (texts.length === 0) return 'Choose at least one place to look from.';
	return problemOf(() => readPlaces(texts));
}

/** Those of some values that are places: a file may be of another version. */
export function usablePlaces(values: readonly unknown[]): readonly string[] {
	return values.filter(value => typeof value === 'string').filter(text => problemWithPlaces([text]) === null);
}

/** The values of `--from` that lead to these places again, as far as their names tell. */
export function placesAgain(points: readonly Pick<SurveyPoint, 'name' | 'kind' | 'evidence'>[]): readonly string[] {
	const values = points.map(({name, kind, evidence = 'full'}) => {
		// A log that was imported names no place.
		if (name === undefined) return kind === 'jumpbox' && evidence === 'full' ? 'here' : null;
		if (name.startsWith('node:')) return 'nodes';
		return /^(pods:[^/]+)\//.exec(name)?.[1] ?? name;
	});
	const usable = usablePlaces(uniqueOf(values));
	return usable.length > 0 ? usable : ['here'];
}

/** The same as lines. */
export function termsLines({creates, rights}: PlaceTerms): readonly OutlookLine[] {
	return [
		{label: 'Creates', text: creates},
		...rights.map((right, index) => ({label: index === 0 ? 'Rights' : '', text: right})),
	];
}

/** `context, https://server`. */
export function clusterWords({context, server}: Pick<ClusterOutline, 'context' | 'server'>): string {
	return [context ?? 'the one around this pod', server ?? ''].filter(word => word !== '').join(', ');
}

/** What one place of `--from` would come to, as the cluster says. */
export function outlookLines(outlook: Outlook): readonly OutlookLine[] {
	const {namespace, pools, canaries, left, images, creates, admission, refusal, view} = outlook;
	const sentence = (text: string): OutlookLine => ({label: null, text});
	const item = (text: string): OutlookLine => ({label: null, text, isItem: true});
	const objects = creates.map(({kind, count}) => countOf(count, kind)).join(', ');
	const most = creates.map(({kind, atMost}) => countOf(atMost, kind)).join(', ');
	const unrefused =
		admission === 'admitted' ? 'nothing was refused in a dry run' : 'not asked: no dry run could be made of the pods';
	return [
		...(pools === null ? [sentence('This login may not list nodes: name an image, and one pod is looked from.')] : []),
		...(pools ?? []).map(({pool, nodes, lookedFrom}) => {
			const names = lookedFrom.slice(0, 4).join(', ');
			const more = lookedFrom.length > 4 ? ` and ${countOf(lookedFrom.length - 4, 'more node')}` : '';
			return {label: pool ?? 'no pool', text: `${countOf(nodes, 'node')}; looked from: ${names || 'none'}${more}`};
		}),
		...(canaries > 0 ? [sentence(`From ${countOf(canaries, 'more node')} a few endpoints are looked at.`)] : []),
		...left.slice(0, 8).map(({state}) => item(`${state.reason} ${state.fix}`)),
		...(left.length > 8 ? [item(`${left.length - 8} more nodes can't be looked from.`)] : []),
		{
			label: view === 'node' ? 'Image' : 'Images',
			text: images.length === 0 ? 'none is known: name one with --image' : images.join(', '),
		},
		{
			label: 'Creates',
			text: `${objects} in ${namespace}; with further looks at what fails or differs, ${most} at most. ${asPassing}`,
		},
		{label: 'Admitted', text: refusal === null ? unrefused : `no. ${refusal.reason} ${refusal.fix}`},
	];
}

/** The rights of a login, each with whether it is held. */
export function rightsLines(
	rights: readonly HeldRight[],
): readonly {readonly held: 'yes' | 'no' | 'MISSING' | 'not said'; readonly text: string}[] {
	const isOne = new Set(rights.flatMap(({namespace}) => namespace ?? [])).size === 1;
	return rights.map(right => {
		const {namespace, isNeeded, missing} = right;
		const held = missing === null ? 'not said' : missing.length === 0 ? 'yes' : isNeeded ? 'MISSING' : 'no';
		return {held, text: describeRight(right, isOne ? null : namespace)};
	});
}
