import {tool} from '../version.ts';
import {allNodes, type CommandNode, type Values} from './command-tree.ts';
import {placesOf, quoted, valuedOptions} from './shell-text.ts';

const key = (path: readonly string[]) => path.join(' ');

/** A candidate with what it means, as \`_describe\` reads it. */
const described = (name: string, summary: string) => quoted(`${name.replaceAll(':', '\\:')}:${summary}`);

function offer({words = [], isList, names = []}: Values): string {
	const plain = words.filter(word => !/[=:/]$/.test(word));
	const open = words.filter(word => /[=:/]$/.test(word));
	return [
		...(isList ? ["compset -P '*,'"] : []),
		...(plain.length > 0 ? [`compadd ${isList ? "-S '' " : ''}-- ${plain.map(quoted).join(' ')}`] : []),
		...(open.length > 0 ? [`compadd -S '' -- ${open.map(quoted).join(' ')}`] : []),
		...names.map(name => (name === 'files' ? '_files' : `_arc_netcheck_${name}`)),
		...(words.length + names.length === 0 ? [':'] : []),
	].join('; ');
}

/** Completion for zsh 5 and newer, with what each candidate means. What was typed is compared, and never evaluated. */
export function zshCompletion(tree: CommandNode): string {
	const nodes = allNodes(tree);
	return `#compdef ${tool.name}
# Completion of ${tool.name} ${tool.version} for zsh. In ~/.zshrc, after compinit: source <(${tool.name} completion zsh)

_arc_netcheck_profiles() {
	local folder=\${ARC_NETCHECK_HOME:-\${\${(M)XDG_CONFIG_HOME:#/*}:-$HOME/.config}/arc-netcheck}/profiles
	local -a found
	found=($folder/*.json(N:t:r))
	# Only names that the program itself would give to a file.
	compadd -- \${(M)found:#[A-Za-z0-9][A-Za-z0-9._-]#}
}

_arc_netcheck_runs() {
	local folder=\${\${(M)XDG_STATE_HOME:#/*}:-$HOME/.local/state}/arc-netcheck/runs
	[[ -n $ARC_NETCHECK_HOME ]] && folder=$ARC_NETCHECK_HOME/runs
	local -a found kept
	found=($folder/*(N/:t))
	kept=($folder/*.json(N:t:r) $folder/*/*.json(N:t:r))
	compadd -- @last @2 \${^\${(M)found:#[A-Za-z0-9][A-Za-z0-9._-]#}}@last \${(M)kept:#[0-9]#T[0-9]#Z-[0-9a-f]#}
}

_arc_netcheck() {
	emulate -L zsh
	setopt extended_glob
	local here='' option='' word place=''
	local -i position=0 index
	local -a rows
	for ((index = 2; index < CURRENT; index++)); do
		word=\${words[index]}
		if [[ -n $option ]]; then option=''; continue; fi
		case $word in
		(--*=*) ;;
		(${valuedOptions(nodes).join('|')}) option=$word ;;
		(-*) ;;
		(*) case "$here|$word" in
			(${nodes
				.filter(({path}) => path.length > 0)
				.map(({path}) => quoted(`${key(path.slice(0, -1))}|${path.at(-1)}`))
				.join('|')}) if ((position == 0)); then here=\${here:+$here }$word; else ((position++)); fi ;;
			(*) ((position++)) ;;
			esac ;;
		esac
	done
	word=\${words[CURRENT]}
	if [[ -z $option && $word == --*=* ]]; then
		option=\${word%%=*}
		compset -P '*='
	fi
	if [[ -n $option ]]; then
		place="$here|$option"
	elif [[ $word == -* ]]; then
		case $here in
${nodes
	.map(
		({path, options}) =>
			`\t\t(${quoted(key(path))}) rows=(${options.map(({names, summary}) => described(names.at(-1) ?? '', summary)).join(' ')}) ;;`,
	)
	.join('\n')}
		esac
		_describe -o option rows
		return
	else
		place="$here|$position"
		if ((position == 0)); then
			case $here in
${nodes
	.filter(({commands}) => commands.length > 0)
	.map(
		({path, commands}) =>
			`\t\t\t(${quoted(key(path))}) rows=(${[...commands.map(({path: words, summary}) => described(words.at(-1) ?? '', summary)), ...(path.length === 0 ? [described('help', 'show the help of a command')] : [])].join(' ')}) ;;`,
	)
	.join('\n')}
			esac
			(($#rows)) && _describe command rows
		fi
	fi
	case $place in
${nodes
	.flatMap(placesOf)
	.map(([place, values]) => `\t(${place}) ${offer(values)} ;;`)
	.join('\n')}
	esac
}
if [[ $funcstack[1] == _arc_netcheck ]]; then _arc_netcheck "$@"; else compdef _arc_netcheck ${tool.name}; fi
`;
}
