import {tool} from '../version.ts';
import {allNodes, type CommandNode, type Values} from './command-tree.ts';
import {valuedOptions} from './shell-text.ts';

/** Between single quotes fish knows two escapes. */
const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** What follows an option or a command: `-f` keeps names of files away, `-F` asks for them. */
function offer({words = [], isList, names = []}: Values): string {
	const calls = names.flatMap(name => (name === 'files' ? [] : [`(__arc_netcheck_${name})`]));
	const listed = isList ? [`(__arc_netcheck_list ${words.join(' ')})`] : words;
	const all = [...listed, ...calls];
	return `${names.includes('files') ? '-F' : '-f'}${all.length > 0 ? ` -a ${quoted(all.join(' '))}` : ''}`;
}

function linesOf({path, options, parameters, isVariadic, commands}: CommandNode): readonly string[] {
	const at = (position?: string) =>
		`complete -c ${tool.name} -n ${quoted(`__arc_netcheck_at ${quoted(path.join(' '))}${position ? ` ${position}` : ''}`)}`;
	return [
		...commands.map(({path: words, summary}) => `${at('0')} -f -a ${quoted(words.at(-1) ?? '')} -d ${quoted(summary)}`),
		...options.map(({names, summary, values, isOptional}) => {
			const flags = names
				.map(name => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
				.join(' ');
			const value = values === null ? '-f' : `${isOptional ? '' : '-r '}${offer(values)}`;
			return `${at()} ${flags} ${value} -d ${quoted(summary)}`;
		}),
		...parameters.map((values, index) => {
			const isLast = isVariadic && index === parameters.length - 1;
			return `${at(isLast ? `${index}+` : `${index}`)} ${offer(values)}`;
		}),
	];
}

/** Completion for fish 3 and newer, with what each candidate means. What was typed is compared, and never evaluated. */
export function fishCompletion(tree: CommandNode): string {
	const nodes = allNodes(tree);
	return `# Completion of ${tool.name} ${tool.version} for fish. Once: ${tool.name} completion fish > ~/.config/fish/completions/${tool.name}.fish

# Whether the words so far lead to this command, and to this place behind it: a number, or one with + for all from there.
function __arc_netcheck_at
	set -l here
	set -l option ''
	set -l position 0
	for word in (commandline -opc)[2..-1]
		if test -n "$option"
			set option ''
			continue
		end
		switch $word
			case '--*=*'
			case ${valuedOptions(nodes).join(' ')}
				set option $word
			case '-*'
			case '*'
				if test $position -eq 0; and contains -- (string join ' ' -- $here $word) ${nodes
					.filter(({path}) => path.length > 0)
					.map(({path}) => quoted(path.join(' ')))
					.join(' ')}
					set -a here $word
				else
					set position (math $position + 1)
				end
		end
	end
	test (string join ' ' -- $here '') = (string join ' ' -- $argv[1] '' | string trim -l); or return 1
	set -q argv[2]; or return 0
	switch $argv[2]
		case '*+'
			test $position -ge (string trim -r -c + -- $argv[2])
		case '*'
			test $position -eq $argv[2]
	end
end

# Each word behind what stands before the last comma.
function __arc_netcheck_list
	set -l before (string match -r '^.*,' -- (commandline -ct | string replace -r '^--[a-z-]+=' ''))
	printf '%s\\n' "$before"$argv
end

# Only names that the program itself would give to a file.
function __arc_netcheck_profiles
	set -l folder ~/.config/arc-netcheck
	string match -q '/*' -- "$XDG_CONFIG_HOME"; and set folder $XDG_CONFIG_HOME/arc-netcheck
	test -n "$ARC_NETCHECK_HOME"; and set folder $ARC_NETCHECK_HOME
	set -l files $folder/profiles/*.json
	string replace -r '^.*/([A-Za-z0-9][A-Za-z0-9._-]*)\\.json$' '$1' --filter -- $files
end

function __arc_netcheck_runs
	set -l folder ~/.local/state/arc-netcheck/runs
	string match -q '/*' -- "$XDG_STATE_HOME"; and set folder $XDG_STATE_HOME/arc-netcheck/runs
	test -n "$ARC_NETCHECK_HOME"; and set folder $ARC_NETCHECK_HOME/runs
	set -l folders $folder/*/
	set -l files $folder/*.json $folder/*/*.json
	printf '%s\\n' @last @2
	string replace -r '^.*/([A-Za-z0-9][A-Za-z0-9._-]*)/$' '$1@last' --filter -- $folders
	string replace -r '^.*/(\\d{8}T\\d{6}Z-[0-9a-f]{6})\\.json$' '$1' --filter -- $files
end

complete -c ${tool.name} -f
${nodes.flatMap(linesOf).join('\n')}
`;
}
