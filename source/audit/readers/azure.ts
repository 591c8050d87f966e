import {UsageError} from '../../errors.ts';
import {
	type AccessList,
	type Condition,
	defaultsNote,
	type Entry,
	type HostItem,
	joinParts,
	type ListFile,
	type Part,
	placeOf,
	type Reader,
	type Refusal,
	type Service,
	variableWords,
} from '../access-list.ts';
import {declarationsBeside, parseBlocks, timesOf} from '../block-syntax.ts';
import {addressKind, clientOf, type HostRules, parseHost} from '../hosts.ts';
import {firstOf, has, parseData, type Tree, textOf, type Variable, valuesOf, variablesUnder, walk} from '../tree.ts';
import {azureScript} from './shell-script.ts';

/**
 * How Azure Firewall reads its rules ("Azure Firewall FAQ", "Azure Firewall rule processing logic", "Use FQDN filtering in
 * network rules", Microsoft Learn): network rules before application rules, collections by priority, the lowest number first,
 * all else denied. A leading `*.` is any depth and not the domain itself; network rules take exact names alone.
 */
const applicationRules: HostRules = {dot: null, star: 'deep', hasInner: false};
const networkRules: HostRules = {dot: null, star: null, hasInner: false};

/**
 * Policies as ARM or CLI JSON, as Bicep, as Terraform (azurerm), and as commands of the CLI: the same fields by other names.
 * Rules of a base policy come before those of its child ("Use Azure Firewall policy to define a rule hierarchy"); policies
 * that have nothing to do with one another are judged each by itself.
 */
export const readAzure: Reader = async files => {
	const found: Collection[] = [];
	const bases = new Map<string, string>();
	for (const file of files) {
		const around = {
			file: file.file,
			lines: file.text.split('\n'),
			isData: isData(file.text),
			variableWords: (one: Variable) => variableWords(one, file.file, files),
		};
		for (const tree of treesOf(file, files)) {
			walk(tree, map => {
				const [own, base] = [policyOf(map), baseOf(map)];
				if (own !== null && base !== null) bases.set(own, base);
				return false;
			});
			findCollections(tree, {around, group: null, isConditional: false, key: '', policy: null, variables: []}, found);
		}
	}
	const named = [...new Set(found.flatMap(({policy}) => policy ?? []))];
	const lineOf = (policy: string): string[] => {
		const line: string[] = [];
		for (let own: string | undefined = policy; own !== undefined && !line.includes(own); own = bases.get(own))
			line.unshift(own);
		return line;
	};
	const lines = named.map(lineOf);
	const leaves = lines.filter(line => !lines.some(other => other !== line && other.includes(line.at(-1) ?? '')));
	const parts = (leaves.length > 1 ? leaves : [named.flatMap(lineOf)]).map((line): Part => {
		const own = leaves.length > 1 ? found.filter(({policy}) => policy === null || line.includes(policy)) : found;
		const scope = line.at(-1);
		return {name: scope ?? '', list: {...toList(own, line), ...(scope ? {scope} : {})}};
	});
	return joinParts(parts);
};

