// The manual, in mdoc(7), made from the very objects that read command lines.
import type {Command} from 'commander';
import {allNodes, type CommandNode, commandTree, type OptionNode} from '../../source/completion/command-tree.ts';
import {tool} from '../../source/version.ts';
import {releasedProgram} from './released-program.ts';

/** A text as roff takes it: no dash is broken or turned into a hyphen, and no line is a macro. */
function text(words: string): string {
	return words
		.replaceAll('\\', '\\e')
		.replaceAll('-', '\\-')
		.replace(/^(?=[.'])/gm, '\\&');
}

/** Words for the arguments of a macro, which knows other macros by their two letters. */
const argument = (words: string) =>
	words
		.split(' ')
		.map(word => (/^[A-Z][a-z]$|^[a-z]{2}$|^[(),.:;?!|[\]]/.test(word) ? `\\&${text(word)}` : text(word)))
		.join(' ');

/** Lines of at most 78 columns, broken between words; a sentence begins on a line of its own. */
function wrap(words: string): string {
	const lines: string[] = [];
	let line = '';
	for (const word of text(words).split(/\s+/)) {
		if (line !== '' && (line.length + 1 + word.length > 78 || /[.?!]$/.test(line))) {
			lines.push(line);
			line = '';
		}
		line = line === '' ? word : `${line} ${word}`;
	}
	return [...lines, line].map(row => row.replace(/^(?=[.'])/, '\\&')).join('\n');
}

function item({names, summary}: OptionNode, flags: string): string {
	return `.It ${argument(flags || names.join(', '))}\n${wrap(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)}`;
}

const list = (items: readonly string[]) => (items.length === 0 ? '' : `.Bl -tag -width Ds\n${items.join('\n')}\n.El\n`);

const exitStatus: readonly (readonly [code: number, meaning: string])[] = [
	[0, 'Everything required is reachable.'],
	[1, 'Something required is blocked, or what --fail-on names.'],
	[2, 'Wrong usage. Nothing was probed.'],
	[3, 'The run could not be completed or decided.'],
	[130, 'Interrupted. What was found is kept.'],
];

const environment: readonly (readonly [name: string, meaning: string])[] = [
	['ARC_NETCHECK_HOME', 'The folder for everything that is kept, in place of the two below FILES.'],
	['ARC_NETCHECK_PROXY_PASSWORD', 'The password of the proxy. No flag takes one, since others see command lines.'],
	['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'The proxy where --proxy does not name one, also in small letters.'],
	['NO_COLOR', 'No colours, as --no-color.'],
	['XDG_CONFIG_HOME, XDG_STATE_HOME', 'Where profiles and runs are kept, if absolute.'],
];

const files: readonly (readonly [name: string, meaning: string])[] = [
	['~/.config/arc-netcheck', 'Profiles, and the answers given last.'],
	['~/.local/state/arc-netcheck/runs', 'Runs, as JSON, readable by you alone.'],
];

const examples = [
	['Check without questions:', 'arc-netcheck check eastus'],
	[
		'Through a proxy, for Azure Machine Learning too:',
		'arc-netcheck check eastus --proxy http://proxy.example:3128 --features arc,aml-training',
	],
	[
		'The last run as a request for the network team:',
		'arc-netcheck report --format change-request --output ticket.request.txt',
	],
	['Each Monday from cron:', '0 6 * * 1 arc-netcheck check --profile prod --quiet'],
] as const;

/** The whole page; `date` as YYYY-MM-DD. */
export function manPage(date: string): string {
	const program = releasedProgram();
	const tree = commandTree(program);
	const nodes = allNodes(tree).filter(({path}) => path.length > 0);
	const flagsOf = new Map<string, string>();
	const usageOf = new Map<string, string>();
	const visit = (command: Command, words: readonly string[]): void => {
		usageOf.set(
			words.join(' '),
			command.registeredArguments
				.map(one => {
					const name = `${one.name()}${one.variadic ? '...' : ''}`;
					return one.required ? `<${name}>` : `[${name}]`;
				})
				.join(' '),
		);
		for (const option of command.options) flagsOf.set(option.long ?? '', option.flags);
		for (const child of command.commands) visit(child, [...words, child.name()]);
	};
	visit(program, []);
	const nameOf = ({names}: OptionNode) => names.at(-1) ?? '';
	const flags = (option: OptionNode) => flagsOf.get(nameOf(option)) ?? '';
	// What three commands or more take in the same sense is described once.
	const all = [tree, ...nodes].flatMap(({options}) => options);
	const isShared = (option: OptionNode) =>
		all.filter(other => nameOf(other) === nameOf(option) && other.summary === option.summary).length > 2;
	const shared = new Map(all.filter(isShared).map(option => [nameOf(option), option]));
	const [year, , day] = date.split('-').map(Number);
	const monthName = new Date(`${date}T00:00:00Z`).toLocaleString('en-US', {month: 'long', timeZone: 'UTC'});

	const commandOf = (node: CommandNode) => {
		const own = node.options.filter(option => shared.get(nameOf(option))?.summary !== option.summary);
		const title = `${node.path.join(' ')} ${usageOf.get(node.path.join(' '))}`.trim();
		const sentence = node.summary.replace(/\.$/, '').replace(/^./, letter => letter.toUpperCase());
		return `.Ss ${argument(title)}\n${wrap(`${sentence}.`)}\n${list(own.map(option => item(option, flags(option))))}`;
	};
	const rows = (pairs: readonly (readonly [name: string, meaning: string])[], macro: string) =>
		list(pairs.map(([name, meaning]) => `.It ${macro} ${argument(name)}\n${wrap(meaning)}`));
	return `.Dd ${monthName} ${day}, ${year}
.Dt ${tool.name.toUpperCase().replaceAll('-', '\\-')} 1
.Os
.Sh NAME
.Nm ${tool.name}
.Nd check if a cluster reaches what Azure Arc needs
.Sh SYNOPSIS
.Nm
.Op Ar options
.Op Ar region | command
.Sh DESCRIPTION
${wrap(tree.summary)}
Without a command it opens a wizard.
.Sh COMMANDS
${nodes.map(commandOf).join('')}.Sh OPTIONS
${wrap('Options that several commands take. --help of a command lists those that it takes.')}
${list([...shared.values()].map(option => item(option, flags(option))))}.Sh ENVIRONMENT
${rows(environment, 'Ev')}.Sh FILES
${rows(files, 'Pa')}.Sh EXIT STATUS
${list(exitStatus.map(([code, meaning]) => `.It ${code}\n${wrap(meaning)}`))}.Sh EXAMPLES
${examples
	.map(([words, command]) => `${wrap(words)}\n.Pp\n.Dl ${argument(command)}\n.Pp\n`)
	.join('')
	.replace(/\.Pp\n$/, '')}`;
}
