import type {Requirement} from '../../source/catalog/types.ts';
import {routeFor} from '../../source/plan/build-plan.ts';
import type {Plan, PlannedTarget} from '../../source/plan/types.ts';
import {defaultSettings} from '../../source/settings/fields.ts';
import {parseProxyUrl} from '../../source/settings/proxy-url.ts';
import type {ProxySettings, Secrets, Settings} from '../../source/settings/types.ts';

export type RowOptions = Partial<Requirement> & {readonly host: string; readonly sampled?: boolean};

/** A requirement as the catalog would have it, with nothing special about it. */
export function requirementOf({host, sampled: _sampled, ...given}: RowOptions): Requirement {
	return {
		id: `test-${host}-${given.port ?? 443}`,
		clouds: ['public'],
		pattern: host,
		port: 443,
		protocol: 'https',
		level: 'mandatory',
		features: ['arc'],
		purpose: 'Stands for a service.',
		impact: 'Something breaks.',
		scope: ['cluster'],
		trust: 'public',
		lifecycle: {state: 'active', replacement: null},
		noInspection: false,
		narrowed: null,
		resource: null,
		standIns: [],
		path: '/',
		expect: {statuses: [], basis: 'unknown', proofs: [], fixedBody: false},
		notes: null,
		sources: ['A test'],
		...given,
	};
}

/** The settings of a proxy for both schemes, and its password. */
export function proxyOf(url: string | null, noProxy = ''): {proxy: ProxySettings; secrets: Secrets} {
	const parsed = url === null ? null : parseProxyUrl(url, '--proxy');
	return {
		proxy: {
			source: url === null ? 'none' : 'given',
			https: parsed?.endpoint ?? null,
			http: parsed?.endpoint ?? null,
			noProxy,
		},
		secrets: {httpsProxyPassword: parsed?.password ?? null, httpProxyPassword: parsed?.password ?? null},
	};
}

/** The limit of a stage, in milliseconds: how busy this machine is must decide nothing. */
const patientMs = 20_000;

/** A plan of these rows over one route. */
export function planOf(
	rows: readonly RowOptions[],
	options: {readonly proxy?: ProxySettings; readonly settings?: Partial<Settings>} = {},
): Plan {
	const proxy = options.proxy ?? proxyOf(null).proxy;
	const settings: Settings = {
		...defaultSettings,
		cloud: 'public',
		region: 'eastus',
		features: ['arc'],
		level: 'legacy',
		proxy,
		timeoutMs: patientMs,
		concurrency: 64,
		...options.settings,
	};
	return {settings, catalogVersion: '2026-01-01', targets: rows.map(row => plannedOf(row, settings))};
}

function plannedOf(row: RowOptions, settings: Settings): PlannedTarget {
	const requirement = requirementOf(row);
	const {protocol, port} = requirement;
	return {
		id: `${requirement.id}@${row.host}:${port}`,
		requirement,
		target: {host: row.host, port, sampled: row.sampled ?? false},
		route: protocol === 'udp' ? null : routeFor(settings, protocol, row.host, port),
		origin: 'catalog',
		path: requirement.path,
		note: null,
	};
}
