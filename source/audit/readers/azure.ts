import {UsageError} from '../../errors.ts';
import {parseBlocks} from '../block-syntax.ts';
import {type Condition, type Entry, type HostItem, placeOf, type Refusal, type Service} from '../form.ts';
import {addressKind, type HostRules, parseHost} from '../parse-host.ts';
import type {ListFile, Reader} from '../readers.ts';
import {firstOf, has, parseYaml, type Tree, textOf, valuesOf, walk} from '../tree.ts';
import {azureScript} from './shell-script.ts';

/**
 * How Azure Firewall reads its rules ("Azure Firewall FAQ", "Azure Firewall rule processing logic", "Use FQDN filtering in
 * network rules", Microsoft Learn): network rules before application rules, collections by priority, the lowest number first,
 * all else denied. A leading `*.` is any depth and not the domain itself; network rules take exact names alone.
 */
const applicationRules: HostRules = {dot: null, star: 'deep', hasInner: false};
const networkRules: HostRules = {dot: null, star: null, hasInner: false};

/** Policies as ARM or CLI JSON, as Bicep, as Terraform (azurerm), and as commands of the CLI: the same fields by other names. */
export const readAzure: Reader = async files => {
	const state: State = {network: [], application: [], refusals: [], plain: [], inspects: false};
	for (const file of files) {
		const lines = file.text.split('\n');
		for (const tree of treesOf(file)) {
			const groups: {priority: number; tree: Tree}[] = [];
			walk(tree, map => {
				if (!has(map, 'action') || !has(map, 'rules', 'rule')) return false;
				groups.push({priority: Number(textOf(map, 'priority') || Number.NaN), tree: map});
				return true;
			});
			const isSorted = groups.every(({priority}) => Number.isFinite(priority));
			const sorted = isSorted ? groups.toSorted((one, other) => one.priority - other.priority) : groups;
			for (const group of sorted) readCollection(group.tree, {...state, file: file.file, lines}, state);
		}
	}
	return {
		entries: [...state.network, ...state.application],
		otherwise: 'deny',
		exemptions: state.inspects ? state.plain : null,
		refusals: state.refusals,
		notes: [],
		knowsPorts: true,
	};
};

type State = {
	readonly network: Entry[];
	readonly application: Entry[];
	readonly refusals: Refusal[];
	/** Hosts of rules that do not terminate TLS. */
	readonly plain: HostItem[];
	inspects: boolean;
};
type Around = State & {readonly file: string; readonly lines: readonly string[]};

