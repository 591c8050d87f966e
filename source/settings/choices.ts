import {UsageError} from '../errors.ts';
import {safeText} from '../safe-text.ts';
import {type CloudId, cloudIds, type Level, levels} from '../vocabulary.ts';

/** Throws a UsageError that names `field` if the text is no level. */
export function parseLevel(text: string, field: string): Level {
	return parseChoice(text, levels, field);
}

/** Throws a UsageError that names `field` if the text is no cloud. */
export function parseCloud(text: string, field: string): CloudId {
	return parseChoice(text, cloudIds, field);
}

/**
 * Reads the name of a region as people write it: `East US` is `eastus`. Whether there is such a region is for the
 * catalog to say. Throws a UsageError that names `field` if it can't be one.
 */
export function parseRegion(text: string, field: string): string {
	const name = text.replace(/\s+/g, '').toLowerCase();
	if (!/^[a-z][a-z0-9]*$/.test(name)) {
		throw new UsageError(`${field} is "${safeText(text, 60)}": give the name of an Azure region, such as eastus.`);
	}
	return name;
}

/** Splits a list of features at commas and blanks; each comes once. Whether they exist is for the catalog to say. */
export function parseFeatures(text: string): readonly string[] {
	return [...new Set(text.toLowerCase().split(/[\s,]+/))].filter(id => id !== '');
}

function parseChoice<Choice extends string>(text: string, choices: readonly Choice[], field: string): Choice {
	const found = choices.find(choice => choice === text.trim().toLowerCase());
	if (found) return found;
	const list = `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
	throw new UsageError(`${field} is "${safeText(text, 60)}": choose ${list}.`);
}
