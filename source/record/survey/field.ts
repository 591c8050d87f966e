import type {Owner} from '../../diagnosis/types.ts';
import {isPrivateAddress} from '../../evidence/addresses.ts';
import {httpOf, sourceAddressesOf, targetDnsOf, targetTlsOf} from '../../evidence/stages.ts';
import type {DnsEvidence} from '../../evidence/types.ts';
import {endpointOf} from '../../plan/endpoints.ts';
import {formatProxy} from '../../settings/proxy-url.ts';
import type {Confidence} from '../../verdict/types.ts';
import type {Run, RunRow} from '../run.ts';
import type {DifferenceKind} from './survey.ts';

/** All cells of a survey, in the views that rules compare. A cell that a rule has explained is no longer among them. */
export type Field = {
	readonly sightings: readonly Sighting[];
	/** By the id of the row. */
	readonly rows: ReadonlyMap<string, readonly Cell[]>;
	/** By their place, those that were decided. */
	readonly decided: ReadonlyMap<Sighting, readonly Cell[]>;
};

/** What all places saw, with what was decided of it found by place. */
export function createField(sightings: readonly Sighting[], rows: ReadonlyMap<string, readonly Cell[]>): Field {
	const decided = [...rows.values()].flat().filter(cell => isOpen(cell) || isShut(cell));
	return {sightings, rows, decided: Map.groupBy(decided, ({at}) => at)};
}

/** What a rule found: its cells, and what depends on them in its words. */
export type Found = {
	readonly cells: readonly Cell[];
	/** In place of the rule's own. */
	readonly title?: string;
	readonly why?: string;
	readonly confidence?: Confidence;
	readonly severity?: 'warning';
	readonly fix?: readonly string[];
	/** Where the fault is one of configuration, and no cell shows it. */
	readonly at?: readonly Sighting[];
};

export type Rule = {
	readonly kind: DifferenceKind;
	readonly owner: Owner;
	readonly severity?: 'error' | 'warning';
	readonly title: string;
	readonly why: string;
	readonly fix: readonly string[];
	readonly control: string;
	readonly refutedBy: string;
	readonly find: (field: Field) => readonly Found[];
};

const of = (view: Sighting['view']) => (cell: Cell) => cell.at.view === view;
export const isNode = of('node');
export const isPod = of('pod');
export const isJumpBox = of('jumpbox');

/** Pods that run on these nodes share what the nodes lack. */
export function isPodOn(cell: Cell, nodes: ReadonlySet<string>): boolean {
	return isPod(cell) && nodes.has(cell.at.node ?? '');
}

/** Pods of these that fail while others of the same kind do not, in other namespaces alone: then it is the namespace. */
export function isWholeNamespace(faulty: readonly Cell[], open: readonly Cell[]): boolean {
	const spaces = new Set(faulty.map(({at}) => at.namespace));
	return open.every(({at}) => at.namespace !== null && !spaces.has(at.namespace));
}

/** Whether a name leads into private space from there. */
export function isLedInside(cell: Cell): boolean {
	const addresses = addressesOf(cell);
	return addresses.length > 0 && addresses.every(isPrivateAddress);
}

/** Whether it leads to public addresses from all of these, as far as that is known, and is known at all. */
export function areLedOutside(cells: readonly Cell[]): boolean {
	return cells.some(cell => addressesOf(cell).length > 0) && !cells.some(isLedInside);
}

/** Name servers that a machine asks, as its resolv.conf says. */
export function nameServersOf(at: Sighting): string {
	const lines = factsOf(at, 'resolv') ?? [];
	return lines.flatMap(line => /^\s*nameserver\s+(\S+)/.exec(line)?.[1] ?? []).join(', ');
}

/** Rows in which some cells are of one kind while all cells of a witness are open. */
export function rowsWhere(
	field: Field,
	isFaulty: (cell: Cell) => boolean,
	isWitness: (cell: Cell) => boolean,
): readonly (readonly Cell[])[] {
	return [...field.rows.values()].flatMap(cells => {
		const faulty = cells.filter(isFaulty);
		const witnesses = cells.filter(isWitness);
		return faulty.length > 0 && witnesses.length > 0 && witnesses.every(isOpen) ? [faulty] : [];
	});
}

/** The same as one finding, where there is anything. */
export function gather(rows: readonly (readonly Cell[])[], more: Omit<Found, 'cells'> = {}): readonly Found[] {
	return rows.length === 0 ? [] : [{cells: rows.flat(), ...more}];
}

/** Whether every cell that was decided in a view fails alike. */
export function failAlike(cells: readonly Cell[]): boolean {
	const decided = cells.filter(cell => isOpen(cell) || isShut(cell));
	return decided.length > 0 && decided.every(isShut) && new Set(decided.map(causeOf)).size === 1;
}

