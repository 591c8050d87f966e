import {listTree, mapTree, scalarTree, type Tree} from '../tree.ts';

/** One word of a command, with its line; an array that it names stands there as its members. */
type Word = {readonly text: string; readonly line: number};
export type Command = {readonly line: number; readonly words: readonly Word[]};

/**
 * The commands of a shell script: words with their quotes taken off, lines that go on put together, and arrays and variables
 * that the script sets filled in. Nothing is run, and a word that holds anything else of the shell stays as it is.
 */
export function readScript(text: string): Command[] {
	const commands: Command[] = [];
	const arrays = new Map<string, Word[]>();
	const variables = new Map<string, string>();
	let words: Word[] = [];
	let line = 1;
	let array: {name: string; members: Word[]} | null = null;
	const reader = /([ \t\r]+)|(\\\r?\n)|(\n|;)|(#[^\n]*)|((?:'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\.|[^\s'"\\;])+)|([\s\S])/y;
	const end = () => {
		const [first] = words;
		const assigned = first && /^(\w+)=([^$]*)$/.exec(first.text);
		if (words.length === 1 && assigned) variables.set(assigned[1] ?? '', assigned[2] ?? '');
		else if (first) commands.push({line: first.line, words});
		words = [];
	};
	while (reader.lastIndex < text.length) {
		const match = reader.exec(text);
		if (match === null) break;
		const [whole, , , stop, comment, raw] = match;
		const isStart = words.length === 0;
		if (raw !== undefined) {
			const opened = /^(\w+)=\((.*)$/s.exec(raw);
			if (array === null && isStart && opened) {
				array = {name: opened[1] ?? '', members: []};
				const rest = (opened[2] ?? '').replace(/\)$/, '');
				if (rest !== '') array.members.push({text: unquote(rest, variables), line});
				if ((opened[2] ?? '').endsWith(')')) {
					arrays.set(array.name, array.members);
					array = null;
				}
			} else if (array !== null) {
				const isLast = raw.endsWith(')');
				const own = isLast ? raw.slice(0, -1) : raw;
				if (own !== '') array.members.push({text: unquote(own, variables), line});
				if (isLast) {
					arrays.set(array.name, array.members);
					array = null;
				}
			} else {
				const name = /^"?\$\{(\w+)\[@\]\}"?$/.exec(raw)?.[1];
				for (const word of name === undefined ? [{text: unquote(raw, variables), line}] : (arrays.get(name) ?? []))
					words.push(word);
			}
		} else if (stop !== undefined && array === null) end();
		else if (comment !== undefined && !isStart && array === null && text[match.index - 1] !== ' ') {
			words.push({text: comment, line});
		}
		for (let at = whole.indexOf('\n'); at >= 0; at = whole.indexOf('\n', at + 1)) line++;
	}
	end();
	return commands;
}

function unquote(word: string, variables: ReadonlyMap<string, string>): string {
	return /^[\w./*=:,-]*$/.test(word) ? word : unquoteAll(word, variables);
}

function unquoteAll(word: string, variables: ReadonlyMap<string, string>): string {
	return word
		.replace(/'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\(.)/g, (_, single?: string, double?: string, escaped?: string) => {
			return single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? '';
		})
		.replace(/^\$\{?(\w+)\}?$/, (whole, name: string) => variables.get(name) ?? whole);
}

/** What follows an option, up to the next one. */
function optionOf({words}: Command, ...names: readonly string[]): Word[] {
	const found: Word[] = [];
	for (const [index, {text}] of words.entries()) {
		if (!names.includes(text)) continue;
		for (const word of words.slice(index + 1)) {
			if (word.text.startsWith('--')) break;
			found.push(word);
		}
	}
	return found;
}

/** Rules that commands of the Azure CLI add, as a collection each. */
export function azureScript(text: string): Tree[] {
	const commands = readScript(text);
	const groups = new Map<string, string>();
	for (const command of commands) {
		const words = command.words.map(word => word.text).join(' ');
		if (!/network firewall policy rule-collection-group (?:create|update)\b/.test(words)) continue;
		const [name] = optionOf(command, '--name', '-n');
		const [priority] = optionOf(command, '--priority');
		if (name && priority) groups.set(name.text, priority.text);
	}
	return commands.flatMap(command => {
		const words = command.words.map(word => word.text).join(' ');
		const isRule =
			/network firewall (?:policy rule-collection-group collection (?:add-filter-collection|rule add)|(?:application|network)-rule create)\b/;
		if (!isRule.test(words)) return [];
		const trees = (...names: readonly string[]) =>
			listTree(
				command.line,
				optionOf(command, ...names).flatMap(({text: own, line}) =>
					own
						.split(/[\s,]+/)
						.filter(one => one !== '')
						.map(one => scalarTree(line, one)),
				),
			);
		const one = (name: string, usual = '') => scalarTree(command.line, optionOf(command, name)[0]?.text ?? usual);
		const isNetwork = /network-rule create/.test(words) || optionOf(command, '--destination-ports').length > 0;
		const fields: [string, Tree][] = isNetwork
			? [
					['ipProtocols', trees('--ip-protocols', '--protocols')],
					['destinationPorts', trees('--destination-ports', '--dest-ports')],
					['destinationFqdns', trees('--destination-fqdns', '--dest-fqdns')],
					['destinationAddresses', trees('--destination-addresses', '--dest-addr')],
				]
			: [
					['protocols', trees('--protocols')],
					['targetFqdns', trees('--target-fqdns')],
					['fqdnTags', trees('--fqdn-tags')],
				];
		const sources = trees('--source-addresses', '--source-ip-groups');
		const rule = mapTree(command.line, sources.list?.length ? [...fields, ['sourceAddresses', sources]] : fields);
		const [priority] = optionOf(command, '--collection-priority', '--priority');
		const group = groups.get(optionOf(command, '--rule-collection-group-name', '--rcg-name')[0]?.text ?? '');
		// The rule of a collection that is there already has the action of that, which most have as Allow.
		const [policy] = optionOf(command, '--policy-name', '--firewall-name', '-f');
		const collection = mapTree(command.line, [
			...(policy ? [['$policy', scalarTree(command.line, policy.text)] as const] : []),
			['action', one('--action', 'Allow')],
			['rules', listTree(command.line, [rule])],
			...(priority ? [['priority', scalarTree(command.line, priority.text)] as const] : []),
		]);
		return [
			group === undefined
				? collection
				: mapTree(command.line, [
						['groupPriority', scalarTree(command.line, group)],
						['ruleCollections', collection],
					]),
		];
	});
}
