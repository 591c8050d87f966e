import {httpOf, sourceAddressesOf, targetDnsOf, targetTlsOf} from '../../evidence/stages.ts';
import type {DnsEvidence} from '../../evidence/types.ts';
import {endpointOf} from '../../plan/endpoints.ts';
import type {Run, RunRow} from '../run.ts';

/** One run, and what tells its place from the others. */
export type Sighting = {
	/** Unique in the survey. */
	readonly id: string;
	readonly run: Run;
	/** Jump boxes, nodes and pods are compared with each other, each kind as a whole. */
	readonly view: 'jumpbox' | 'node' | 'pod';
	readonly pool: string | null;
	readonly node: string | null;
	readonly namespace: string | null;
	readonly rows: ReadonlyMap<string, RunRow>;
};

export function toSighting(id: string, run: Run): Sighting {
	const {kind, pool, node, name = '', hostname} = run.vantage;
	const view = kind === 'practice' ? 'jumpbox' : kind;
	const [, namespace = null] = /^pods?:([^/]+)/.exec(name) ?? [];
	return {
		id,
		run,
		view,
		pool: pool ?? null,
		node: node ?? (view === 'node' ? hostname : null),
		namespace,
		rows: new Map(run.results.map(row => [row.id, row])),
	};
}

/** One row as one vantage point sees it. */
export type Cell = {readonly at: Sighting; readonly row: RunRow};

/** Whether the endpoint can be used from there. */
export function isOpen({row}: Cell): boolean {
	return row.status === 'reachable' || row.status === 'intercepted' || row.status === 'unstable';
}

export function isShut({row}: Cell): boolean {
	return row.status === 'blocked';
}

/** `host:port` of a row. */
export function targetOf({row}: Cell): string {
	return endpointOf(row);
}

export function causeOf({row}: Cell): string {
	return row.cause ?? '';
}

export function dnsOf({row}: Cell): DnsEvidence | undefined {
	const attempt = row.attempts.at(-1);
	return attempt && targetDnsOf(attempt);
}

/** Who issued the certificate that was shown. */
export function issuerOf({row}: Cell): string | null {
	const attempt = row.attempts.at(-1);
	return (attempt && targetTlsOf(attempt)?.chain[0]?.issuer) ?? null;
}

/** Whether a sidecar answered in place of the service: the proxy of a mesh says 502 for a host that is not registered. */
export function isFromMesh({row}: Cell): boolean {
	const attempt = row.attempts.at(-1);
	const http = attempt && httpOf(attempt);
	return http?.status === 502 && http.headers.server === 'envoy';
}

/** Where a name leads, as a name server told it. */
export function addressesOf(cell: Cell): readonly string[] {
	return dnsOf(cell)?.addresses.map(({address}) => address) ?? [];
}

/** Whether a connection over IPv6 failed, or came about; null: none was tried. */
export function connectsByIpv6({row}: Cell): boolean | null {
	const dials = row.attempts.flatMap(({stages}) =>
		stages.flatMap(stage => (stage.stage === 'tcp' && stage.of === 'target' ? stage.dials : [])),
	);
	const six = dials.filter(({family}) => family === 6);
	return six.length === 0 ? null : six.some(({ok}) => ok);
}

export function sourcesOf(sightings: readonly Sighting[]): readonly string[] {
	return [...new Set(sightings.flatMap(({run}) => sourceAddressesOf(run.results)))].slice(0, 12);
}

/** Lines of a machine's configuration. */
export function factsOf({run}: Sighting, source: string): readonly string[] | null {
	return run.vantage.facts?.find(fact => fact.source === source)?.lines ?? null;
}
