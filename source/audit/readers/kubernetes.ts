import {
	anyPort,
	type Condition,
	type Entry,
	type HostItem,
	type Matcher,
	type Place,
	placeOf,
	type Reader,
	type Refusal,
	type Service,
} from '../access-list.ts';
import {addressKind, parseHost} from '../hosts.ts';
import {firstOf, has, parseData, type Tree, textOf, valuesOf} from '../tree.ts';

/**
 * Network policies of Kubernetes and of Cilium. All that one of them allows is allowed, in whatever order; what Cilium's
 * egressDeny names is denied before ("Layer 3 Policies", docs.cilium.io). A `*` of matchPattern is a run of characters of one
 * label; `**.` in front is one label or more since Cilium 1.19 (cilium/cilium pull request 43420).
 */
export const readKubernetes: Reader = async files => {
	const denials: Entry[] = [];
	const allowed: Entry[] = [];
	const refusals: Refusal[] = [];
	const lookups: Lookups = {names: [], isOpen: false};
	const hasNames = files.some(({text}) => /\btoFQDNs\b/.test(text));
	const seesDns = files.some(({text}) => /\bdns["']?\s*:/.test(text));
	for (const {file, text} of files) {
		const lines = text.split('\n');
		const at = (tree: Tree) => placeOf(file, tree.line, lines[tree.line - 1] ?? '');
		const documents = parseData(text, file).flatMap(tree =>
			textOf(tree, 'kind').endsWith('List') ? valuesOf(tree, 'items') : [tree],
		);
		for (const document of documents) {
			const kind = textOf(document, 'kind');
			if (!/NetworkPolicy$/.test(kind)) {
				if (kind !== '') refusals.push({place: at(document), why: `${kind} is no network policy`});
				continue;
			}
			for (const spec of [...valuesOf(document, 'spec'), ...valuesOf(document, 'specs')]) {
				const refuse = (tree: Tree, why: string) => refusals.push({place: at(tree), why});
				for (const rule of valuesOf(spec, 'egress')) {
					allowed.push(...readRule(rule, 'allow', kind, at, refuse));
					readLookups(rule, lookups, at, refuse);
				}
				for (const rule of valuesOf(spec, 'egressDeny')) denials.push(...readRule(rule, 'deny', kind, at, refuse));
			}
		}
	}
	return {
		entries: [...denials, ...gateOf(lookups), ...allowed],
		otherwise: 'deny',
		exemptions: null,
		refusals,
		notes: [
			'The policies are taken to select the pods of Azure Arc and Azure Machine Learning, and to be all that allows them.',
			...(hasNames && !seesDns
				? ['No rule here lets Cilium see the answers of DNS (rules: dns), without which toFQDNs takes no name.']
				: []),
		],
		knowsPorts: true,
	};
};

type At = (tree: Tree) => Place;

/** The names that may be looked up, as far as rules say so. */
type Lookups = {readonly names: HostItem[]; isOpen: boolean};

/**
 * What a rule lets pods look up: its DNS proxy refuses all other names, unless another rule opens the port without such a list
 * ("DNS-based", docs.cilium.io).
 */
function readLookups(rule: Tree, lookups: Lookups, at: At, refuse: (tree: Tree, why: string) => void): void {
	const groups = valuesOf(rule, 'toPorts');
	lookups.isOpen ||=
		groups.length === 0 && valuesOf(rule, 'toEntities').some(({text}) => /^(?:all|cluster)$/.test(text ?? ''));
	for (const group of groups) {
		const rules = firstOf(group, 'rules');
		if (rules === undefined || !has(rules, 'dns')) {
			const isDns = valuesOf(group, 'ports').some(
				port => Number(textOf(port, 'port')) <= 53 && 53 <= Number(textOf(port, 'endPort') || textOf(port, 'port')),
			);
			lookups.isOpen ||= isDns;
			continue;
		}
		for (const name of valuesOf(rules, 'dns').flatMap(one => valuesOf(one, 'matchName', 'matchPattern'))) {
			const matcher = readPattern(name.text ?? '');
			if (typeof matcher === 'string') refuse(name, matcher);
			else lookups.names.push({matcher, place: at(name)});
		}
	}
}

function gateOf({names, isOpen}: Lookups): Entry[] {
	const [first] = names;
	if (first === undefined || isOpen || names.some(({matcher}) => matcher.kind === 'every')) return [];
	return [
		{action: 'deny', place: first.place, isGate: true, conditions: [{kind: 'hosts', items: names, isNegated: true}]},
	];
}

function readRule(
	rule: Tree,
	action: Entry['action'],
	kind: string,
	at: At,
	refuse: (tree: Tree, why: string) => void,
): Entry[] {
	const items: HostItem[] = [];
	let isUncertain = false;
	const add = (matcher: Matcher | string, tree: Tree) => {
		if (typeof matcher !== 'string') items.push({matcher, place: at(tree)});
		else {
			refuse(tree, matcher);
			isUncertain = true;
		}
	};
	for (const name of valuesOf(rule, 'toFQDNs')) {
		const exact = firstOf(name, 'matchName');
		const open = firstOf(name, 'matchPattern');
		if (exact) add(parseHost(exact.text ?? '', {dot: null, star: null, hasInner: false}), exact);
		if (open) add(readPattern(open.text ?? ''), open);
	}
	for (const entity of valuesOf(rule, 'toEntities')) {
		if (/^(?:world|all|world-ipv4)$/.test(entity.text ?? '')) add({kind: 'every'}, entity);
	}
	const blocks = [
		...valuesOf(rule, 'toCIDR').map(block => ({block, except: []})),
		...[...valuesOf(rule, 'toCIDRSet'), ...valuesOf(rule, 'to').flatMap(peer => valuesOf(peer, 'ipBlock'))].map(
			set => ({
				block: firstOf(set, 'cidr') ?? set,
				except: valuesOf(set, 'except'),
			}),
		),
	];
	for (const {block, except} of blocks) {
		const outside = except.find(one => addressKind(one.text ?? '') !== 'private');
		if (outside) {
			refuse(outside, 'it leaves out addresses, and nobody can tell of which names they are');
			isUncertain = true;
			continue;
		}
		const family = addressKind(block.text ?? '');
		if (family === 'every') add({kind: 'every'}, block);
		else if (family !== 'private') {
			refuse(block, 'an address covers no name');
			isUncertain = true;
		}
	}
	// An empty rule of Cilium allows nothing: it is how its documents write the denial of all.
	const keys = (rule.entries ?? []).map(([key]) => key);
	const isOpen =
		kind === 'NetworkPolicy'
			? firstOf(rule, 'to') === undefined
			: keys.includes('toPorts')
				? !keys.some(key => /^(?:to(?!Ports)|icmps)/.test(key))
				: action === 'deny' && keys.length === 0;
	if (isOpen) items.push({matcher: {kind: 'every'}, place: at(rule)});
	const {services, names} = readPorts(rule, kind, refuse, at);
	if (services === null) return [];
	if (items.length === 0 && !(action === 'deny' && isUncertain)) return [];
	const hosts: Condition = {kind: 'hosts', items};
	const conditions: Condition[] = [
		...(services.length === 0 ? [] : [{kind: 'services', services} as const]),
		...(names.length === 0 ? [] : [{kind: 'hosts', items: names} as const]),
		action === 'deny' && isUncertain ? {kind: 'any', of: [hosts, {kind: 'unknown'}]} : hosts,
	];
	return [{action, place: at(rule), conditions}];
}

function readPattern(text: string): Matcher | string {
	const name = text.toLowerCase().replace(/\.$/, '');
	if (name === '*') return {kind: 'every'};
	if (!/^[a-z0-9._*-]+$/.test(name)) return 'no pattern of Cilium';
	const rules = {dot: null, star: null, hasInner: false} as const;
	if (!name.includes('*')) return parseHost(name, rules);
	const [first = '', ...rest] = name.split('.');
	const base = rest.join('.');
	const isPlain = !base.includes('*') && (first === '*' || first === '**');
	if (isPlain) return {kind: 'suffix', base, hasApex: false, isDeep: first === '**'};
	return {kind: 'labels', labels: [first, ...rest]};
}

function readPorts(
	rule: Tree,
	kind: string,
	refuse: (tree: Tree, why: string) => void,
	at: At,
): {services: Service[] | null; names: HostItem[]} {
	const groups = valuesOf(rule, 'toPorts');
	const names: HostItem[] = [];
	for (const group of groups) {
		const rules = firstOf(group, 'rules');
		if (rules && has(rules, 'http', 'kafka', 'l7', 'l7proto')) {
			refuse(rules, 'rules of HTTP open a part of a host alone');
			return {services: null, names};
		}
		for (const name of valuesOf(group, 'serverNames')) {
			const matcher = readPattern(name.text ?? '');
			if (typeof matcher !== 'string') names.push({matcher, place: at(name)});
			else refuse(name, matcher);
		}
	}
	const ports = kind === 'NetworkPolicy' ? valuesOf(rule, 'ports') : groups.flatMap(group => valuesOf(group, 'ports'));
	const services: Service[] = [];
	for (const port of ports) {
		const word = textOf(port, 'protocol').toUpperCase() || (kind === 'NetworkPolicy' ? 'TCP' : 'ANY');
		const protocol = word === 'TCP' ? 'tcp' : word === 'UDP' ? 'udp' : null;
		const number = textOf(port, 'port');
		if (word === 'SCTP') continue;
		if (number === '' || number === '0') services.push({protocol, ...anyPort});
		else if (/^\d{1,5}$/.test(number))
			services.push({protocol, from: Number(number), to: Number(textOf(port, 'endPort') || number)});
		else refuse(port, 'a port by its name is that of a pod, and none of these hosts');
	}
	if (ports.length > 0 && services.length === 0) return {services: null, names};
	return {services, names};
}
