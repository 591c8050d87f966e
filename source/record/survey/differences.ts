import type {Owner} from '../../diagnosis/types.ts';
import {isPrivateAddress} from '../../evidence/addresses.ts';
import {formatProxy} from '../../settings/proxy-url.ts';
import type {Confidence} from '../../verdict/types.ts';
import {
	type Cell,
	causeOf,
	connectsByIpv6,
	dnsOf,
	factsOf,
	headerOf,
	isOpen,
	isShut,
	issuerOf,
	type Sighting,
	sourcesOf,
	targetOf,
} from './sightings.ts';
import type {Difference, DifferenceKind} from './survey.ts';

/** All cells of a survey, in the views that rules compare. A cell that a rule has explained is no longer among them. */
type Field = {
	readonly sightings: readonly Sighting[];
	/** By the id of the row. */
	readonly rows: ReadonlyMap<string, readonly Cell[]>;
};

/** What a rule found: its cells, and what depends on them in its words. */
type Found = {
	readonly cells: readonly Cell[];
	/** In place of the rule's own. */
	readonly title?: string;
	readonly why?: string;
	readonly confidence?: Confidence;
	/** Where the fault is one of configuration, and no cell shows it. */
	readonly at?: readonly Sighting[];
};

type Rule = {
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
const isNode = of('node');
const isPod = of('pod');
const isJumpBox = of('jumpbox');

/** Rows in which some cells are of one kind while all cells of a witness are open. */
function rowsWhere(
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
function gather(rows: readonly (readonly Cell[])[], more: Omit<Found, 'cells'> = {}): readonly Found[] {
	return rows.length === 0 ? [] : [{cells: rows.flat(), ...more}];
}

/** Whether every cell that was decided in a view fails alike. */
function failAlike(cells: readonly Cell[]): boolean {
	const decided = cells.filter(cell => isOpen(cell) || isShut(cell));
	return decided.length > 0 && decided.every(isShut) && new Set(decided.map(causeOf)).size === 1;
}

/** Of one place only a part may fail, so that it is the place and not the endpoint. */
function bySighting(cells: readonly Cell[]): ReadonlyMap<Sighting, readonly Cell[]> {
	return Map.groupBy(cells, ({at}) => at);
}

const cellsOf = ({rows}: Field) => [...rows.values()].flat();

/** Direct rows of one place, as far as they were decided. */
function decidedOf(field: Field, at: Sighting): readonly Cell[] {
	return cellsOf(field).filter(cell => cell.at === at && (isOpen(cell) || isShut(cell)));
}

const isDnsFailure = (cell: Cell) => isShut(cell) && causeOf(cell).startsWith('dns.');
const isDateFailure = (cell: Cell) => isShut(cell) && /^tls\.(?:expired|not-yet-valid)$/.test(causeOf(cell));
const proxyTroubles: ReadonlySet<string> = new Set([
	'proxy.unreachable',
	'proxy.timeout',
	'proxy.refused',
	'proxy.closed',
]);

/** A clock may be off by so much before certificates mind, in milliseconds. */
const clockToleranceMs = 120_000;

/** Places of one view in which all decided cells fail, while others of that view work. */
function lonelyPlaces(field: Field, view: Sighting['view'], keyOf: (at: Sighting) => string | null): readonly string[] {
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

/**
 * What a difference between places means, one row for each root cause, in the order in which they explain cells: what a
 * machine has wrong itself comes before what the network does to it, and one place before a whole view.
 */
const rules: readonly Rule[] = [
	{
		kind: 'node-clock',
		owner: 'cluster',
		title: 'A clock is wrong',
		why: 'Certificates are out of date there and valid elsewhere.',
		fix: [
			'Set the clock of that machine by a time server (chronyc tracking shows how far it is off).',
			'Check again from there.',
		],
		control: 'date -u there and here, and the Date header of any answer.',
		refutedBy: 'The clocks agree to within two minutes.',
		find: field => {
			const rows = rowsWhere(field, isDateFailure, cell => !isDateFailure(cell) && (isOpen(cell) || isShut(cell)));
			const isOff = ({run}: Sighting) => Math.abs(run.vantage.clockSkewMs ?? clockToleranceMs + 1) > clockToleranceMs;
			return gather(rows.map(cells => cells.filter(({at}) => isOff(at))).filter(cells => cells.length > 0));
		},
	},
	{
		kind: 'ca-missing-on-nodes',
		owner: 'cluster',
		title: 'Nodes do not trust the CA that inspects TLS',
		why: 'The jump box trusts the certificates shown, and the nodes do not: image pulls will fail with x509 errors.',
		fix: [
			"Add the CA to each node's store (update-ca-certificates, or update-ca-trust), and restart containerd and the kubelet.",
			'Or exempt these names from inspection.',
		],
		control: 'openssl s_client -connect HOST:443 -servername HOST on a node, and its store.',
		refutedBy: 'Nodes and jump box are shown certificates of different issuers.',
		find: field =>
			gather(
				rowsWhere(
					field,
					cell => !isJumpBox(cell) && isShut(cell) && causeOf(cell) === 'tls.untrusted',
					isJumpBox,
				).filter(cells => cells.some(isNode)),
			),
	},
	{
		kind: 'ca-missing-in-pods',
		owner: 'cluster',
		title: 'Pods do not trust the CA that inspects TLS',
		why: 'Nodes trust the certificates shown, and pods do not: each image brings a store of its own.',
		fix: [
			'Hand the CA to the agents: az connectedk8s update --proxy-cert FILE.',
			'Or exempt these names from inspection.',
		],
		control: 'The issuer of the certificate is the same from node and pod.',
		refutedBy: 'Pods are shown another issuer than their node.',
		find: field =>
			gather(rowsWhere(field, cell => isPod(cell) && isShut(cell) && causeOf(cell) === 'tls.untrusted', isNode)),
	},
	{
		kind: 'proxy-closed-to-pods',
		owner: 'proxy',
		title: 'The proxy does not let pods in',
		why: 'Nodes reach the proxy and pods do not: its own list, or a network policy, does not know the range of the pods.',
		fix: [
			'Allow the range of the pods at the proxy, or let the cluster translate their addresses to those of the nodes (SNAT).',
			'Allow egress to the port of the proxy in the network policies.',
		],
		control: 'curl -v telnet://PROXY:PORT from a pod and from its node.',
		refutedBy: 'A node meets the same failure.',
		find: field =>
			gather(rowsWhere(field, cell => isPod(cell) && isShut(cell) && proxyTroubles.has(causeOf(cell)), isNode)),
	},
	{
		kind: 'search-domain',
		owner: 'cluster',
		severity: 'warning',
		title: 'A search domain answers in place of the service',
		why: 'Programs in pods get a private address, by a wildcard behind a search domain; the name itself leads elsewhere.',
		fix: [
			'Take the domain out of the search list of the nodes, or the wildcard out of the zone.',
			'Or set ndots to 1 for the agents.',
		],
		control: 'getent hosts NAME and getent hosts NAME. (with a dot) in a pod.',
		refutedBy: 'Both give the same address.',
		find: field => {
			const isMisled = (cell: Cell) => {
				const dns = dnsOf(cell);
				const own = dns?.system?.addresses ?? [];
				const asked = new Set(dns?.addresses.map(({address}) => address));
				return (
					dns?.source === 'server' &&
					own.length > 0 &&
					own.every(({address}) => isPrivateAddress(address) && !asked.has(address)) &&
					dns.addresses.some(({address}) => !isPrivateAddress(address))
				);
			};
			const rows = [...field.rows.values()].flatMap(cells => {
				const misled = cells.filter(cell => isPod(cell) && isMisled(cell));
				return misled.length > 0 && !cells.some(cell => isNode(cell) && isMisled(cell)) ? [misled] : [];
			});
			return gather(rows);
		},
	},
	{
		kind: 'mesh-registry-only',
		owner: 'cluster',
		title: 'A service mesh lets only registered hosts out',
		why: 'The sidecar of these pods answers or breaks off in place of the service; pods without one get through.',
		fix: ['Add a ServiceEntry for each host.', 'Or leave the agents without a sidecar.'],
		control: 'The header "server: envoy" in the answer, and outboundTrafficPolicy of the mesh.',
		refutedBy: 'A pod without a sidecar fails alike.',
		find: field => {
			const meshed = new Set(
				cellsOf(field)
					.filter(cell => isPod(cell) && headerOf(cell, 'server') === 'envoy' && !isOpen(cell))
					.map(({at}) => at),
			);
			if (meshed.size === 0) return [];
			const isBroken = (cell: Cell) =>
				meshed.has(cell.at) &&
				!isOpen(cell) &&
				(headerOf(cell, 'server') === 'envoy' || /^tls\.(?:reset|closed)$/.test(causeOf(cell)));
			return gather(
				[...field.rows.values()].flatMap(cells => {
					const broken = cells.filter(isBroken);
					const others = cells.filter(cell => !meshed.has(cell.at));
					return broken.length > 0 && others.length > 0 && others.every(isOpen) ? [broken] : [];
				}),
			);
		},
	},
	{
		kind: 'overlay-mtu',
		owner: 'cluster',
		title: "The pods' network loses large packets",
		why: 'A TLS hello of two packets gets no answer from pods, a small one does, and nodes have no trouble: the MTU of the overlay is too large.',
		fix: ['Lower the MTU of the CNI below that of the nodes by what its encapsulation takes (50 bytes for VXLAN).'],
		control: 'The same hello in one packet, which is answered.',
		refutedBy: 'A node meets the same with a hello of that size.',
		find: field =>
			gather(
				rowsWhere(
					field,
					cell =>
						isPod(cell) &&
						isShut(cell) &&
						causeOf(cell) === 'tls.timeout' &&
						cell.row.controls.some(({kind, passed}) => kind === 'small-hello' && passed),
					isNode,
				),
			),
	},
	{
		kind: 'dns-mixed-upstreams',
		owner: 'cluster',
		title: 'Names resolve now and then',
		why: 'The same name is answered and denied in turns: CoreDNS forwards to name servers that do not know the same.',
		fix: ['Give CoreDNS forwarders of one kind, or a stub zone for the names that only some of them know.'],
		control: 'The same question ten times.',
		refutedBy: 'Ten questions in a row get the same answer.',
		find: field =>
			gather(
				[...field.rows.values()].flatMap(cells => {
					const shaky = cells.filter(
						cell => isPod(cell) && cell.row.status === 'unstable' && causeOf(cell).startsWith('dns.'),
					);
					return shaky.length > 0 && cells.filter(isNode).every(isOpen) ? [shaky] : [];
				}),
			),
	},
	{
		kind: 'node-resolver',
		owner: 'dns',
		title: 'The name server of one node fails',
		why: 'Names do not resolve on this node, and they do on others.',
		fix: ["Compare the node's /etc/resolv.conf with that of the others, and set the name server that works."],
		control: 'nslookup NAME SERVER on that node, with the name server of another one.',
		refutedBy: 'The name server of another node fails from here as well.',
		find: field => {
			const nodes = field.sightings.filter(({view}) => view === 'node');
			const failing = nodes.filter(at => decidedOf(field, at).some(isDnsFailure));
			if (failing.length === 0 || failing.length * 2 > nodes.length) return [];
			const rows = rowsWhere(
				field,
				cell => failing.includes(cell.at) && isDnsFailure(cell),
				cell => isNode(cell) && !failing.includes(cell.at),
			);
			return gather(rows);
		},
	},
	{
		kind: 'node-cni',
		owner: 'cluster',
		title: "The pods' network of one node is broken",
		why: 'Pods on this node reach nothing, while the node itself and pods elsewhere do.',
		fix: ['Cordon the node, and restart its CNI pod.', 'Compare its routes and rules with those of a healthy node.'],
		control: 'The same probes from the node, which get through.',
		refutedBy: 'Pods on other nodes fail alike.',
		find: field =>
			lonelyPlaces(field, 'pod', ({node}) => node).flatMap(name => {
				const onNode = (cell: Cell) => isPod(cell) && cell.at.node === name && isShut(cell);
				const own = (cell: Cell) => isNode(cell) && cell.at.node === name;
				return gather(rowsWhere(field, onNode, own), {title: `The pods' network on ${name} is broken`});
			}),
	},
	{
		kind: 'pool-egress',
		owner: 'network',
		title: 'A pool of nodes has no way out',
		why: 'Every node of this pool fails alike, and the nodes of another pool get through: route table, firewall rule or NAT of its subnet.',
		fix: [
			'Give the subnet of the pool the route table and the rules of the one that works.',
			'Allow the address by which that pool leaves.',
		],
		control: 'The source address of each pool, as the nodes see it.',
		refutedBy: 'One node of the pool gets through.',
		find: field => {
			const pools = Map.groupBy(
				field.sightings.filter(({view, pool}) => view === 'node' && pool !== null),
				({pool}) => pool ?? '',
			);
			if (pools.size < 2) return [];
			return [...pools].flatMap(([pool, members]) => {
				const rows = [...field.rows.values()].flatMap(cells => {
					const own = cells.filter(cell => members.includes(cell.at));
					const others = cells.filter(cell => isNode(cell) && cell.at.pool !== null && !members.includes(cell.at));
					return failAlike(own) && own.filter(isShut).length === members.length && others.some(isOpen) ? [own] : [];
				});
				const sources = sourcesOf(members).join(', ');
				return gather(rows, {
					title: `Pool ${pool} does not get out as another pool does`,
					...(sources !== '' && {
						why: `Every node of pool ${pool} fails alike, and another pool gets through. Its nodes use ${sources}: route table, firewall rule or NAT of that subnet.`,
					}),
				});
			});
		},
	},
	{
		kind: 'node-egress',
		owner: 'network',
		title: 'One node has no way out',
		why: 'This node reaches nothing, and nodes beside it do.',
		fix: ['Compare its routes, its address and the rules for it with those of a healthy node.'],
		control: 'The same probes from a node of the same subnet.',
		refutedBy: 'Another node of the same subnet fails alike.',
		find: field =>
			lonelyPlaces(field, 'node', ({node}) => node).flatMap(name => {
				const onNode = (cell: Cell) => cell.at.node === name && isShut(cell);
				const others = (cell: Cell) => isNode(cell) && cell.at.node !== name;
				return gather(rowsWhere(field, onNode, others), {title: `Node ${name} has no way out`});
			}),
	},
	{
		kind: 'cluster-dns',
		owner: 'cluster',
		title: "The cluster's DNS does not resolve these names",
		why: 'Nodes resolve the names, and no pod does.',
		fix: ["Let CoreDNS forward to the nodes' name servers, and look into its stub zones and the node-local cache."],
		control: "The same question to CoreDNS by its address, and to the nodes' name server from a pod.",
		refutedBy: "The nodes' name server fails from a pod as well: then a policy keeps DNS in.",
		find: field => {
			const pods = field.sightings.filter(({view}) => view === 'pod');
			const isLost = (at: Sighting) => {
				const decided = decidedOf(field, at);
				return decided.length > 0 && decided.every(isDnsFailure);
			};
			return pods.length > 0 && pods.every(isLost)
				? gather(rowsWhere(field, cell => isPod(cell) && isDnsFailure(cell), isNode))
				: [];
		},
	},
	{
		kind: 'dns-policy',
		owner: 'cluster',
		title: 'A policy keeps pods from resolving some names',
		why: 'Pods resolve other names, and these are refused or denied there, while nodes resolve them: a DNS rule of a policy, or a zone that CoreDNS answers for.',
		fix: ['Add the names to the DNS rules of the policy (toFQDNs).', 'Or let CoreDNS forward the zone.'],
		control: "The same question to the nodes' name server from the pod.",
		refutedBy: 'The address itself can not be reached from the pod either.',
		find: field =>
			gather(
				rowsWhere(
					field,
					cell => isPod(cell) && isDnsFailure(cell) && /refused|nxdomain|no-answer/.test(causeOf(cell)),
					isNode,
				),
			),
	},
	{
		kind: 'network-policy',
		owner: 'cluster',
		title: 'A network policy keeps pods in',
		why: 'Nodes get through, names resolve in pods, and no connection of theirs is answered: egress is denied by default.',
		fix: ['Allow egress to these hosts; "arc-netcheck rules cilium" writes a policy for the plan.'],
		control: 'The same from another namespace, and kubectl get networkpolicies -A.',
		refutedBy: 'There is no policy that selects these pods, or a node fails alike.',
		find: field => {
			const isDropped = (cell: Cell) => isPod(cell) && isShut(cell) && causeOf(cell) === 'tcp.timeout';
			const rows = rowsWhere(field, isDropped, isNode);
			const affected = bySighting(rows.flat());
			const isWhole = [...affected.keys()].every(at => decidedOf(field, at).every(cell => !isOpen(cell)));
			if (rows.length === 0 || !isWhole) return [];
			const spaces = new Set([...affected.keys()].map(({namespace}) => namespace));
			const [space] = spaces;
			const isNamed =
				spaces.size === 1 && space !== null && field.sightings.some(at => at.view === 'pod' && at.namespace !== space);
			return gather(rows, isNamed ? {title: `A network policy keeps pods of ${space} in`, confidence: 'high'} : {});
		},
	},
	{
		kind: 'pod-ipv6',
		owner: 'cluster',
		severity: 'warning',
		title: 'Pods have no way out over IPv6',
		why: 'These names have IPv6 addresses, to which nodes connect and pods do not.',
		fix: ['Give pods egress over IPv6.', 'Or make the cluster single-stack, so that programs do not try it.'],
		control: 'curl -6 -v https://HOST from a pod and from its node.',
		refutedBy: 'The node does not connect over IPv6 either.',
		find: field =>
			gather(
				[...field.rows.values()].flatMap(cells => {
					const failing = cells.filter(cell => isPod(cell) && connectsByIpv6(cell) === false);
					return failing.length > 0 && cells.some(cell => isNode(cell) && connectsByIpv6(cell) === true)
						? [failing]
						: [];
				}),
			),
	},
	{
		kind: 'egress-by-source',
		owner: 'network',
		title: 'The firewall knows the jump box only',
		why: 'The jump box gets through, and every node fails alike: the rules are for its address.',
		fix: ['Allow the addresses of the nodes in the same rules.'],
		control: 'The source address of each, as it is seen here.',
		refutedBy: 'One node gets through.',
		find: field => {
			const rows = [...field.rows.values()].flatMap(cells => {
				const nodes = cells.filter(isNode);
				const boxes = cells.filter(isJumpBox);
				const isAlike = failAlike(nodes) && nodes.every(cell => !isShut(cell) || causeOf(cell).startsWith('tcp.'));
				return isAlike && boxes.length > 0 && boxes.every(isOpen)
					? [cells.filter(cell => !isJumpBox(cell) && isShut(cell))]
					: [];
			});
			const sources = sourcesOf(field.sightings.filter(({view}) => view === 'node')).join(', ');
			return gather(
				rows,
				sources === ''
					? {}
					: {
							why: `The jump box gets through, and every node fails alike: the rules are for its address. The nodes use ${sources}.`,
						},
			);
		},
	},
	{
		kind: 'inspected-by-place',
		owner: 'security',
		severity: 'warning',
		title: 'TLS is inspected on some paths only',
		why: 'The same names show another issuer from here than from there.',
		fix: ['Find out which path is inspected, and exempt what must not be inspected there.'],
		control: 'The issuer of the certificate by place.',
		refutedBy: 'The issuers agree when it is looked again.',
		find: field =>
			gather(
				[...field.rows.values()].flatMap(cells => {
					const inspected = cells.filter(cell => cell.row.status === 'intercepted');
					const others = cells.filter(cell => cell.row.status === 'reachable' && issuerOf(cell) !== null);
					return inspected.length > 0 && others.length > 0 ? [inspected] : [];
				}),
			),
	},
	{
		kind: 'runtime-proxy',
		owner: 'cluster',
		title: 'The container runtime does not know the proxy',
		why: 'Nodes get through by the proxy, and containerd or the kubelet has none, or another one: images are pulled without it.',
		fix: [
			'Write a drop-in with HTTPS_PROXY, HTTP_PROXY and NO_PROXY for containerd, and restart it.',
			'systemctl show containerd -p Environment shows what it has.',
		],
		control: 'systemctl show containerd -p Environment on each node.',
		refutedBy: 'Images come from a mirror inside.',
		find: field => {
			const lacking = field.sightings.filter(
				at => at.view === 'node' && lacksProxy(at, 'containerd') && decidedOf(field, at).some(isOpen),
			);
			return lacking.length === 0 ? [] : [{cells: [], at: lacking}];
		},
	},
	{
		kind: 'proxy-not-passed',
		owner: 'you',
		title: 'The agents were not given the proxy',
		why: 'Pods get through by the proxy, and the environment of the running agents names none.',
		fix: ['az connectedk8s update --proxy-https URL --proxy-http URL --proxy-skip-range LIST.'],
		control: 'kubectl exec into an agent, and env.',
		refutedBy: 'The agents read their proxy from somewhere else.',
		find: field => {
			const lacking = field.sightings.filter(
				at =>
					at.run.vantage.name?.startsWith('pod:') &&
					lacksProxy(at, 'environment', true) &&
					decidedOf(field, at).some(isOpen),
			);
			return lacking.length === 0 ? [] : [{cells: [], at: lacking}];
		},
	},
];

/** Whether a machine's own configuration names no proxy, or another one than the plan. `isTold`: it would have been told. */
function lacksProxy(at: Sighting, source: string, isTold = false): boolean {
	const {https} = at.run.settings.proxy;
	const lines = factsOf(at, source);
	if (https === null || (lines === null && !isTold)) return false;
	const named = (lines ?? []).join(' ');
	const found = /https_proxy=["']?(?:[a-z]+:\/\/)?(?:\*\*\*@)?([^\s"'/]+)/i.exec(named)?.[1];
	return found !== formatProxy(https).replace(/^[a-z]+:\/\//, '');
}

/** What the differences between several vantage points mean. Each cell stands behind one finding. Pure. */
export function findDifferences(sightings: readonly Sighting[]): readonly Difference[] {
	const explained = new Set<Cell>();
	const rows = new Map<string, readonly Cell[]>();
	for (const at of sightings) {
		for (const [id, row] of at.rows) rows.set(id, [...(rows.get(id) ?? []), {at, row}]);
	}
	const findings: Difference[] = [];
	for (const rule of rules) {
		// Explained failures are gone for the next rule; what works stays a witness.
		const left = new Map([...rows].map(([id, cells]) => [id, cells.filter(cell => !explained.has(cell))]));
		for (const found of rule.find({sightings, rows: left})) {
			for (const cell of found.cells) if (!isOpen(cell)) explained.add(cell);
			findings.push(toDifference(rule, found, findings.length));
		}
	}
	return findings;
}

function toDifference(rule: Rule, {cells, title, why, confidence, at = []}: Found, index: number): Difference {
	const places = [...new Set([...cells.map(cell => cell.at), ...at])];
	const targets = [...new Set(cells.map(targetOf))];
	return {
		id: `vantage.${rule.kind}${index === 0 ? '' : `.${index + 1}`}`,
		kind: rule.kind,
		title: title ?? rule.title,
		severity: rule.severity ?? 'error',
		owner: rule.owner,
		confidence: confidence ?? (places.length > 1 ? 'high' : 'medium'),
		vantages: places.map(({id}) => id),
		rows: [...new Set(cells.map(({row}) => row.id))],
		targets,
		why: why ?? rule.why,
		fix: rule.fix,
		control: rule.control,
		refutedBy: rule.refutedBy,
	};
}
