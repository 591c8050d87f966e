import {isIPv4} from 'node:net';
import {isDeepStrictEqual} from 'node:util';
import {fieldEntries} from '../../settings/fields.ts';
import type {Settings} from '../../settings/types.ts';
import {tool} from '../../version.ts';
import {levels} from '../../vocabulary.ts';
import {uniqueOf} from '../../words.ts';
import {type Endpoint, toEndpoints} from '../endpoints.ts';
import type {Run} from '../run.ts';
import {
	type Change,
	type ChangeKind,
	changeKinds,
	diffSchemaTag,
	type FindingChange,
	type RunDiff,
	type Side,
} from './diff-report.ts';

/** From better to worse, for endpoints that were tested. */
const passing: readonly Side['status'][] = ['reachable', 'unstable', 'intercepted'];

/** What changed from one run to another, endpoint by endpoint. What was skipped on either side is not compared. */
export function diffRuns(before: Run, after: Run): RunDiff {
	return toDiff([before.catalog, after.catalog], {
		old: outlineOf(before),
		new: outlineOf(after),
		settings: settingChanges(before.settings, after.settings),
		changes: changesOf(before, after),
		findings: findingChanges(before, after),
	});
}

/** What changed, with the sum of it, in the order in which it is written. */
export function toDiff(
	[catalogBefore, catalogAfter]: readonly [Run['catalog'], Run['catalog']],
	{old, new: now, settings, changes, findings}: Pick<RunDiff, 'old' | 'new' | 'settings' | 'changes' | 'findings'>,
): RunDiff {
	const catalogChanged = !isDeepStrictEqual(catalogBefore, catalogAfter);
	const summary = summaryOf({catalogChanged, settings, findings, changes});
	return {schema: diffSchemaTag, tool, old, new: now, summary, catalogChanged, settings, changes, findings};
}

/** The endpoints that differ, or fail as before, the most urgent first. */
export function changesOf(before: Run, after: Run): readonly Change[] {
	const olds = byName(before);
	const news = byName(after);
	return [...new Set([...news.keys(), ...olds.keys()])]
		.flatMap(name => compareEndpoint(name, olds.get(name), news.get(name)))
		.map(change => ({change, urgency: urgencyOf(change)}))
		.toSorted((one, other) => one.urgency - other.urgency || compareAlike(one.change, other.change))
		.map(({change}) => change);
}

/** What all of it comes to. */
function summaryOf({
	catalogChanged,
	settings,
	findings,
	changes,
}: Pick<RunDiff, 'catalogChanged' | 'settings' | 'findings' | 'changes'>): RunDiff['summary'] {
	const counts = Object.fromEntries(
		changeKinds.map(kind => [kind, changes.filter(({kinds}) => kinds.includes(kind)).length]),
	) as RunDiff['summary']['counts'];
	return {
		changed: catalogChanged || settings.length > 0 || findings.length > 0 || changes.some(isChange),
		worse: changes.some(isWorse) || findings.some(isBadNews),
		counts,
	};
}

/** Findings that no endpoint speaks for, and that only one of the runs has. A run that was stopped says nothing of what it lacks. */
function findingChanges(before: Run, after: Run): FindingChange[] {
	const only = (here: Run, there: Run, kind: FindingChange['kind']): FindingChange[] =>
		here.findings
			.filter(({id, targets}) => there.complete && targets.length === 0 && !there.findings.some(one => one.id === id))
			.map(({id, title, severity, why}) => ({id, title, severity, kind, why}));
	return [...only(after, before, 'new'), ...only(before, after, 'gone')];
}

function isBadNews({kind, severity}: FindingChange): boolean {
	return kind === 'new' && (severity === 'error' || severity === 'warning');
}

/** Whether something became other; what is blocked or intercepted as before did not. */
export function isNews(kind: ChangeKind): boolean {
	return kind !== 'still-blocked' && kind !== 'still-intercepted';
}

/** Whether the endpoint differs at all. */
export function isChange({kinds}: Pick<Change, 'kinds'>): boolean {
	return kinds.some(isNews);
}

/** Whether something that matters fails and did not before. What is blocked and needs no action doesn't matter. */
function isWorse({kinds, new: now}: Change): boolean {
	if (now?.severity !== 'error' && now?.severity !== 'warning') return false;
	return kinds.some(kind => kind === 'newly-blocked' || kind === 'degraded' || kind === 'added');
}

function outlineOf({id, startedAt, complete, vantage, catalog}: Run): RunDiff['old'] {
	const {hostname, kind} = vantage;
	return {id, startedAt, complete, hostname, practice: kind === 'practice', catalog: catalog.version};
}

function byName({results}: Run): ReadonlyMap<string, Endpoint> {
	return new Map(toEndpoints(results).map(endpoint => [endpoint.name, endpoint]));
}

