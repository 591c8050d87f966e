import {
	anyPort,
	type Condition,
	defaultsNote,
	type Entry,
	type HostItem,
	type ListFile,
	type Place,
	placeOf,
	type Reader,
	type Refusal,
	type Service,
	servicesOf,
	variableWords,
} from '../access-list.ts';
import {declarationsBeside, parseBlocks, timesOf} from '../block-syntax.ts';
import {parseHost} from '../hosts.ts';
import {firstOf, has, parseData, type Tree, textOf, valuesOf, variablesUnder, walk} from '../tree.ts';
import {type Option, parseRule, suricataEntry} from './suricata.ts';

/**
 * Rule groups of AWS Network Firewall, wherever they stand: JSON of the API, CloudFormation, Terraform, a script of the CLI, or
 * rules of Suricata by themselves. Of a domain list `.example.com` takes the domain and all under it, a bare name itself
 * alone; a list knows protocols and no ports, and an ALLOWLIST denies all else ("Stateful domain list rule groups in AWS
 * Network Firewall"). Rules are asked by action, pass first, or in their order ("Managing evaluation order for Suricata
 * compatible rules", docs.aws.amazon.com); where the files do not say which, what either of them would deny is denied.
 */
export const readAws: Reader = async files => {
	const found: Found = {allowed: [], denied: [], rules: [], refusals: [], variables: []};
	for (const file of files) {
		if (isSuricata(file.text)) {
			readRules(file.text, 1, file.file, found);
			continue;
		}
		const lines = file.text.split('\n');
		const at = ({line}: Tree) => placeOf(file.file, line, lines[line - 1] ?? '');
		for (const tree of treesOf(file, files)) {
			walk(tree, map => {
				const isGroup = firstOf(map, '$labels')?.text?.startsWith('aws_networkfirewall');
				const decisive = variablesUnder(map, isGroup ? [...ruleKeys, 'count', 'for_each'] : ruleKeys);
				found.variables.push(...decisive.map(one => variableWords(one, file.file, files)));
				return readGroup(map, file.file, at, found);
			});
		}
	}
	const {allowed, denied, rules, refusals} = found;
	const isByAction = files.some(({text}) => text.includes('DEFAULT_ACTION_ORDER'));
	const all = [...denied, ...rules, ...allowed];
	const isStrict = files.some(({text}) => /STRICT_ORDER|aws:drop_/.test(text));
	return {
		entries: isByAction ? all.toSorted((one, other) => rank(one) - rank(other)) : all,
		otherwise: all.some(({action}) => action === 'allow') || all.length === 0 || isStrict ? 'deny' : 'allow',
		exemptions: null,
		refusals,
		notes: defaultsNote(found.variables),
		knowsPorts: rules.length > 0,
	};
};

const ruleKeys = ['RulesString', 'StatefulRules', 'stateful_rule', 'GeneratedRulesType', 'Targets', 'TargetTypes'];

const rank = ({action}: Entry) => (action === 'allow' ? 0 : 1);

type Found = {
	readonly allowed: Entry[];
	readonly denied: Entry[];
	readonly rules: Entry[];
	readonly refusals: Refusal[];
	/** Whose defaults stand in rules, each with its place in words. */
	readonly variables: string[];
};
type At = (tree: Tree) => Place;

/** Reads a rule group; true where it was a domain list, and nothing in it has to be looked at any more. */
function readGroup(map: Tree, file: string, at: At, found: Found): boolean {
	const {denied, rules, refusals} = found;
	const times = timesOf(map);
	if (times !== 'some') {
		const place = at(map);
		// What may not be there may deny, and allows nothing.
		if (times === 'unknown') {
			refusals.push({place, why: 'nobody can tell how often it is there (count, for_each)'});
			denied.push({action: 'deny', place, conditions: [{kind: 'unknown'}]});
		}
		return true;
	}
	for (const text of valuesOf(map, 'RulesString')) {
		if (text.text === null) {
			refusals.push({place: at(text), why: 'its value is not in the file'});
			rules.push({action: 'deny', place: at(text), conditions: [{kind: 'unknown'}]});
		} else readRules(text.text, text.line, file, found);
	}
	for (const rule of valuesOf(map, 'StatefulRules', 'stateful_rule')) {
		const place = at(rule);
		const header = firstOf(rule, 'Header');
		const options = valuesOf(rule, 'RuleOptions', 'rule_option').map((option): Option => {
			const settings = valuesOf(option, 'Settings').map(({text}) => text ?? '');
			return [textOf(option, 'Keyword').toLowerCase(), settings.join(',')];
		});
		const entry = suricataEntry(
			{
				action: textOf(rule, 'Action'),
				protocol: textOf(header, 'Protocol'),
				source: textOf(header, 'Source'),
				destination: textOf(header, 'Destination'),
				port: textOf(header, 'DestinationPort'),
				options,
			},
			place,
			why => refusals.push({place, why}),
		);
		if (entry) rules.push(entry);
	}
	for (const other of valuesOf(map, 'StatelessRulesAndCustomActions', 'stateless_rules_and_custom_actions'))
		refusals.push({place: at(other), why: 'stateless rules of addresses are not read'});
	if (!has(map, 'Targets') || !has(map, 'GeneratedRulesType')) return false;
	readDomains(map, at, found);
	return true;
}

