import {bashCompletion} from './bash.ts';
import type {CommandNode} from './command-tree.ts';
import {fishCompletion} from './fish.ts';
import {powershellCompletion} from './powershell.ts';
import {zshCompletion} from './zsh.ts';

/** The scripts by the shell that reads them. */
export const completions: {readonly [shell in Shell]: (tree: CommandNode) => string} = {
	bash: bashCompletion,
	zsh: zshCompletion,
	fish: fishCompletion,
	powershell: powershellCompletion,
};

export type Shell = 'bash' | 'zsh' | 'fish' | 'powershell';
