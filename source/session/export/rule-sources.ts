import {parseSource} from '../../allowlists/source-range.ts';
import {problemOf} from '../../errors.ts';
import {type OutputId, outputOf} from './outputs.ts';

/** Addresses and ranges as typed, separated by commas or blanks; none where nothing is typed. Throws a UsageError. */
export function readSources(typed: string): readonly string[] {
	const texts = typed.split(/[\s,]+/).filter(text => text !== '');
	return texts.map(text => parseSource(text, 'The source'));
}

/** What is wrong with them, in one sentence, or null. */
export function problemWithSources(typed: string): string | null {
	return problemOf(() => readSources(typed));
}

/** What can be read of them while they are still being typed: all, or none. */
export function usableSources(typed: string): readonly string[] {
	return problemWithSources(typed) === null ? readSources(typed) : [];
}

/** Whether rules are among what is to be written. */
export function hasRules(ids: readonly OutputId[]): boolean {
	return ids.some(id => outputOf(id).dialect !== null);
}
