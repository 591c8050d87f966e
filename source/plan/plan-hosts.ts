import {matchesHostPattern} from '../catalog/host-pattern.ts';
import type {Catalog, Protocol, Requirement} from '../catalog/types.ts';
import type {Settings} from '../settings/types.ts';
import {buildPlan} from './build-plan.ts';
import {expandFeatures} from './complete-settings.ts';
import {outsideCatalog} from './outside-catalog.ts';
import {fillPlaceholders} from './placeholders.ts';
import {plannedId} from './planned-id.ts';
import {routeFor} from './route.ts';
import type {Plan, PlannedTarget} from './types.ts';

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
