import {UsageError} from '../errors.ts';
import {parseChoice} from './parsers.ts';

/** Services that can have private endpoints, where a name is to have a private address. */
export const privateServices = ['acr', 'storage', 'vault', 'workspace', 'arc'] as const;
export type PrivateService = (typeof privateServices)[number];

/** Reads a list of them, on top of those named before. Throws a UsageError that names `field`. */
export function parsePrivateServices(
	text: string,
	field: string,
	before: readonly PrivateService[] = [],
): readonly PrivateService[] {
	const words = text.split(/[\s,]+/).filter(word => word !== '');
	const named = words.map(word => parseChoice(word, privateServices, field));
	if (named.length === 0) throw new UsageError(`${field} is empty: choose from ${privateServices.join(', ')}.`);
	return privateServices.filter(service => named.includes(service) || before.includes(service));
}
