import {countOf} from '../../words.ts';
import {
	areLedOutside,
	bySighting,
	type Cell,
	causeOf,
	connectsByIpv6,
	decidedOf,
	factsOf,
	failAlike,
	gather,
	isDnsFailure,
	isJumpBox,
	isLedInside,
	isNode,
	isOpen,
	isPod,
	isPodOn,
	isShut,
	issuerOf,
	lonelyPlaces,
	plannedProxy,
	proxyNamedBy,
	type Rule,
	rowsWhere,
	runtimeFaults,
	type Sighting,
	sourcesOf,
} from './field.ts';

/** What the network does to a pool or a whole view, and what a configuration leaves out, in the order in which they explain cells. */
export const networkRules: readonly Rule[] = [
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
				const inside = new Set(members);
				const hosts = new Set(members.flatMap(({node}) => node ?? []));
				const rows = [...field.rows.values()].flatMap(cells => {
					const own = cells.filter(({at}) => inside.has(at));
					const others = cells.filter(cell => isNode(cell) && cell.at.pool !== null && !inside.has(cell.at));
					const isAlike = failAlike(own) && own.filter(isShut).length === members.length && others.some(isOpen);
					return isAlike ? [[...own, ...cells.filter(cell => isPodOn(cell, hosts) && isShut(cell))]] : [];
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
			if (pods.length === 0) return [];
			const isLost = (at: Sighting) => {
				const decided = decidedOf(field, at);
				return decided.length > 0 && decided.every(isDnsFailure);
			};
			if (pods.every(isLost)) return gather(rowsWhere(field, cell => isPod(cell) && isDnsFailure(cell), isNode));
			// Of some names only: no answer for them, or another one than the nodes get, from every pod.
			const rows = [...field.rows.values()].flatMap(cells => {
				const nodes = cells.filter(isNode);
				const decided = cells.filter(cell => isPod(cell) && (isOpen(cell) || isShut(cell)));
				const isKnown = areLedOutside(nodes);
				const isAstray = (cell: Cell) =>
					isShut(cell) &&
					(/^dns\.(?:servfail|timeout|sinkhole)$/.test(causeOf(cell)) || (isKnown && isLedInside(cell)));
				const isWhole = decided.length > 0 && nodes.length > 0 && nodes.every(isOpen) && decided.every(isAstray);
				return isWhole ? [decided] : [];
			});
			const why = 'Nodes resolve these names, and pods get no answer for them, or another address.';
			return gather(rows, {why});
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
			const keptIn = (cause: string) =>
				rowsWhere(field, cell => isPod(cell) && isShut(cell) && causeOf(cell) === cause, isNode);
			// Most policies drop, and some reject: by a reset, or by a word of ICMP.
			const cause = ['tcp.timeout', 'tcp.refused', 'tcp.unreachable'].find(each => keptIn(each).length > 0);
			if (cause === undefined) return [];
			const rows = keptIn(cause);
			const affected = bySighting(rows.flat());
			if (![...affected.keys()].every(at => decidedOf(field, at).every(cell => !isOpen(cell)))) return [];
			const why =
				cause === 'tcp.timeout'
					? {}
					: {
							why: 'Nodes get through, names resolve in pods, and each connection of theirs is turned away: egress is denied by default.',
						};
			const spaces = new Set([...affected.keys()].map(({namespace}) => namespace));
			const [space] = spaces;
			const isNamed =
				spaces.size === 1 && space !== null && field.sightings.some(at => at.view === 'pod' && at.namespace !== space);
			const title = `A network policy keeps pods of ${space} in`;
			return gather(rows, isNamed ? {...why, title, confidence: 'high'} : why);
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
					const failing = cells.filter(cell => isPod(cell) && isOpen(cell) && connectsByIpv6(cell) === false);
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
					const others = cells.filter(cell => cell.row.status === 'reachable' && issuerOf(cell) !== null);
					const issuers = new Set(others.map(issuerOf));
					const isInspected = (cell: Cell) =>
						cell.row.status === 'intercepted' || (causeOf(cell) === 'tls.untrusted' && !issuers.has(issuerOf(cell)));
					const inspected = cells.filter(isInspected);
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
			const through = field.sightings.filter(at => at.view === 'node' && decidedOf(field, at).some(isOpen));
			const lacking = through.filter(at => runtimeFaults(at).length > 0);
			const open = field.sightings.filter(at => (factsOf(at, 'clear') ?? []).some(source => source !== 'environment'));
			return [
				...(lacking.length === 0
					? []
					: [
							{
								cells: [],
								at: lacking,
								why: `Nodes get through by the proxy ${lacking.map(plannedProxy)[0]}, and their services do not use it: ${listed(lacking.map(at => `${at.node}: ${runtimeFaults(at).join(', ')}`))}.`,
							},
						]),
				...(open.length === 0
					? []
					: [
							{
								cells: [],
								at: open,
								severity: 'warning' as const,
								title: 'The password of the proxy stands in clear in the settings of a service',
								why: `Every user of the machine can read it: ${listed(open.map(at => `${at.node ?? at.id}: ${(factsOf(at, 'clear') ?? []).join(', ')}`))}.`,
								fix: [
									'Put the address into a file that root alone may read, and name it by EnvironmentFile.',
									'Or let the proxy allow the addresses of the nodes without a login; change the password then.',
								],
							},
						]),
			];
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
			const lacking = field.sightings.filter(at => {
				const wanted = plannedProxy(at);
				const isAgent = at.run.vantage.name?.startsWith('pod:') === true;
				return (
					isAgent &&
					wanted !== null &&
					(proxyNamedBy(at, 'environment') ?? null) !== wanted &&
					decidedOf(field, at).some(isOpen)
				);
			});
			if (lacking.length === 0) return [];
			const words = lacking.map(at => `${at.run.vantage.name}: ${proxyNamedBy(at, 'environment') ?? 'none'}`);
			return [
				{
					cells: [],
					at: lacking,
					why: `Pods get through by the proxy, and the environment of the running agents names another one or none: ${listed(words)}.`,
				},
			];
		},
	},
];

/** A few of them, for a sentence. */
function listed(words: readonly string[]): string {
	return words.length > 6
		? `${words.slice(0, 6).join('; ')}; and ${countOf(words.length - 6, 'more place')}`
		: words.join('; ');
}
