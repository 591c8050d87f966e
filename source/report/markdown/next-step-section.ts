import type {Run} from '../../record/run.ts';
import {markdownFence, markdownText} from '../escape.ts';
import {joinBlocks} from './table.ts';

/** One thing to do next, with its commands ready to copy. */
export function nextStepSection({title, steps, commands}: Run['nextSteps'][number], index: number): string {
	return joinBlocks([
		`### Step ${index + 1}. ${markdownText(title)}`,
		steps.map(step => `- ${markdownText(step)}`).join('\n'),
		commands.length === 0 ? null : markdownFence(commands, 'sh'),
	]);
}
