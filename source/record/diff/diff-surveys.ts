import {isDeepStrictEqual} from 'node:util';
import {countOf} from '../../words.ts';
import {describeVantage, type Run} from '../run.ts';
import {runAt} from '../survey/parse-survey.ts';
import {type Survey, type SurveyPoint, surveySchemaTag} from '../survey/survey.ts';
import type {Change, ChangeKind, FindingChange, RunDiff} from './diff-report.ts';
import {changesOf, diffRuns, settingChanges, toDiff} from './diff-runs.ts';

/** What a machine says of another one that sees the same means nothing for it. */
const ownKinds: ReadonlySet<ChangeKind> = new Set(['issuer-changed', 'address-changed', 'slower']);

/** Vantage points that are named where all are meant. */
const namedPlaces = 8;

/**
 * What changed from one survey to another, for each vantage point that both looked from; what changed alike at several is
 * told once. Findings that came or went, and places that were lost or found, stand beside the endpoints. Pure.
 */
export function diffSurveys(before: Survey, after: Survey): RunDiff {
	const olds = placesOf(before);
	const byRuns = new Map<string, readonly Change[]>();
	const merged = new Map<string, {readonly change: Change; readonly vantages: string[]}>();
	for (const [name, point] of placesOf(after)) {
		const was = olds.get(name);
		const old = was && runAt(before, was);
		const now = runAt(after, point);
		if (!old || !now) continue;
		const isOwn = old.isOwn && now.isOwn;
		const key = `${old.run.id} ${now.run.id} ${isOwn}`;
		const changes = byRuns.get(key) ?? changesOf(old.run, now.run).flatMap(change => withoutOwn(change, isOwn));
		byRuns.set(key, changes);
		for (const change of changes) {
			const alike = JSON.stringify([change.endpoint, change.kinds, stateOf(change.old), stateOf(change.new)]);
			const known = merged.get(alike);
			if (known) known.vantages.push(name);
			else merged.set(alike, {change, vantages: [name]});
		}
	}
	return toDiff([before.catalog, after.catalog], {
		old: outlineOf(before),
		new: outlineOf(after),
		settings: [...settingChanges(before.settings, after.settings), ...placeChanges(before, after)],
		changes: [...merged.values()].map(({change, vantages}) => ({...change, vantages})),
		findings: [...newFindings(before, after, 'new'), ...newFindings(after, before, 'gone')],
	});
}

/** What changed between two runs or two surveys; null where they are not of one kind. Pure. */
export function diffReports(before: Run | Survey, after: Run | Survey): RunDiff | null {
	if (before.schema === surveySchemaTag) return after.schema === surveySchemaTag ? diffSurveys(before, after) : null;
	return after.schema === surveySchemaTag ? null : diffRuns(before, after);
}

/** Vantage points by their names; of several `localhost` each gets its number. */
function placesOf({vantages}: Survey): ReadonlyMap<string, SurveyPoint> {
	const places = new Map<string, SurveyPoint>();
	for (const point of vantages) {
		const name = point.name ?? describeVantage(point);
		let own = name;
		for (let number = 2; places.has(own); number++) own = `${name} (${number})`;
		places.set(own, point);
	}
	return places;
}

function stateOf(side: Change['old']): string {
	return side === null ? '' : `${side.status} ${side.cause}`;
}

function withoutOwn(change: Change, isOwn: boolean): Change[] {
	const kinds = isOwn ? change.kinds : change.kinds.filter(kind => !ownKinds.has(kind));
	return kinds.length === 0 ? [] : [{...change, kinds}];
}

function outlineOf({id, startedAt, complete, catalog, runs}: Survey): RunDiff['old'] {
	const practice = runs.some(({vantage}) => vantage.kind === 'practice');
	return {id, startedAt, complete, hostname: 'several vantage points', practice, catalog: catalog.version};
}

function placeChanges(before: Survey, after: Survey): RunDiff['settings'] {
	const names = (survey: Survey) => [...placesOf(survey).keys()].toSorted();
	const [old, now] = [names(before), names(after)];
	const words = (all: readonly string[]) =>
		all.length > namedPlaces
			? `${all.slice(0, namedPlaces).join(', ')} and ${countOf(all.length - namedPlaces, 'more place')}`
			: all.join(', ');
	return isDeepStrictEqual(old, now) ? [] : [{name: 'vantage points', old: words(old), new: words(now)}];
}

/** What one of them has and the other has not. A survey that was stopped says nothing of what it lacks. */
function newFindings(there: Survey, here: Survey, kind: FindingChange['kind']): FindingChange[] {
	const known = new Set(there.findings.map(keyOf));
	const others = placesOf(there);
	const lacks = there.runs.every(({complete}) => complete);
	const findings = here.findings
		.filter(finding => lacks && !known.has(keyOf(finding)))
		.map(({kind: id, title, severity, why}) => ({id, title, severity, kind, why}));
	const lost = [...placesOf(here)]
		.filter(([name, {state}]) => state !== null && (others.get(name)?.state ?? null) === null)
		.map(([name, point]) => ({
			id: point.state ?? '',
			title: `${name} was not looked from`,
			severity: 'warning' as const,
			kind,
			why: whyUnseen(point),
		}));
	return [...findings, ...lost];
}

/** Why nothing was seen from a place, and what mends it. */
export function whyUnseen({reason, fix}: SurveyPoint): string {
	return `${reason ?? ''} ${fix ?? ''}`.trim();
}

/** A title names the place where a finding is of one place. */
function keyOf({kind, title}: Survey['findings'][number]): string {
	return `${kind} ${title}`;
}
