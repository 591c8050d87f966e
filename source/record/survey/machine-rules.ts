import {isPrivateAddress} from '../../evidence/addresses.ts';
import type {Run} from '../run.ts';
import {
	areLedOutside,
	badCertificateFiles,
	type Cell,
	causeOf,
	cellsOf,
	clockToleranceMs,
	decidedOf,
	dnsOf,
	type Field,
	type Found,
	gather,
	isDateFailure,
	isDnsFailure,
	isFromMesh,
	isJumpBox,
	isLedInside,
	isNode,
	isOpen,
	isPod,
	isPodOn,
	isShut,
	issuerOf,
	isWholeNamespace,
	lonelyPlaces,
	nameServersOf,
	proxyTroubles,
	type Rule,
	rowsWhere,
	type Sighting,
} from './field.ts';

const isUntrusted = (cell: Cell) => isShut(cell) && causeOf(cell) === 'tls.untrusted';

/** Whether those that get through in this row trust what inspects it, or were shown the very certificate that the others do not trust. */
function isTrustedBy(field: Field, faulty: readonly Cell[], isWitness: (cell: Cell) => boolean): boolean {
	const issuers = new Set(faulty.map(issuerOf));
	const witnesses = (field.rows.get(faulty[0]?.row.id ?? '') ?? []).filter(isWitness);
	return witnesses.every(cell => cell.row.status === 'intercepted' || issuers.has(issuerOf(cell)));
}

/** What cells show of a CA that is missing; where none does, files that are named for certificates and hold none. */
function orBadFiles(found: readonly Found[], field: Field, view: Sighting['view']): readonly Found[] {
	const bad = field.sightings.filter(at => at.view === view && badCertificateFiles(at).length > 0);
	if (found.length > 0 || bad.length === 0) return found;
	const words = bad.slice(0, 6).map(at => `${at.run.vantage.name ?? at.id}: ${badCertificateFiles(at).join(', ')}`);
	return [
		{
			cells: [],
			at: bad,
			title: 'A file of certificates that is named does not hold any',
			why: `What starts with this setting trusts nobody: ${words.join('; ')}.`,
			fix: ['Put the certificates there as PEM, or take the setting out, and restart what uses it.'],
		},
	];
}

/** Nodes whose pods all fail, unless it is several of them and the pods are those of whole namespaces. */
function lonelyNodesOfPods(field: Field): readonly string[] {
	const down = lonelyPlaces(field, 'pod', ({node}) => node);
	if (down.length < 2) return down;
	const pods = cellsOf(field).filter(isPod);
	return isWholeNamespace(pods.filter(isShut), pods.filter(isOpen)) ? [] : down;
}

function openPodsBeside(field: Field, faulty: readonly Cell[]): readonly Cell[] {
	return (field.rows.get(faulty[0]?.row.id ?? '') ?? []).filter(cell => isPod(cell) && isOpen(cell));
}

/** `ssh:n2 3 minutes ahead`. */
function describeSkew({name, hostname, clockSkewMs = 0}: Run['vantage']): string {
	const minutes = Math.round(Math.abs(clockSkewMs) / 60_000);
	const length =
		minutes >= 2880
			? `${Math.round(minutes / 1440)} days`
			: minutes >= 120
				? `${Math.round(minutes / 60)} hours`
				: `${minutes} minutes`;
	return `${name ?? hostname} ${length} ${clockSkewMs > 0 ? 'ahead' : 'behind'}`;
}

/** Where all places agree on the time, the clock that they were held against is the one that is off. */
const ownClock = {
	title: 'The clock of this machine is wrong',
	why: 'All places that tell the time agree with each other, and not with this machine.',
	fix: ['Set the clock of this machine by a time server (chronyc tracking shows how far it is off).', 'Check again.'],
};

