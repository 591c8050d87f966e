import {fieldEntries} from '../settings/fields.ts';
import type {Settings} from '../settings/types.ts';
import {quoteShellWord, type Shell} from './shell-words.ts';

/** Beyond this many targets the command names none of them, and the whole check is made again. */
const explainLimit = 8;

/** The flags that decide on what is probed, or on the way there and what is trusted on it. */
function flagsThat(decide: 'targets' | 'way', settings: Settings): readonly string[] {
	return fieldEntries.flatMap(([key, {retest}]) => (retest?.decides === decide ? retest.words(settings[key]) : []));
}

/** The command that tests these targets (`host:port`) again over the same routes. */
export function buildRetestCommand(settings: Settings, targets: readonly string[], shell: Shell = 'posix'): string {
	const isWholeCheck = targets.length > explainLimit && settings.region !== '';
	const program = shell === 'powershell' ? 'arc-netcheck.exe' : 'arc-netcheck';
	const words = isWholeCheck
		? [program, 'check', ...flagsThat('targets', settings), ...flagsThat('way', settings)]
		: [program, 'explain', ...flagsThat('way', settings), ...hostArguments(targets)];
	return words.map(word => quoteShellWord(word, shell)).join(' ');
}

/** A name that looks like a flag must not become one. */
function hostArguments(targets: readonly string[]): readonly string[] {
	return targets.some(target => target.startsWith('-')) ? ['--', ...targets] : targets;
}

/** A command of this program as reports write it, for this machine: begun as the program was started here. Others stay. */
export function withOwnCommand(command: string, own: string): string {
	return command.replace(/^arc-netcheck(?:\.exe)?(?= )/, () => own);
}