/** Reads a domain list. What of a denial was not understood may be any host, protocol or kind of list. */
function readDomains(map: Tree, at: At, {allowed, denied, refusals}: Found): void {
	const items: HostItem[] = [];
	let isUncertain = false;
	for (const target of valuesOf(map, 'Targets')) {
		const matcher =
			target.text === null
				? 'its value is not in the file'
				: parseHost(target.text, {dot: 'with-apex', star: null, hasInner: false});
		if (typeof matcher !== 'string') items.push({matcher, place: at(target)});
		else {
			refusals.push({place: at(target), why: matcher});
			isUncertain = true;
		}
	}
	const types = valuesOf(map, 'TargetTypes');
	const isKnown = types.length > 0 && types.every(({text}) => text === 'TLS_SNI' || text === 'HTTP_HOST');
	if (!isKnown) refusals.push({place: at(types[0] ?? map), why: 'its target types are neither TLS_SNI nor HTTP_HOST'});
	const services = types.flatMap(({text}): Service[] =>
		text === 'TLS_SNI'
			? [{protocol: 'https', ...anyPort}]
			: text === 'HTTP_HOST'
				? [{protocol: 'http', ...anyPort}]
				: [],
	);
	const word = textOf(map, 'GeneratedRulesType');
	const place = at(map);
	const hosts: Condition = {kind: 'hosts', items};
	if (/^(?:DENYLIST|REJECTLIST)$/.test(word)) {
		const conditions: Condition[] = [
			...(isKnown ? [servicesOf(...services)] : []),
			isUncertain ? {kind: 'any', of: [hosts, {kind: 'unknown'}]} : hosts,
		];
		denied.push({action: 'deny', place, conditions});
	} else if (word === 'ALLOWLIST') allowed.push({action: 'allow', place, conditions: [servicesOf(...services), hosts]});
	else if (word !== 'ALERTLIST') {
		refusals.push({place, why: 'neither ALLOWLIST nor DENYLIST'});
		denied.push({action: 'deny', place, conditions: [{kind: 'unknown'}]});
	}
}

/** Whether a text is a file of rules by themselves. */
const isSuricata = (text: string) =>
	/^[ \t]*(?:pass|drop|reject|alert) \w+ \S+ .*\(.*\bsid:/m.test(text) &&
	!/^\s*[{[]|^\s*resource\s|^\w+:\s*$/m.test(text);

function readRules(text: string, firstLine: number, file: string, {rules, refusals}: Found): void {
	for (const [index, raw] of text.split(/\r?\n/).entries()) {
		const line = raw.trim();
		if (line === '' || line.startsWith('#')) continue;
		const place = placeOf(file, firstLine + index, line);
		const rule = parseRule(line);
		const refuse = (why: string) => refusals.push({place, why});
		if (rule === null) {
			refuse('no rule of Suricata on one line');
			// It may deny anything.
			rules.push({action: 'deny', place, conditions: [{kind: 'unknown'}]});
			continue;
		}
		const entry = suricataEntry(rule, place, refuse);
		if (entry) rules.push(entry);
	}
}

function treesOf({file, text}: ListFile, files: readonly ListFile[]): Tree[] {
	if (/\.tfvars$/i.test(file)) return [];
	if (/^\s*[[{]/.test(text.replace(/^\uFEFF/, ''))) return parseData(text, file);
	if (/\baws network-firewall\b/.test(text)) {
		let [line, done] = [1, 0];
		return [...text.matchAll(/--rule-group\s+(?:\\\s+)?'([^']*)'/g)].flatMap(({0: whole, 1: json = '', index}) => {
			const at = index + whole.indexOf("'");
			line += text.slice(done, at).split('\n').length - 1;
			done = at;
			return parseData(json, file, line);
		});
	}
	return /\.tf$/i.test(file) || /^\s*resource\s+"/m.test(text)
		? [parseBlocks(text, declarationsBeside(file, files))]
		: parseData(text, file);
}
