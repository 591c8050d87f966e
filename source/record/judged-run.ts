import type {Catalog, ExpectedAnswer, Requirement} from '../catalog/types.ts';
import {atOnce, eachInSteps, type Steps} from '../chunks.ts';
import {nextSteps} from '../diagnosis/next-steps.ts';
import type {Finding} from '../diagnosis/types.ts';
import {stageFields} from '../evidence/shape.ts';
import type {Attempt, Observation, StageEvidence} from '../evidence/types.ts';
import {fillPlaceholders, isOutsideCatalog, outsideCatalog} from '../plan/requirements.ts';
import type {Plan, PlannedTarget, Route} from '../plan/types.ts';
import {formatProxy, proxySchemes} from '../settings/proxy-url.ts';
import type {ProxyEndpoint, Settings} from '../settings/types.ts';
import {type JudgedRun, type Result, summarize} from '../verdict/types.ts';
import {tool} from '../version.ts';
import {countEndpoints} from './endpoints.ts';
import {type Run, type RunRow, runSchemaTag} from './run.ts';
import {settingsShape, toCatalogUsed, toExpectedAnswer, toRequirementRow, toRouteFields} from './shape.ts';

/** One row of a report, from a result of the run. */
export function toRunRow({planned, attempts, controls, verdict}: Result): RunRow {
	return {
		id: planned.id,
		requirement: isOutsideCatalog(planned.requirement) ? null : toRequirementRow(planned.requirement),
		target: planned.target,
		path: planned.path,
		expect: toExpectedAnswer(planned.requirement.expect),
		status: verdict.status,
		severity: verdict.severity,
		cause: verdict.cause,
		detail: verdict.detail,
		confidence: verdict.confidence,
		identity: verdict.identity,
		...toRouteFields(planned),
		note: planned.note,
		notes: planned.note === null ? verdict.notes : [planned.note, ...verdict.notes],
		attempts: attempts.map(toAttemptRow),
		controls,
	};
}

/** The report of a run. Settings pass through their schema, so that nothing else that hangs on them is written. */
export function toRun(run: JudgedRun, findings: readonly Finding[]): Run {
	return atOnce(toRunInSteps(run, findings));
}

/** The same in steps, a row each. */
export function* toRunInSteps(run: JudgedRun, findings: readonly Finding[]): Steps<Run> {
	const {id, startedAt, durationMs, complete, vantage, summary} = run;
	const results = yield* eachInSteps(run.results, toRunRow);
	const endpoints = countEndpoints(results);
	yield '';
	const after = nextSteps(run, findings);
	yield '';
	return {
		schema: runSchemaTag,
		tool,
		id,
		startedAt,
		durationMs,
		complete,
		vantage,
		settings: settingsShape.parse(run.settings),
		catalog: toCatalogUsed(run),
		summary: {
			targets: summary.targets,
			reachable: summary.reachable,
			intercepted: summary.intercepted,
			unstable: summary.unstable,
			blocked: summary.blocked,
			unverified: summary.unverified,
			skipped: summary.skipped,
		},
		endpoints,
		results,
		findings,
		nextSteps: after,
	};
}

/**
 * One try as a report shows it: the fields of each stage in the order of the contract, whatever order the probe noted
 * them in, and none besides. What hangs on them is not copied: a run may have ten thousand.
 */
function toAttemptRow({startedAt, stages, http2, company}: Attempt): RunRow['attempts'][number] {
	return {startedAt, stages: stages.map(inOrder), ...(http2 && {http2}), ...(company && {company})};
}

function inOrder<Stage extends StageEvidence>(evidence: Stage): Stage {
	const values: {readonly [field: string]: unknown} = evidence;
	return Object.fromEntries(stageFields[evidence.stage].map(field => [field, values[field]])) as Stage;
}

/**
 * The plan of a run and all that was seen of it, by the ids of its rows: what a judge needs. A row that was not probed has
 * no observation.
 *
 * @param catalog tells what rows of earlier versions lack: what was expected of the service, and the path
 */
export function evidenceOf(
	run: Pick<Run, 'settings' | 'catalog' | 'results'>,
	catalog: Catalog | null = null,
): {readonly plan: Plan; readonly observations: ReadonlyMap<string, Observation>} {
	const probed = run.results.filter(({attempts}) => attempts.length > 0);
	return {
		plan: {
			settings: run.settings,
			catalogVersion: run.catalog.version,
			catalogChecksum: run.catalog.checksum,
			targets: run.results.map(row => plannedOf(row, run.settings, catalog)),
		},
		observations: new Map(probed.map(({id, attempts, controls}) => [id, {attempts, controls}])),
	};
}