/** Of one place only a part may fail, so that it is the place and not the endpoint. */
export function bySighting(cells: readonly Cell[]): ReadonlyMap<Sighting, readonly Cell[]> {
	return Map.groupBy(cells, ({at}) => at);
}

export const cellsOf = ({rows}: Field) => [...rows.values()].flat();

/** Direct rows of one place, as far as they were decided. */
export function decidedOf({decided}: Field, at: Sighting): readonly Cell[] {
	return decided.get(at) ?? [];
}

export const isDnsFailure = (cell: Cell) => isShut(cell) && causeOf(cell).startsWith('dns.');
export const isDateFailure = (cell: Cell) => isShut(cell) && /^tls\.(?:expired|not-yet-valid)$/.test(causeOf(cell));
export const proxyTroubles: ReadonlySet<string> = new Set([
	'proxy.unreachable',
	'proxy.timeout',
	'proxy.refused',
	'proxy.closed',
]);

/** A clock may be off by so much before certificates mind, in milliseconds. */
export const clockToleranceMs = 120_000;

/** Places of one view in which all decided cells fail, while others of that view work. */
export function lonelyPlaces(
	field: Field,
	view: Sighting['view'],
	keyOf: (at: Sighting) => string | null,
): readonly string[] {
	const places = Map.groupBy(
		field.sightings.filter(at => at.view === view && keyOf(at) !== null),
		at => keyOf(at) ?? '',
	);
	const isDown = (each: readonly Sighting[]) => {
		const decided = each.flatMap(at => decidedOf(field, at));
		return decided.length > 0 && decided.every(isShut) && new Set(decided.map(causeOf)).size <= 2;
	};
	const down = [...places].filter(([, each]) => isDown(each)).map(([key]) => key);
	return down.length > 0 && down.length < places.size ? down : [];
}

/** The proxy that a machine's own configuration names, without its scheme and login; null: none. Undefined: nothing is known of it. */
export function proxyNamedBy(at: Sighting, source: string): string | null | undefined {
	const lines = factsOf(at, source);
	if (lines === null) return undefined;
	return /https_proxy=["']?(?:[a-z0-9]+:\/\/)?(?:\*\*\*@)?([^\s"'/]+)/i.exec(lines.join(' '))?.[1] ?? null;
}

/** The proxy of the plan, as `proxyNamedBy` gives one; null: none is to be used. */
export function plannedProxy({run}: Sighting): string | null {
	const {https} = run.settings.proxy;
	return https && formatProxy(https).replace(/^[a-z0-9]+:\/\//, '');
}

/** Services that pull images, or that start what does, by their names. */
const runtimes = ['containerd', 'crio', 'k3s', 'k3sagent', 'rke2server', 'rke2agent'];

/** What is wrong with the proxy of a node's services, in a few words each. The kubelet has none as a rule. */
export function runtimeFaults(at: Sighting): readonly string[] {
	const wanted = plannedProxy(at);
	if (wanted === null) return [];
	return [...runtimes, 'kubelet'].flatMap(source => {
		const named = proxyNamedBy(at, source);
		if (named === undefined || named === wanted) return [];
		if (named === null) return source === 'kubelet' ? [] : [`${source} has none`];
		return [`${source} has ${named}`];
	});
}

/** Files of certificates that a service or the environment names and that hold none, as `containerd: /etc/ca.pem is missing`. */
export function badCertificateFiles(at: Sighting): readonly string[] {
	return (factsOf(at, 'ca') ?? []).flatMap(line => {
		const [, who, what, file] = /^(\S+) \S+ (missing|empty|unreadable) (.+)$/.exec(line) ?? [];
		return file === undefined ? [] : [`${who}: ${file} is ${what}`];
	});
}

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

/** A run as a place of a survey. In the practice network every place is a jump box. */
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

/** Whether it is blocked from there: what nobody could test is neither open nor shut. */
export function isShut({row}: Cell): boolean {
	return row.status === 'blocked';
}

/** `host:port` of a row. */
export function targetOf({row}: Cell): string {
	return endpointOf(row);
}

/** The cause of a cell; empty where it has none. */
export function causeOf({row}: Cell): string {
	return row.cause ?? '';
}

/** What the name servers answered in the last try; undefined where none were asked. */
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
function addressesOf(cell: Cell): readonly string[] {
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

/** Own addresses of these places, as a firewall sees them: 12 at most. */
export function sourcesOf(sightings: readonly Sighting[]): readonly string[] {
	return [...new Set(sightings.flatMap(({run}) => sourceAddressesOf(run.results)))].slice(0, 12);
}

/** Lines of a machine's configuration. */
export function factsOf({run}: Sighting, source: string): readonly string[] | null {
	return run.vantage.facts?.find(fact => fact.source === source)?.lines ?? null;
}
