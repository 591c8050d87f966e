import type {Settings} from '../settings/types.ts';
import type {Result} from '../verdict/types.ts';
import {levels} from '../vocabulary.ts';
import {uniqueOf} from '../words.ts';
import {errorTextsOf} from './error-texts.ts';

/** How the catalog says that a requirement can be missed. */
const harmless = /^Nothing breaks\b/;

/**
 * What breaks without these rows: what the user will have seen, then the impact of each requirement once, the most
 * needed first. What harms nobody is said only where nothing else breaks.
 */
export function impactOf(results: readonly Result[], settings: Pick<Settings, 'features'>): string[] {
	const needed = results
		.filter(({verdict}) => verdict.severity !== 'info')
		.toSorted(
			(one, other) => levels.indexOf(one.planned.requirement.level) - levels.indexOf(other.planned.requirement.level),
		);
	const sentences = uniqueOf([
		...errorTextsOf(needed, settings),
		...needed.map(({planned}) => planned.requirement.impact),
	]);
	const harmful = sentences.filter(sentence => !harmless.test(sentence));
	return harmful.length > 0 ? harmful : sentences;
}