function treesOf({file, text}: ListFile): Tree[] {
	if (/^\s*[[{]/.test(text.replace(/^\uFEFF/, ''))) return parseYaml(text, file);
	if (/\baz network firewall\b/.test(text)) return azureScript(text);
	const tree = parseBlocks(text);
	if (!tree.entries?.length)
		throw new UsageError(`${file} holds no rules of Azure Firewall: export the policy as JSON.`);
	return [tree];
}

function readCollection(collection: Tree, around: Around, state: State): void {
	const properties = firstOf(collection, 'properties') ?? collection;
	const action = firstOf(properties, 'action');
	const word = (action?.entries ? textOf(action, 'type') : (action?.text ?? '')).toLowerCase();
	for (const rule of valuesOf(properties, 'rules', 'rule')) {
		const place = placeOf(around.file, rule.line, (around.lines[rule.line - 1] ?? '').trim() || textOf(rule, 'name'));
		if (word !== 'allow' && word !== 'deny') {
			if (word !== 'dnat') state.refusals.push({place, why: 'the action of its collection is neither Allow nor Deny'});
			continue;
		}
		readRule(rule, word, {...around}, state);
	}
}

function readRule(rule: Tree, action: 'allow' | 'deny', around: Around, state: State): void {
	const at = ({line}: Tree) => placeOf(around.file, line, around.lines[line - 1] ?? '');
	const refuse = (tree: Tree, why: string) => state.refusals.push({place: at(tree), why});
	const isNetwork = has(rule, 'destinationPorts', 'ipProtocols') || /network/i.test(textOf(rule, 'ruleType'));
	const rules = isNetwork ? networkRules : applicationRules;
	const items: HostItem[] = [];
	let isUncertain = false;
	for (const name of valuesOf(rule, 'targetFqdns', 'destinationFqdns')) {
		const matcher =
			name.text === null || /^\[.*\]$/.test(name.text) ? 'its value is not in the file' : parseHost(name.text, rules);
		if (typeof matcher !== 'string') items.push({matcher, place: at(name)});
		else {
			refuse(name, matcher);
			isUncertain = true;
		}
	}
	for (const tag of valuesOf(rule, 'fqdnTags', 'destinationFqdnTags')) {
		refuse(tag, `the FQDN tag ${tag.text ?? ''}: its names are not in the file`);
		isUncertain = true;
	}
	for (const other of valuesOf(rule, 'webCategories', 'targetUrls', 'destinationUrls', 'destinationIpGroups')) {
		refuse(other, 'web categories, URLs and IP groups are not read');
		isUncertain = true;
	}
	for (const address of valuesOf(rule, 'destinationAddresses')) {
		const kind = addressKind(address.text ?? '');
		if (kind === 'every') items.push({matcher: {kind: 'every'}, place: at(address)});
		else if (kind !== 'private') {
			refuse(
				address,
				kind === 'public'
					? 'an address covers no name'
					: `the service tag ${address.text ?? ''}: its addresses are not read`,
			);
			isUncertain = true;
		}
	}
	const services = isNetwork ? networkServices(rule) : applicationServices(rule);
	if (services === null) refuse(rule, 'its protocols or ports are not understood');
	if (items.length === 0 && !isUncertain) return;
	const hosts: Condition = {kind: 'hosts', items};
	// What was not understood of a denial may be any host.
	const conditions: Condition[] = [
		services === null ? {kind: 'unknown'} : {kind: 'services', services},
		action === 'deny' && isUncertain ? {kind: 'any', of: [hosts, {kind: 'unknown'}]} : hosts,
	];
	if (items.length === 0 && action === 'allow') return;
	(isNetwork ? state.network : state.application).push({action, place: at(rule), conditions});
	if (isNetwork) return;
	if (textOf(rule, 'terminateTLS', 'terminate_tls') === 'true') state.inspects = true;
	else if (action === 'allow') for (const item of items) state.plain.push(item);
}

function applicationServices(rule: Tree): Service[] | null {
	const services: Service[] = [];
	for (const protocol of valuesOf(rule, 'protocols', 'protocol')) {
		// The CLI writes them as Https=443.
		const [word = '', number = ''] = protocol.text?.split(/[=:]/) ?? [
			textOf(protocol, 'protocolType', 'type'),
			textOf(protocol, 'port'),
		];
		const port = Number(number || (word.toLowerCase() === 'http' ? 80 : 443));
		if (!/^(?:https?|mssql)$/i.test(word) || !Number.isInteger(port)) return null;
		if (/mssql/i.test(word)) continue;
		services.push({protocol: word.toLowerCase() === 'http' ? 'http' : 'https', from: port, to: port});
	}
	return services;
}

function networkServices(rule: Tree): Service[] | null {
	const protocols = valuesOf(rule, 'ipProtocols', 'protocols').map(({text}) => (text ?? '').toLowerCase());
	const services: Service[] = [];
	for (const {text} of valuesOf(rule, 'destinationPorts')) {
		const match = /^(?:(\d{1,5})(?:-(\d{1,5}))?|\*)$/.exec(text ?? '');
		if (match === null) return null;
		const [from, to] = match[1] === undefined ? [1, 65_535] : [Number(match[1]), Number(match[2] ?? match[1])];
		for (const protocol of protocols) {
			if (protocol === 'any') services.push({protocol: null, from, to});
			else if (protocol === 'tcp' || protocol === 'udp') services.push({protocol, from, to});
		}
	}
	return services;
}
