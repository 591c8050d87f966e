import {countPlannedEndpoints} from '../../../plan/endpoints.ts';
import type {Plan} from '../../../plan/types.ts';
import {countEndpoints} from '../../../record/endpoints.ts';
import type {Run} from '../../../record/run.ts';
import {seesTheSame, viewOf} from '../../../record/survey/canaries.ts';
import {statusMarks} from '../../../report/view/status-marks.ts';
import {ownPlace, type SurveyEvent} from '../../../session/vantage/survey.ts';
import {type Status, statuses} from '../../../verdict/types.ts';
import {countOf, joinWords} from '../../../words.ts';
import {createProbeBoard} from '../probing/probe-board.ts';

/** Places that share a line: they are under way alike, see the same, or can't be looked from for the same reason. */
export type PlaceRow = {
	/** `looking`: it turns; `seen`: a class of those that see the same. */
	readonly kind: 'waiting' | 'looking' | 'seen' | 'failed';
	readonly places: readonly string[];
	/** How far it is, what was seen, or why nothing was. */
	readonly remark: string;
	/** What to do about it; null: nothing. */
	readonly fix: string | null;
	/** Of what was seen, the worst. */
	readonly status: Status | null;
};

export type PlaceSnapshot = {
	readonly rows: readonly PlaceRow[];
	/** Places that are known, and those that are done. */
	readonly total: number;
	readonly finished: number;
	/** Endpoints of the plan. */
	readonly endpoints: number;
};

type Place =
	| {readonly kind: 'waiting'}
	| {readonly kind: 'looking'; readonly round: number; readonly hasLog: boolean}
	/** `view`: the same for those that see the same. */
	| {readonly kind: 'seen'; readonly run: Run; readonly view: string}
	| {readonly kind: 'failed'; readonly reason: string; readonly fix: string};

/** Tallies what happens at several places. */
export function createPlaceBoard(plan: Plan): {push(event: SurveyEvent): void; snapshot(): PlaceSnapshot} {
	const places = new Map<string, Place>();
	// This machine tells of each endpoint.
	const own = createProbeBoard(plan, []);
	return {
		push(event) {
			switch (event.type) {
				case 'places-named':
					for (const name of event.places) places.set(name, {kind: 'waiting'});
					return;
				case 'round-started':
					for (const name of event.places) places.set(name, {kind: 'looking', round: event.round, hasLog: false});
					return;
				case 'log-came': {
					const place = places.get(event.place);
					if (place?.kind === 'looking') places.set(event.place, {...place, hasLog: true});
					return;
				}
				case 'place-finished': {
					const {run, state} = event;
					if (run !== null) places.set(event.place, {kind: 'seen', run, view: signatureOf(event.place, run)});
					else places.set(event.place, {kind: 'failed', reason: state?.reason ?? '', fix: state?.fix ?? ''});
					return;
				}
				case 'own-event':
					own.push(event.event);
					if (event.event.type === 'run-started') places.set(ownPlace, {kind: 'looking', round: 1, hasLog: false});
					return;
				default:
					return event satisfies never;
			}
		},
		snapshot() {
			const {finished, total, counts} = own.snapshot();
			const isOwnDone = total > 0 && finished === total;
			const all = [...places];
			const ownRow: PlaceRow[] = all
				.filter(([name]) => name === ownPlace)
				.map(([name, {kind}]) => ({
					kind: kind === 'waiting' ? kind : isOwnDone ? 'seen' : 'looking',
					places: [name],
					remark: isOwnDone ? countsText(counts) : `${finished} of ${total}`,
					fix: null,
					status: isOwnDone ? worstOf(counts) : null,
				}));
			const others = all.filter(([name]) => name !== ownPlace);
			const isDone = ({kind}: Place) => kind === 'seen' || kind === 'failed';
			return {
				rows: [...ownRow, ...groupPlaces(others)],
				total: all.length,
				finished: others.filter(([, place]) => isDone(place)).length + (ownRow.length > 0 && isOwnDone ? 1 : 0),
				endpoints: countPlannedEndpoints(plan.targets),
			};
		},
	};
}

