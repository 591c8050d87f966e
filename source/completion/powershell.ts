import {tool} from '../version.ts';
import {allNodes, type CommandNode, type Values} from './command-tree.ts';
import {valuedOptions} from './shell-text.ts';

/** Between single quotes PowerShell knows one escape. */
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const list = (texts: readonly string[]) => `@(${texts.map(quoted).join(', ')})`;

function place({words = [], isList, names = []}: Values): string {
	return `@{ Words = ${list(words)}; IsList = $${isList === true}; Names = ${list(names)} }`;
}

function entryOf({path, summary, options, parameters, isVariadic, commands}: CommandNode): string {
	return `	${quoted(path.join(' '))} = @{
		Summary = ${quoted(summary)}
		Commands = ${list(commands.map(command => command.path.at(-1) ?? ''))}
		IsVariadic = $${isVariadic}
		Parameters = @(${parameters.map(place).join(', ')})
		Options = [ordered]@{
${options.map(({names, summary: words}) => `			${quoted(names.at(-1) ?? '')} = ${quoted(words)}`).join('\n')}
		}
		Values = @{
${options.flatMap(({names, values}) => (values === null ? [] : [`			${quoted(names.at(-1) ?? '')} = ${place(values)}`])).join('\n')}
		}
	}`;
}

/** Completion for Windows PowerShell 5.1 and PowerShell 7. What was typed is compared, and never evaluated. */
export function powershellCompletion(tree: CommandNode): string {
	const nodes = allNodes(tree);
	return `# Completion of ${tool.name} ${tool.version} for PowerShell. In $PROFILE: ${tool.name} completion powershell | Out-String | Invoke-Expression
# A grammar of PowerShell has read it, and no PowerShell has run it yet.

$ArcNetcheckCommands = @{
${nodes.map(entryOf).join('\n')}
}
$ArcNetcheckValued = ${list(valuedOptions(nodes))}

Register-ArgumentCompleter -Native -CommandName ${tool.name} -ScriptBlock {
	param($wordToComplete, $commandAst, $cursorPosition)
	$typed = [string]$wordToComplete
	$words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition -or ($_.Extent.EndOffset -eq $cursorPosition -and $typed -eq '') } | ForEach-Object { $_.Extent.Text })
	$path = ''; $option = ''; $position = 0; $begin = ''
	foreach ($word in ($words | Select-Object -Skip 1)) {
		if ($option -ne '') { $option = ''; continue }
		if ($word.StartsWith('-')) {
			if ($ArcNetcheckValued -ccontains $word) { $option = $word }
			continue
		}
		$deeper = ("$path " + $word).Trim()
		if ($position -eq 0 -and $ArcNetcheckCommands.ContainsKey($deeper)) { $path = $deeper } else { $position++ }
	}
	$node = $ArcNetcheckCommands[$path]
	if ($option -eq '' -and $typed -match '^(--[a-z-]+)=(.*)$') { $option = $Matches[1]; $begin = "$option="; $typed = $Matches[2] }
	$found = [ordered]@{}
	$values = $null
	if ($option -ne '') { $values = $node.Values[$option] }
	elseif ($typed.StartsWith('-')) { foreach ($name in $node.Options.Keys) { $found[$name] = $node.Options[$name] } }
	else {
		if ($position -eq 0) { foreach ($name in $node.Commands) { $found[$name] = $ArcNetcheckCommands[("$path " + $name).Trim()].Summary } }
		$last = $node.Parameters.Count - 1
		if ($position -le $last) { $values = $node.Parameters[$position] } elseif ($node.IsVariadic) { $values = $node.Parameters[$last] }
	}
	if ($null -ne $values) {
		if ($values.IsList -and $typed.Contains(',')) {
			$comma = $typed.LastIndexOf(',') + 1
			$begin += $typed.Substring(0, $comma); $typed = $typed.Substring($comma)
		}
		foreach ($name in $values.Words) { $found[$name] = $name }
		$kept = if ($env:ARC_NETCHECK_HOME) { $env:ARC_NETCHECK_HOME } else { $null }
		$configuration = if ($kept) { $kept } elseif ($env:XDG_CONFIG_HOME) { Join-Path $env:XDG_CONFIG_HOME 'arc-netcheck' } elseif ($env:APPDATA) { Join-Path $env:APPDATA 'arc-netcheck' } else { Join-Path $HOME '.config/arc-netcheck' }
		$runs = if ($kept) { Join-Path $kept 'runs' } elseif ($env:XDG_STATE_HOME) { Join-Path $env:XDG_STATE_HOME 'arc-netcheck/runs' } elseif ($env:LOCALAPPDATA) { Join-Path $env:LOCALAPPDATA 'arc-netcheck/runs' } else { Join-Path $HOME '.local/state/arc-netcheck/runs' }
		# Only names that the program itself would give to a file.
		if ($values.Names -contains 'profiles') {
			Get-ChildItem -LiteralPath (Join-Path $configuration 'profiles') -Filter *.json -ErrorAction SilentlyContinue | Where-Object { $_.BaseName -match '^[A-Za-z0-9][A-Za-z0-9._-]*$' } | ForEach-Object { $found[$_.BaseName] = 'a saved profile' }
		}
		if ($values.Names -contains 'runs') {
			foreach ($name in '@last', '@2') { $found[$name] = 'a saved run' }
			Get-ChildItem -LiteralPath $runs -Filter *.json -Recurse -ErrorAction SilentlyContinue | Where-Object { $_.BaseName -match '^\\d{8}T\\d{6}Z-[0-9a-f]{6}$' } | ForEach-Object { $found[$_.BaseName] = 'a saved run' }
		}
		# PowerShell offers names of files by itself where nothing is found.
	}
	$found.Keys | Where-Object { $_.StartsWith($typed) } | ForEach-Object {
		$text = $begin + $_
		if ($text -match '[@,\\s]') { $text = "'" + $text.Replace("'", "''") + "'" }
		[System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $found[$_])
	}
}
`;
}