/** What a machine, a pod or one place has wrong itself, in the order in which they explain cells. */
export const machineRules: readonly Rule[] = [
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
			const found = gather(rows.map(cells => cells.filter(({at}) => isOff(at))).filter(cells => cells.length > 0));
			// A clock that no certificate minds yet is off all the same: logins by Kerberos and tokens mind it first.
			const early = field.sightings.filter(at => at.run.vantage.clockSkewMs !== undefined && isOff(at));
			if (found.length > 0 || early.length === 0) return found;
			const skews = field.sightings.flatMap(({run}) => run.vantage.clockSkewMs ?? []);
			const isOwn = early.length === skews.length && Math.max(...skews) - Math.min(...skews) <= clockToleranceMs;
			if (isOwn && skews.length > 1) return [{cells: [], at: early, severity: 'warning', ...ownClock}];
			const words = early.slice(0, 6).map(({run}) => describeSkew(run.vantage));
			return [
				{cells: [], at: early, severity: 'warning', why: `Its time differs from this machine's: ${words.join(', ')}.`},
			];
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
			orBadFiles(
				gather(
					rowsWhere(field, cell => !isJumpBox(cell) && isUntrusted(cell), isJumpBox).filter(
						cells => cells.some(isNode) && isTrustedBy(field, cells, isJumpBox),
					),
				),
				field,
				'node',
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
			orBadFiles(
				gather(
					rowsWhere(field, cell => isPod(cell) && isUntrusted(cell), isNode).filter(cells =>
						isTrustedBy(field, cells, isNode),
					),
				),
				field,
				'pod',
			),
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
			gather(
				rowsWhere(field, cell => isPod(cell) && isShut(cell) && proxyTroubles.has(causeOf(cell)), isNode).filter(
					cells => isWholeNamespace(cells, openPodsBeside(field, cells)),
				),
			),
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
				[...field.rows.values()].flatMap(cells =>
					cells.every(isFromMesh) ? [] : cells.filter(cell => isPod(cell) && isFromMesh(cell)).map(({at}) => at),
				),
			);
			if (meshed.size === 0) return [];
			const isBroken = (cell: Cell) =>
				meshed.has(cell.at) && (isFromMesh(cell) || (isShut(cell) && /^tls\.(?:reset|closed)$/.test(causeOf(cell))));
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
		find: field => {
			const isShaky = (cell: Cell) => isPod(cell) && cell.row.status === 'unstable' && causeOf(cell).startsWith('dns.');
			if (!cellsOf(field).some(isShaky)) return [];
			// Where they take turns, a pod may have met the same one at each try.
			const isDenied = (cell: Cell) => isPod(cell) && isShut(cell) && causeOf(cell) === 'dns.nxdomain';
			return gather(
				[...field.rows.values()].flatMap(cells => {
					const denied = cells.filter(cell => isShaky(cell) || isDenied(cell));
					const isMixed = denied.some(isShaky) || cells.some(cell => isPod(cell) && isOpen(cell));
					return denied.length > 0 && isMixed && cells.filter(isNode).every(isOpen) ? [denied] : [];
				}),
			);
		},
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
			// Where other nodes are led outside and get through, who is led inside has another name server.
			const known = new Set(
				[...field.rows].flatMap(([id, cells]) =>
					areLedOutside(cells.filter(cell => isNode(cell) && isOpen(cell))) ? [id] : [],
				),
			);
			const isAstray = (cell: Cell) =>
				isDnsFailure(cell) || (isShut(cell) && known.has(cell.row.id) && isLedInside(cell));
			const failing = nodes.filter(at => decidedOf(field, at).some(isAstray));
			if (failing.length === 0 || failing.length * 2 > nodes.length) return [];
			const inside = new Set(failing);
			const hosts = new Set(failing.flatMap(({node}) => node ?? []));
			const rows = rowsWhere(
				field,
				// Pods that take their name server from the node fail with it.
				cell => (inside.has(cell.at) || isPodOn(cell, hosts)) && isAstray(cell),
				cell => isNode(cell) && !inside.has(cell.at),
			);
			const asked = failing.flatMap(at => nameServersOf(at) || []).join(', ');
			const others = [...new Set(nodes.filter(at => !inside.has(at)).flatMap(at => nameServersOf(at) || []))];
			return gather(
				rows.filter(cells => cells.some(isNode)),
				asked === '' || others.length === 0
					? {}
					: {
							why: `Names do not resolve on this node, and they do on others. It asks ${asked}; others ask ${others.slice(0, 4).join(' or ')}.`,
						},
			);
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
			lonelyNodesOfPods(field).flatMap(name => {
				const onNode = (cell: Cell) => isPod(cell) && cell.at.node === name && isShut(cell);
				const own = (cell: Cell) => isNode(cell) && cell.at.node === name;
				return gather(rowsWhere(field, onNode, own), {title: `The pods' network on ${name} is broken`});
			}),
	},
];