/** The run as it was before it was written, its verdicts as they stand. */
export function toJudgedRun(run: Run, catalog: Catalog | null = null): JudgedRun {
	const {id, startedAt, durationMs, complete, vantage, settings} = run;
	const results = run.results.map(row => toResult(row, settings, catalog));
	const catalogVersion = run.catalog.version;
	return {
		id,
		startedAt,
		durationMs,
		complete,
		vantage,
		settings,
		catalogVersion,
		catalogChecksum: run.catalog.checksum,
		summary: summarize(results),
		results,
	};
}

/** A row as it was before it was written, its verdict as it stands. */
export function toResult(row: RunRow, settings: Settings, catalog: Catalog | null = null): Result {
	const {status, severity, cause, detail, confidence, identity, attempts, controls, note} = row;
	const notes = note === null ? row.notes : row.notes.slice(1);
	const verdict = {status, severity, cause, detail, confidence, identity, notes};
	return {planned: plannedOf(row, settings, catalog), attempts, controls, verdict};
}

function plannedOf(row: RunRow, settings: Settings, catalog: Catalog | null): PlannedTarget {
	const {id, target, origin, note} = row;
	const requirement = requirementOf(row, settings, catalog);
	return {
		id,
		requirement,
		target,
		route: routeOf(row, requirement, settings),
		origin,
		path: requirement.path,
		note,
	};
}

const unknownAnswer: ExpectedAnswer = {statuses: [], basis: 'unknown', proofs: [], fixedBody: false};

/** What judging and probing need of the requirement; how it was made concrete is done with. */
function requirementOf(row: RunRow, settings: Settings, catalog: Catalog | null): Requirement {
	const {requirement, target} = row;
	const clouds = [settings.cloud];
	if (requirement === null) {
		return {...outsideCatalog(target?.host ?? '', target?.port ?? 443), clouds, path: pathOf(row, '/')};
	}
	const known = row.expect === null ? catalog?.requirements.find(({id}) => id === requirement.id) : undefined;
	return {
		...requirement,
		resource: requirement.resource ?? known?.resource ?? null,
		clouds,
		narrowed: null,
		standIns: [],
		path: pathOf(row, fillPlaceholders(known?.path ?? '/', {region: settings.region})),
		expect: row.expect ?? known?.expect ?? unknownAnswer,
	};
}

/** A row of an earlier version does not say its path. */
function pathOf({path, expect, requirement, target}: RunRow, usual: string): string | null {
	return expect !== null || target === null || requirement?.protocol === 'udp' ? path : usual;
}

function routeOf(row: RunRow, {protocol}: Requirement, {proxy}: Settings): Route | null {
	const {route, routeReason, noProxyRule} = row;
	if (route === null) return null;
	const fallbacks = fallbacksOf(routeReason ?? '');
	return {
		...(fallbacks.length > 0 && {fallbacks}),
		via: route,
		proxy: row.proxy === null ? null : proxyNamed(row.proxy, protocol === 'http' ? proxy.http : proxy.https),
		// Rows of earlier versions have the rule in their reason alone.
		noProxyRule: noProxyRule ?? /^no_proxy rule "(.*)"$/.exec(routeReason ?? '')?.[1] ?? null,
		reason: routeReason ?? '',
	};
}

/** The ways behind the first, which a report names in the reason alone. */
function fallbacksOf(reason: string): readonly (ProxyEndpoint | null)[] {
	const [, list = ''] = /^PAC: \S+, then (.*)$/.exec(reason) ?? [];
	return list.split(', ').flatMap(word => {
		if (word === 'direct') return [null];
		return proxyNamed(word, null) ?? [];
	});
}

/** The proxy of the settings for this protocol, which knows the user; else what the row itself says. */
function proxyNamed(text: string, ofSettings: ProxyEndpoint | null): ProxyEndpoint | null {
	if (ofSettings !== null && formatProxy(ofSettings) === text) return ofSettings;
	const url = URL.parse(text);
	if (url === null) return null;
	const scheme = proxySchemes.find(one => url.protocol === `${one}:`) ?? 'http';
	// A URL leaves out the usual ports of http and https alone.
	const port = Number(url.port) || (scheme === 'https' ? 443 : 80);
	return {scheme, host: url.hostname.replace(/^\[|\]$/g, ''), port, username: null};
}
