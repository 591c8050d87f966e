import {matchesHostPattern} from '../catalog/host-pattern.ts';
import {findRegion} from '../catalog/regions.ts';
import type {Catalog, Protocol, Requirement} from '../catalog/types.ts';
import {loopbackRule, matchRules, parseNoProxy} from '../settings/no-proxy.ts';
import {formatProxy, isSocks, type LoginScheme, markOf} from '../settings/proxy-url.ts';
import type {ProxySettings, Settings} from '../settings/types.ts';
import {expandFeatures} from './complete-settings.ts';
import {plannedId} from './endpoints.ts';
import {
	describeSurroundings,
	type Expansion,
	expandRequirement,
	joinNotes,
	type LiveFacts,
	noLiveFacts,
	noteOnUdp,
	type Surroundings,
} from './expand-requirement.ts';
import {fillPlaceholders, hasOpenPlaceholder, outsideCatalog, selectRequirements} from './requirements.ts';
import type {Plan, PlannedTarget, Route} from './types.ts';

/**
 * Applies complete, checked settings to the catalog and the user's own requirements: one row for each requirement and
 * host that stands for it, in the order of the catalog. `live` is what the services told of the region, if they were asked.
 */
export function buildPlan(
	settings: Settings,
	catalog: Catalog,
	ownRequirements: readonly Requirement[] = [],
	live: LiveFacts = noLiveFacts,
): Plan {
	const surroundings = describeSurroundings(settings, findRegion(catalog, settings.region) ?? null, live);
	const router = createRouter(settings.proxy, settings.proxyLogin);
	const targets = selectRequirements(settings, catalog, ownRequirements).flatMap(requirement =>
		expandRequirement(requirement, surroundings).map(expansion =>
			planRow(requirement, expansion, surroundings, router),
		),
	);
	return {settings, catalogVersion: catalog.version, catalogChecksum: catalog.checksum, targets};
}

function planRow(
	requirement: Requirement,
	{host, sampled, origin, note}: Expansion,
	{values}: Surroundings,
	router: Router,
): PlannedTarget {
	const {port, protocol} = requirement;
	const isUdp = protocol === 'udp';
	const target = host === null ? null : {host, port, sampled};
	return {
		id: plannedId(requirement, target),
		requirement,
		target,
		route: host === null || isUdp ? null : router(protocol, host, port),
		origin,
		path: host === null || isUdp ? null : fillPath(requirement.path ?? '/', values),
		note: isUdp ? joinNotes(note, noteOnUdp) : note,
	};
}

/** A path that lacks a value asks for something else than was meant; the root is asked for instead. */
function fillPath(path: string, values: Surroundings['values']): string {
	const filled = fillPlaceholders(path, values);
	return hasOpenPlaceholder(filled) ? '/' : filled;
}

export type NamedHost = {readonly host: string; readonly port: number};

/**
 * A plan for hosts that the user names, each once and in their order: what the catalog knows of each goes with it,
 * whatever the features and levels chosen; a host that it doesn't know counts as mandatory. TLS unless the port is 80.
 */
export function planHosts(
	hosts: readonly NamedHost[],
	settings: Settings,
	catalog: Catalog,
	ownRequirements: readonly Requirement[] = [],
): Plan {
	const {features, version, checksum} = catalog;
	// Alternatives such as the Arc gateway take rows out of a plan, so each gets a plan of its own.
	const choices = [
		expandFeatures(['all'], settings.cloud, catalog),
		...features.filter(({replaces}) => replaces.length > 0).map(({id}) => [id]),
	];
	const rows = choices.flatMap(
		chosen => buildPlan({...settings, features: chosen, level: 'legacy'}, catalog, ownRequirements).targets,
	);
	const targets = new Map(hosts.map(named => planHost(named, rows, settings)).map(planned => [planned.id, planned]));
	return {settings, catalogVersion: version, catalogChecksum: checksum, targets: [...targets.values()]};
}

function planHost({host, port}: NamedHost, rows: readonly PlannedTarget[], settings: Settings): PlannedTarget {
	const known = rows.filter(row => row.requirement.port === port && row.requirement.protocol !== 'udp');
	const exact = known.find(({target}) => target?.host === host);
	const covering = known.find(({requirement}) => matchesHostPattern(patternOf(requirement, settings), host));
	const requirement = (exact ?? covering)?.requirement ?? outsideCatalog(host, port);
	const protocol = requirement.protocol as Exclude<Protocol, 'udp'>;
	return {
		id: plannedId(requirement, {host, port}),
		requirement,
		target: {host, port, sampled: false},
		route: routeFor(settings, protocol, host, port),
		origin: 'user',
		path: exact?.path ?? covering?.path ?? fillPlaceholders(requirement.path ?? '/', {region: settings.region}),
		note: null,
	};
}

function patternOf({narrowed, pattern}: Requirement, {region}: Settings): string {
	return fillPlaceholders(narrowed ?? pattern, {region: region === '' ? null : region});
}

/** Finds the way to a target. UDP has none: no forward proxy carries it, and it is not probed. */
type Router = (protocol: Exclude<Protocol, 'udp'>, host: string, port: number) => Route;

/** Reads the no_proxy list once, for many targets. */
export function createRouter(proxy: ProxySettings, login: LoginScheme = 'basic'): Router {
	const rules = parseNoProxy(proxy.noProxy);
	return (protocol, host, port) => {
		const scheme = protocol === 'http' ? 'http' : 'https';
		const endpoint = proxy[scheme];
		if (!endpoint) {
			const isOtherSet = Boolean(proxy.https ?? proxy.http);
			return direct(isOtherSet ? `no proxy is set for ${scheme.toUpperCase()}` : 'no proxy is set');
		}
		const rule = matchRules(rules, host, port);
		if (rule === loopbackRule) return direct('loopback never goes through a proxy', rule);
		if (rule !== null) return direct(`no_proxy rule "${rule}"`, rule);
		const kind = isSocks(endpoint) ? 'SOCKS' : scheme.toUpperCase();
		const reason = `${kind} proxy ${formatProxy(endpoint)}${markOf(endpoint, login)}`;
		return {via: 'proxy', proxy: endpoint, noProxyRule: null, reason};
	};
}

/** The way to one target: HTTPS and WebSocket by the proxy for HTTPS, plain HTTP by the one for HTTP, or past both. */
export function routeFor(
	{proxy, proxyLogin}: Pick<Settings, 'proxy'> & Partial<Pick<Settings, 'proxyLogin'>>,
	protocol: Exclude<Protocol, 'udp'>,
	host: string,
	port: number,
): Route {
	return createRouter(proxy, proxyLogin)(protocol, host, port);
}

function direct(reason: string, noProxyRule: string | null = null): Route {
	return {via: 'direct', proxy: null, noProxyRule, reason};
}
