import type {Protocol, Requirement, Scope} from '../../source/catalog/types.ts';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import type {StageEvidence} from '../../source/evidence/types.ts';
import {plannedId} from '../../source/plan/endpoints.ts';
import type {Plan, PlannedTarget} from '../../source/plan/types.ts';
import {toRun} from '../../source/record/judged-run.ts';
import type {Run} from '../../source/record/run.ts';
import {defaultSettings} from '../../source/settings/fields.ts';
import {formatProxy, parseProxyUrl} from '../../source/settings/proxy-url.ts';
import type {Settings} from '../../source/settings/types.ts';
import type {Cause} from '../../source/verdict/causes.ts';
import {severityOf} from '../../source/verdict/judge-target.ts';
import {type JudgedRun, type Result, type Severity, type Status, statuses} from '../../source/verdict/types.ts';
import type {Level} from '../../source/vocabulary.ts';
import {stagesFor} from './sample-evidence.ts';

/** One row of a sample, with what matters to the test; the rest is filled in as a real run would have it. */
export type SampleRow = {
	readonly host?: string;
	readonly port?: number;
	/** Given alone, without a host: a wildcard that nothing stands for. */
	readonly pattern?: string;
	readonly protocol?: Protocol;
	readonly level?: Level;
	/** Without it: blocked where there is a cause, unverified where there is no host, else reachable. */
	readonly status?: Status;
	readonly cause?: Cause | null;
	readonly detail?: string;
	readonly purpose?: string;
	readonly impact?: string;
	readonly features?: readonly string[];
	readonly scope?: readonly Scope[];
	readonly noInspection?: boolean;
	readonly lifecycle?: Requirement['lifecycle'];
	readonly note?: string | null;
	readonly notes?: readonly string[];
	readonly sampled?: boolean;
	/** The no_proxy rule that sends it past the proxy of the sample. */
	readonly noProxyRule?: string;
	readonly path?: string;
	readonly stages?: readonly StageEvidence[];
	readonly controls?: Result['controls'];
};

export type Sample = {
	readonly rows: readonly SampleRow[];
	/** For all rows that no no_proxy rule sends past it. */
	readonly proxy?: string;
	readonly settings?: Partial<Settings>;
	readonly vantage?: JudgedRun['vantage']['kind'];
	readonly complete?: boolean;
};

export function sampleSettings({proxy, settings}: Pick<Sample, 'proxy' | 'settings'> = {}): Settings {
	const endpoint = proxy === undefined ? null : parseProxyUrl(proxy, '--proxy').endpoint;
	return {
		...defaultSettings,
		cloud: 'public',
		region: 'eastus',
		features: ['arc', 'aml-training'],
		proxy: {source: endpoint === null ? 'none' : 'given', https: endpoint, http: endpoint, noProxy: ''},
		concurrency: 16,
		...settings,
	};
}

function sampleRequirement(row: SampleRow): Requirement {
	const pattern = row.pattern ?? row.host ?? '*.example.com';
	return {
		id: [pattern, row.port ?? 443, row.level ?? 'mandatory', ...(row.protocol ? [row.protocol] : [])].join('-'),
		clouds: ['public'],
		pattern,
		port: row.port ?? 443,
		protocol: row.protocol ?? 'https',
		level: row.level ?? 'mandatory',
		features: row.features ?? ['arc'],
		purpose: row.purpose ?? 'Serves the agents.',
		impact: row.impact ?? 'The agents stop.',
		scope: row.scope ?? ['cluster', 'jumpbox'],
		trust: 'public',
		lifecycle: row.lifecycle ?? {state: 'active', replacement: null},
		noInspection: row.noInspection ?? false,
		narrowed: null,
		resource: null,
		standIns: [],
		path: row.path ?? '/',
		expect: {statuses: [], basis: 'unknown', proofs: [], fixedBody: false},
		notes: null,
		sources: ['https://example.com/docs'],
	};
}

function samplePlanned(row: SampleRow, settings: Settings): PlannedTarget {
	const {host, port = 443, noProxyRule} = row;
	const requirement = sampleRequirement(row);
	const proxy = noProxyRule === undefined ? settings.proxy.https : null;
	const target = host === undefined ? null : {host, port, sampled: row.sampled ?? false};
	const reason = proxy
		? `HTTPS proxy ${formatProxy(proxy)}`
		: noProxyRule
			? `no_proxy rule "${noProxyRule}"`
			: 'no proxy is set';
	return {
		id: plannedId(requirement, target),
		requirement,
		target,
		route: target && {via: proxy ? 'proxy' : 'direct', proxy, noProxyRule: noProxyRule ?? null, reason},
		origin: target && 'catalog',
		path: target && (row.path ?? '/'),
		note: row.note ?? (host === undefined ? 'No public host stands for it: give --resource NAME.' : null),
	};
}

function sampleResult(row: SampleRow, settings: Settings): Result {
	const planned = samplePlanned(row, settings);
	const {cause = null, host, port = 443} = row;
	const status = row.status ?? (cause !== null ? 'blocked' : host === undefined ? 'unverified' : 'reachable');
	const isProbed = host !== undefined && status !== 'skipped';
	const isProxied = planned.route?.via === 'proxy';
	const stages = row.stages ?? (isProbed ? stagesFor({host, port, isProxied, cause}) : []);
	const severity: Severity = severityOf(planned.requirement, status);
	return {
		planned,
		attempts: isProbed ? [{startedAt: '2026-11-22T20:30:00.000Z', stages}] : [],
		controls: row.controls ?? [],
		verdict: {
			status,
			severity,
			cause,
			detail: row.detail ?? (cause === null ? `Status ${status}.` : `Saw ${cause}.`),
			confidence: 'high',
			identity: status === 'reachable' ? 'proven' : null,
			notes: row.notes ?? [],
		},
	};
}

/** A whole run around the rows that a test is about. */
export function sampleRun(sample: Sample): JudgedRun {
	const settings = sampleSettings(sample);
	const results = sample.rows.map(row => sampleResult(row, settings));
	const counts = Object.fromEntries(
		statuses.map(status => [status, results.filter(({verdict}) => verdict.status === status).length]),
	);
	return {
		id: '20261122T203000Z-0a1b2c',
		startedAt: '2026-11-22T20:30:00.123Z',
		durationMs: 4321,
		complete: sample.complete ?? true,
		vantage: {hostname: 'jump-1', platform: 'linux x64', kind: sample.vantage ?? 'jumpbox'},
		settings,
		catalogVersion: '2026-06-18',
		summary: {targets: results.length, ...counts} as JudgedRun['summary'],
		results,
	};
}

/** The report of such a run, diagnosed. */
export function sampleReport(sample: Sample): Run {
	const run = sampleRun(sample);
	return toRun(run, diagnose(run));
}

/** The plan of such a run. */
export function samplePlan(sample: Sample): Plan {
	const {settings, catalogVersion, results} = sampleRun(sample);
	return {settings, catalogVersion, targets: results.map(({planned}) => planned)};
}

/** `host-1.example`, `host-2.example` … */
export function hostsOf(count: number, name = 'host'): string[] {
	return Array.from({length: count}, (_, index) => `${name}-${index + 1}.example`);
}