function compareEndpoint(endpoint: string, before: Endpoint | undefined, after: Endpoint | undefined): Change[] {
	const old = before ? sideOf(before) : null;
	const now = after ? sideOf(after) : null;
	const level = (after ?? before)?.level ?? 'mandatory';
	const kinds = kindsOf(old, now);
	return kinds.length === 0 ? [] : [{endpoint, level, kinds, old, new: now}];
}

function kindsOf(old: Side | null, now: Side | null): ChangeKind[] {
	if (old === null) return ['added'];
	if (now === null) return ['removed'];
	if (old.status === 'skipped' || now.status === 'skipped') return [];
	const moved: (ChangeKind | null)[] = [
		statusChange(old, now),
		old.issuer !== null && now.issuer !== null && old.issuer !== now.issuer ? 'issuer-changed' : null,
		isElsewhere(old.addresses, now.addresses) ? 'address-changed' : null,
		isMuchSlower(old.ms, now.ms) ? 'slower' : null,
	];
	return moved.filter(kind => kind !== null);
}

function statusChange(old: Side, now: Side): ChangeKind | null {
	if (now.status === 'blocked') {
		if (old.status !== 'blocked') return 'newly-blocked';
		return old.cause === now.cause ? 'still-blocked' : 'cause-changed';
	}
	if (now.status === 'unverified') return old.status === 'unverified' ? null : 'untested';
	if (old.status === 'blocked') return 'fixed';
	const rank = (status: Side['status']) => passing.indexOf(status);
	// What was not tested before says nothing about before, unless it has a fault now.
	if (rank(now.status) > Math.max(0, rank(old.status))) return 'degraded';
	if (rank(now.status) < rank(old.status)) return 'improved';
	if (old.cause !== now.cause) return 'cause-changed';
	return now.status === 'intercepted' ? 'still-intercepted' : null;
}

/** Lower is more urgent. */
function urgencyOf({kinds}: Change): number {
	return Math.min(...kinds.map(kind => changeKinds.indexOf(kind)));
}

/** The order of changes that are as urgent. */
function compareAlike(one: Change, other: Change): number {
	return levels.indexOf(one.level) - levels.indexOf(other.level) || (one.endpoint < other.endpoint ? -1 : 1);
}

/** The settings that differ, in words. What a run was to probe comes first. */
export function settingChanges(before: Settings, after: Settings): {name: string; old: string; new: string}[] {
	return fieldEntries.flatMap(([key, row]) => {
		const now = new Map(row.words(after[key]));
		return row
			.words(before[key])
			.map(([name, old]) => ({name, old, new: now.get(name) ?? ''}))
			.filter(change => change.old !== change.new);
	});
}

/** An endpoint as one of the runs saw it: its worst row, and what the last try showed. */
function sideOf({row, rows}: Endpoint): Side {
	const {status, severity, cause, detail} = row;
	// Rows of one endpoint share a probe; the one that was probed speaks for it.
	const attempts =
		row.attempts.length > 0 ? row.attempts : (rows.find(({attempts: tries}) => tries.length > 0)?.attempts ?? []);
	const stages = attempts.at(-1)?.stages ?? [];
	const own = stages.filter(({of}) => of === 'target');
	const issuer = own.flatMap(stage => (stage.stage === 'tls' ? stage.chain.slice(0, 1) : []))[0]?.issuer ?? null;
	const addresses = own.flatMap(stage => (stage.stage === 'dns' ? stage.addresses.map(({address}) => address) : []));
	const isThrough = stages.length > 0 && stages.every(({ok}) => ok);
	const ms = isThrough ? Math.round(stages.reduce((sum, stage) => sum + stage.ms, 0)) : null;
	return {status, severity, cause, detail, issuer, addresses: uniqueOf(addresses).toSorted(), ms};
}

/** Much slower: three times as long, and at least half a second more. Less than that is the weather of a network. */
export function isMuchSlower(before: number | null, after: number | null): boolean {
	return before !== null && after !== null && after >= before * 3 && after - before >= 500;
}

/**
 * Whether a name leads somewhere else. Large services hand out other addresses of the same networks from one minute to
 * the next, so the networks are compared (/16, and /32 of IPv6), and one in common is enough.
 */
export function isElsewhere(before: readonly string[], after: readonly string[]): boolean {
	if (before.length === 0 || after.length === 0) return false;
	const networks = new Set(before.map(networkOf));
	return !after.some(address => networks.has(networkOf(address)));
}

function networkOf(address: string): string {
	if (isIPv4(address)) return address.split('.').slice(0, 2).join('.');
	const [head = '', tail = ''] = address.toLowerCase().split('::');
	const groups = head === '' ? [] : head.split(':');
	const missing = address.includes('::') ? 8 - groups.length - (tail === '' ? 0 : tail.split(':').length) : 0;
	const whole = [...groups, ...Array.from({length: missing}, () => '0'), ...tail.split(':')];
	return whole
		.slice(0, 2)
		.map(group => group.replace(/^0+(?=.)/, ''))
		.join(':');
}