type Named = readonly [name: string, place: Place];

/** A line for each class of those that are alike, in the order in which the first of each was named. */
function groupPlaces(named: readonly Named[]): readonly PlaceRow[] {
	const isOf =
		<Kind extends Place['kind']>(kind: Kind) =>
		(each: Named): each is readonly [string, Extract<Place, {readonly kind: Kind}>] =>
			each[1].kind === kind;
	const waiting = named.filter(isOf('waiting'));
	const looking = [...Map.groupBy(named.filter(isOf('looking')), ([name, {round}]) => `${kindOf(name)} ${round}`)];
	const failed = [...Map.groupBy(named.filter(isOf('failed')), ([, {fix}]) => fix)];
	return [
		...looking.map(([, each]): PlaceRow => {
			const round = each[0]?.[1].round ?? 1;
			const logs = each.filter(([, {hasLog}]) => hasLog).length;
			const progress = each.length > 1 && logs > 0 ? `, ${logs} of ${each.length}` : '';
			return row('looking', each, `round ${round}${progress}`);
		}),
		...(waiting.length === 0 ? [] : [row('waiting', waiting, 'waiting')]),
		...classesOf(named.filter(isOf('seen'))).map(each => {
			const counts = countEndpoints(each[0]?.[1].run.results ?? []);
			return {...row('seen', each, countsText(counts)), status: worstOf(counts)};
		}),
		...failed.map(([fix, each]) => ({...row('failed', each, each[0]?.[1].reason ?? ''), fix})),
	];
}

function row(kind: PlaceRow['kind'], named: readonly Named[], remark: string): PlaceRow {
	return {kind, places: named.map(([name]) => name), remark, fix: null, status: null};
}

function kindOf(name: string): string {
	return name.replace(/:.*$/, '');
}

type Seen = readonly [name: string, place: Extract<Place, {readonly kind: 'seen'}>];

/** Those that see the same; one that was looked at with a few endpoints is with the first that has them as it has. */
function classesOf(seen: readonly Seen[]): readonly (readonly Seen[])[] {
	const isCanary = ([, {run}]: Seen) => run.vantage.canary === true;
	const classes = [
		...Map.groupBy(
			seen.filter(each => !isCanary(each)),
			([, {view}]) => view,
		).values(),
	];
	for (const canary of seen.filter(isCanary)) {
		const home = classes.find(
			([one]) => one && kindOf(one[0]) === kindOf(canary[0]) && seesTheSame(canary[1].run, one[1].run),
		);
		if (home) home.push(canary);
		else classes.push([canary]);
	}
	return classes;
}

function signatureOf(name: string, {results}: Run): string {
	return `${kindOf(name)} ${results.map(result => `${result.id} ${viewOf(result)}`).join('\n')}`;
}

type Counts = {readonly [status in Status]: number};

/** Counts in words, those of none left out. */
export function countsText(counts: Counts): string {
	const words = statuses
		.filter(status => counts[status] > 0)
		.map(status => `${counts[status]} ${statusMarks[status].word}`);
	return words.length === 0 ? 'nothing' : words.join(', ');
}

/** In the order in which results stand: what is worst comes first. */
const byUrgency: readonly Status[] = ['blocked', 'intercepted', 'unstable', 'unverified', 'skipped', 'reachable'];

function worstOf(counts: Counts): Status | null {
	const known = byUrgency.filter(status => status !== 'unverified' || counts.reachable === 0);
	return known.find(status => counts[status] > 0) ?? null;
}

/** `ssh:node-1 and ssh:node-2`, `12 nodes: node-1, node-2 and 10 more`. */
export function placesText(places: readonly string[], limit = 2): string {
	if (places.length <= limit) return joinWords(places);
	const [first = ''] = places;
	const names = places.map(place => place.replace(/^[a-z]+:/, ''));
	const noun = nouns[kindOf(first)] ?? 'place';
	return `${countOf(places.length, noun)}: ${joinWords(names, limit, noun)}`;
}

const nouns: {readonly [kind: string]: string} = {ssh: 'host', node: 'node', pods: 'pod', pod: 'pod'};
