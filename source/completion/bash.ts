import {tool} from '../version.ts';
import {allNodes, type CommandNode, type Values} from './command-tree.ts';
import {placesOf, quoted, valuedOptions} from './shell-text.ts';

const key = (path: readonly string[]) => path.join(' ');

/** What sets the candidates for a place. */
function offer({words = [], isList, names = []}: Values): string {
	return [
		...(words.length > 0 ? [`${isList ? 'list' : 'words'}=${quoted(words.join(' '))}`] : []),
		...(names.length > 0 ? [`names=${quoted(names.join(' '))}`] : []),
	].join('; ');
}

function casesOf(node: CommandNode): readonly string[] {
	return placesOf(node).map(([place, values]) => `\t\t${place}) ${offer(values)} ;;`);
}

/**
 * Completion for bash 3.2 and newer, without the package bash-completion. What was typed is compared and never evaluated:
 * the line is split by `read`, and no name of a file reaches `compgen -W`, which would expand it.
 */
export function bashCompletion(tree: CommandNode): string {
	const nodes = allNodes(tree);
	return `# Completion of ${tool.name} ${tool.version} for bash. In ~/.bashrc: source <(${tool.name} completion bash)

# Where profiles and runs are kept, as the program finds it.
_arc_netcheck_folder() {
	if [[ -n \${ARC_NETCHECK_HOME:-} ]]; then printf '%s' "$ARC_NETCHECK_HOME$2"
	elif [[ $1 == configuration ]]; then
		if [[ \${XDG_CONFIG_HOME:-} == /* ]]; then printf '%s' "$XDG_CONFIG_HOME/arc-netcheck"; else printf '%s' "$HOME/.config/arc-netcheck"; fi
	else
		if [[ \${XDG_STATE_HOME:-} == /* ]]; then printf '%s' "$XDG_STATE_HOME/arc-netcheck/runs"; else printf '%s' "$HOME/.local/state/arc-netcheck/runs"; fi
	fi
}

# Adds names that begin as \`typed\` does. Only names that the program itself would give to a file are taken.
_arc_netcheck_named() {
	local folder file name
	case $1 in
	profiles)
		folder=$(_arc_netcheck_folder configuration '')/profiles
		for file in "$folder"/*.json; do
			name=\${file##*/}; name=\${name%.json}
			[[ $name =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] && found+=("$name ")
		done ;;
	runs)
		folder=$(_arc_netcheck_folder state /runs)
		found+=('@last ' '@2 ')
		for file in "$folder"/*/; do
			name=\${file%/}; name=\${name##*/}
			[[ $name =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] && found+=("$name@last ")
		done
		for file in "$folder"/*.json "$folder"/*/*.json; do
			name=\${file##*/}; name=\${name%.json}
			[[ $name =~ ^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}$ ]] && found+=("$name ")
		done ;;
	esac
}

_arc_netcheck() {
	local line=\${COMP_LINE:0:COMP_POINT} typed path='' option='' position=0 isValue='' index word begin=''
	local words='' list='' names='' options='' commands='' kind
	local -a tokens found
	read -ra tokens <<<"$line"
	[[ $line == *[[:space:]] ]] && tokens+=('')
	typed=\${tokens[\${#tokens[@]}-1]}
	for ((index = 1; index < \${#tokens[@]} - 1; index++)); do
		word=\${tokens[index]}
		if [[ -n $option ]]; then option=''; continue; fi
		case $word in
		--*=*) ;;
		-*) case $word in
			${valuedOptions(nodes).join('|')}) option=$word ;;
			esac ;;
		*) case "$path|$word" in
			${nodes
				.filter(({path}) => path.length > 0)
				.map(({path}) => quoted(`${key(path.slice(0, -1))}|${path.at(-1)}`))
				.join('|')}) if ((position == 0)); then path=\${path:+$path }$word; else ((position++)); fi ;;
			*) ((position++)) ;;
			esac ;;
		esac
	done
	if [[ -z $option && $typed == --*=* ]]; then
		option=\${typed%%=*}; begin=$option=; typed=\${typed#*=}
	fi
	if [[ -n $option ]]; then
		isValue="$path|$option"
	elif [[ $typed == -* ]]; then
		case $path in
${nodes.map(({path, options}) => `\t\t${quoted(key(path))}) options=${quoted(options.map(({names}) => names.at(-1)).join(' '))} ;;`).join('\n')}
		esac
	else
		isValue="$path|$position"
		((position == 0)) && case $path in
${nodes
	.filter(({commands}) => commands.length > 0)
	.map(
		({path, commands}) =>
			`\t\t${quoted(key(path))}) commands=${quoted([...commands.map(command => command.path.at(-1)), ...(path.length === 0 ? ['help'] : [])].join(' '))} ;;`,
	)
	.join('\n')}
		esac
	fi
	[[ -n $isValue ]] && case $isValue in
${nodes.flatMap(casesOf).join('\n')}
	esac
	if [[ -n $list ]]; then
		# What stands before the last comma is kept.
		[[ $typed == *,* ]] && { begin=$begin\${typed%,*},; typed=\${typed##*,}; }
		for word in $list; do found+=("$word"); done
	fi
	for word in $commands $words $options; do
		case $word in
		*[=:/]) found+=("$word") ;;
		*) found+=("$word ") ;;
		esac
	done
	for kind in $names; do _arc_netcheck_named "$kind"; done
	COMPREPLY=()
	# Readline replaces only what follows the last of its own word breaks.
	local whole=$begin$typed kept=''
	for ((index = 0; index < \${#whole}; index++)); do
		word=\${whole:index:1}
		case $word in [=:@]) [[ $COMP_WORDBREAKS == *"$word"* ]] && kept=\${whole:0:index+1} ;; esac
	done
	for word in \${found[@]+"\${found[@]}"}; do
		[[ $word == "$typed"* ]] || continue
		word=$begin$word
		COMPREPLY+=("\${word#"$kept"}")
	done
	if [[ " $names " == *' files '* ]]; then
		while IFS= read -r word; do
			kind=' '; [[ -d \${word/#\\~/$HOME} ]] && kind=/
			# A name may hold what a shell would run.
			case $word in
			'~/'*) printf -v word '~/%q' "\${word#\\~/}" ;;
			*) printf -v word %q "$word" ;;
			esac
			word=$begin$word$kind
			COMPREPLY+=("\${word#"$kept"}")
		done < <(compgen -f -- "$typed")
	fi
}
complete -o nospace -F _arc_netcheck ${tool.name}
`;
}