/** A name of a policy as all syntaxes call it: `azurerm_firewall_policy.main.id` and `main.id` are `main`. */
const policyName = (text: string) =>
	(/\/(?:firewallPolicies|azureFirewalls)\/([^/']+)/i.exec(text)?.[1] ?? text)
		.replace(/^azurerm_\w+\./, '')
		.replace(/\.(?:id|name)$/, '')
		.toLowerCase();

/** The policy that a map is, or is a part of; null where it does not say. */
function policyOf(tree: Tree): string | null {
	const stated = firstOf(tree, '$policy', 'firewallPolicyId', 'azureFirewallName', 'parent');
	const text = stated?.text ?? stated?.reference;
	if (text) return policyName(text);
	const id = textOf(tree, 'id');
	if (/\/(?:firewallPolicies|azureFirewalls)\//i.test(id)) return policyName(id);
	const [kind = '', name = ''] = valuesOf(tree, '$labels').map(one => one.text ?? '');
	if (/^azurerm_firewall_policy$/.test(kind)) return name.toLowerCase();
	if (/Microsoft\.Network\/(?:firewallPolicies|azureFirewalls)@/i.test(name)) return kind.toLowerCase();
	if (!/^Microsoft\.Network\/(?:firewallPolicies|azureFirewalls)(?:\/|$)/i.test(textOf(tree, 'type'))) return null;
	// A template calls a group after its policy, with a slash between.
	return textOf(tree, 'name').split('/')[0]?.toLowerCase() || null;
}

function baseOf(tree: Tree): string | null {
	const base = firstOf(tree, 'basePolicy', 'basePolicyId') ?? firstOf(firstOf(tree, 'properties'), 'basePolicy');
	const id = base?.entries ? firstOf(base, 'id') : base;
	const text = id?.text ?? id?.reference;
	return text ? policyName(text) : null;
}

function toList(collections: readonly Collection[], line: readonly string[]): AccessList {
	const state: State = {network: [], application: [], refusals: [], plain: [], inspects: false, hasClients: false};
	// A classic firewall has no groups.
	const hasGroups = collections.some(({group}) => group !== null);
	// What names no policy may be of any of them.
	const depthOf = ({policy, action}: Collection) =>
		line.length < 2 ? 0 : policy !== null ? line.indexOf(policy) : action === 'allow' ? line.length : -1;
	const sorted = collections.toSorted((one, other) => {
		const byGroup = hasGroups ? compare(rankOf(one, one.group), rankOf(other, other.group)) : 0;
		return (
			depthOf(one) - depthOf(other) || byGroup || compare(rankOf(one, one.priority), rankOf(other, other.priority))
		);
	});
	for (const collection of sorted) readCollection(collection, state);
	const all = [...state.network, ...state.application];
	const isRead = all.some(({conditions}) => conditions.some(({kind}) => kind !== 'unknown'));
	return {
		entries: isRead ? all : [],
		otherwise: 'deny',
		exemptions: state.inspects ? state.plain : null,
		refusals: state.refusals,
		notes: [
			...(state.hasClients
				? ['Sources of rules (addresses, IP groups) are taken to fit; --source ADDRESS tests those by address.']
				: []),
			...defaultsNote(sorted.flatMap(({variables}) => variables)),
		],
		knowsPorts: true,
	};
}

type State = {
	readonly network: Entry[];
	readonly application: Entry[];
	readonly refusals: Refusal[];
	/** Hosts of rules that do not terminate TLS. */
	readonly plain: HostItem[];
	inspects: boolean;
	hasClients: boolean;
};
type Around = {
	readonly file: string;
	readonly lines: readonly string[];
	/** Whether it is JSON, where null is no value that has to be calculated, but none. */
	readonly isData: boolean;
	readonly variableWords: (variable: Variable) => string;
};
/** A collection, or what stands where collections should be; the priorities are null where the file does not tell them. */
type Collection = {
	readonly tree: Tree;
	readonly around: Around;
	readonly group: number | null;
	readonly priority: number | null;
	readonly action: 'allow' | 'deny' | 'other' | 'unknown';
	/** Whether it is in force only where something holds. */
	readonly isConditional: boolean;
	/** The name under which it stands, which may tell of which kind its rules are. */
	readonly key: string;
	/** Null where nothing says of which policy it is. */
	readonly policy: string | null;
	/** Whose defaults decide of it, each with its place in words. */
	readonly variables: readonly string[];
};

/** Where nobody knows when a collection is asked, its denials come first and what it allows comes last. */
function rankOf({action}: Collection, priority: number | null): number {
	return priority ?? (action === 'allow' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
}

const compare = (one: number, other: number) => (one === other ? 0 : one - other);

function priorityOf(tree: Tree, ...names: readonly string[]): number | null {
	const text = textOf(tree, ...names);
	return /^\d{1,6}$/.test(text) ? Number(text) : null;
}

/** What makes rules from values that are not in the file: a loop of Terraform, and of ARM. */
const loops = ['dynamic', 'copy'] as const;

/** What decides whether collections are there, and when they are asked. */
const decisiveKeys = ['priority', 'groupPriority', 'count', 'for_each'];

function findCollections(
	tree: Tree,
	{
		around,
		group,
		isConditional,
		key,
		policy: above,
		variables: outer,
	}: Pick<Collection, 'around' | 'group' | 'isConditional' | 'key' | 'policy' | 'variables'>,
	found: Collection[],
): void {
	if (tree.entries === null && tree.list === null) return;
	// Blocks of Terraform that may be there several times, or not at all.
	const times = timesOf(tree);
	const decisive = key === 'dynamic' ? [] : variablesUnder(tree, decisiveKeys).map(around.variableWords);
	if (times === 'never') {
		const isOfFirewall = firstOf(tree, '$labels')?.text?.startsWith('azurerm_firewall');
		const common = {tree, around, group, isConditional, key, policy: above, priority: null};
		if (isOfFirewall) found.push({...common, variables: decisive, action: 'other'});
		return;
	}
	const isCounted = key === 'dynamic' || times === 'unknown';
	const policy = policyOf(tree) ?? above;
	const common = {
		tree,
		around,
		key,
		policy,
		isConditional: isConditional || has(tree, '$if') || isCounted,
		variables: [...outer, ...decisive],
	};
	if (has(tree, 'action') && has(tree, 'rules', 'rule', ...loops)) {
		const action = firstOf(tree, 'action');
		const word = (action?.entries ? textOf(action, 'type') : (action?.text ?? '')).toLowerCase();
		const known = word === 'allow' || word === 'deny' ? word : /^[ds]nat$/.test(word) ? 'other' : 'unknown';
		const variables = [
			...common.variables,
			...variablesUnder(tree, ['action', 'rules', 'rule']).map(around.variableWords),
		];
		found.push({...common, variables, group, priority: priorityOf(tree, 'priority'), action: known});
		return;
	}
	const isUnread = has(tree, '$unread')
		? valuesOf(tree, '$labels').some(({text}) =>
				/Microsoft\.Network\/(?:azureFirewalls|firewallPolicies)\b|^ruleCollectionGroups@/i.test(text ?? ''),
			)
		: valuesOf(tree, 'ruleCollections', 'applicationRuleCollections', 'networkRuleCollections').some(one =>
				isCalculated(one, around),
			);
	const own = priorityOf(tree, 'priority', 'groupPriority') ?? group;
	if (isUnread) found.push({...common, group: own, priority: null, action: 'unknown'});
	const context = {around, group: own, isConditional: common.isConditional, key, policy, variables: common.variables};
	for (const child of tree.list ?? []) findCollections(child, context, found);
	for (const [name, child] of tree.entries ?? [])
		findCollections(
			child,
			{...context, key: name === 'dynamic' || /rule_?collections?$/i.test(name) ? name : key},
			found,
		);
}

const isData = (text: string) => /^\s*[[{]/.test(text.replace(/^\uFEFF/, ''));

/** Whether something stands in the place of rules, and does not say which. */
const isCalculated = ({entries, text}: Tree, around: Around) => entries === null && !(around.isData && text === null);

function treesOf({file, text}: ListFile, files: readonly ListFile[]): Tree[] {
	if (isData(text)) return parseData(text, file);
	if (/\baz network firewall\b/.test(text)) return azureScript(text);
	if (/\.tfvars$/i.test(file)) return [];
	const tree = parseBlocks(text, declarationsBeside(file, files));
	if (!tree.entries?.length)
		throw new UsageError(`${file} holds no rules of Azure Firewall: export the policy as JSON.`);
	return [tree];
}

function readCollection({tree, around, action, isConditional, key}: Collection, state: State): void {
	if (action === 'other') return;
	const at = ({line}: Tree) => placeOf(around.file, line, around.lines[line - 1] ?? '');
	const rules = valuesOf(tree, 'rules', 'rule');
	const unread = [...rules.filter(one => isCalculated(one, around)), ...valuesOf(tree, ...loops)];
	if (!has(tree, 'rules', 'rule', ...loops)) unread.push(tree);
	for (const loop of unread) {
		const place = at(loop);
		state.refusals.push({place, why: 'its rules are made of values that are not in the file'});
		if (action === 'allow') continue;
		const kinds = /^application/i.test(key) ? [] : [state.network];
		for (const entries of /^network/i.test(key) ? kinds : [...kinds, state.application])
			entries.push({action: 'deny', place, conditions: [{kind: 'unknown'}]});
	}
	for (const rule of rules) {
		if (rule.entries === null) continue;
		const why = isConditional
			? 'it is in force only under a condition'
			: action === 'unknown'
				? 'the action of its collection is neither Allow nor Deny'
				: null;
		if (why !== null) state.refusals.push({place: at(rule), why});
		if (why !== null && action === 'allow') continue;
		readRule(rule, action === 'allow' ? 'allow' : 'deny', {...around, isUnsure: why !== null}, state);
	}
}

function readRule(
	rule: Tree,
	action: 'allow' | 'deny',
	around: Around & {readonly isUnsure: boolean},
	state: State,
): void {
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
	const sources = valuesOf(rule, 'sourceAddresses', 'sourceIpGroups').map(({text}) => text ?? '');
	const client = clientOf(sources);
	state.hasClients ||= sources.length > 0 && !client.ranges?.includes('0.0.0.0/0');
	const conditions: Condition[] = [
		...(around.isUnsure ? [{kind: 'unknown'} as const] : []),
		...(sources.length === 0 ? [] : [client]),
		services === null ? {kind: 'unknown'} : {kind: 'services', services},
		action === 'deny' && isUncertain ? {kind: 'any', of: [hosts, {kind: 'unknown'}]} : hosts,
	];
	if (isUncertain && action === 'allow') {
		// What else it takes may be what is missing.
		const doubt: Condition[] = [...conditions.slice(0, -1), {kind: 'unknown'}];
		(isNetwork ? state.network : state.application).push({action, place: at(rule), conditions: doubt});
	}
	if (items.length === 0 && action === 'allow') return;
	(isNetwork ? state.network : state.application).push({action, place: at(rule), conditions});
	if (isNetwork) return;
	if (textOf(rule, 'terminateTLS', 'terminate_tls') === 'true') state.inspects = true;
	else if (action === 'allow') for (const item of items) state.plain.push(item);
}

function applicationServices(rule: Tree): Service[] | null {
	const services: Service[] = [];
	const protocols = valuesOf(rule, 'protocols', 'protocol');
	if (protocols.length === 0) return null;
	for (const protocol of protocols) {
		if (firstOf(protocol, 'port')?.text === null) return null;
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
	const ports = valuesOf(rule, 'destinationPorts');
	if (ports.length === 0 || protocols.length === 0 || protocols.includes('')) return null;
	const services: Service[] = [];
	for (const {text} of ports) {
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
