import {UsageError} from '../errors.ts';
import {safeText} from '../safe-text.ts';

/** Services that can have private endpoints, where a name is to have a private address. */
export const privateServices = ['acr', 'storage', 'vault', 'workspace', 'arc'] as const;
export type PrivateService = (typeof privateServices)[number];

/** Reads a list of them, on top of those named before. Throws a UsageError that names `field`. */
export function parsePrivateServices(
	text: string,
	field: string,
	before: readonly PrivateService[] = [],
): readonly PrivateService[] {
	const words = text
		.toLowerCase()
		.split(/[\s,]+/)
		.filter(word => word !== '');
	const named = words.map(word => {
		const service = privateServices.find(known => known === word);
		if (service) return service;
		throw new UsageError(`${field} has "${safeText(word, 40)}": choose from ${privateServices.join(', ')}.`);
	});
	if (named.length === 0) throw new UsageError(`${field} is empty: choose from ${privateServices.join(', ')}.`);
	return privateServices.filter(service => named.includes(service) || before.includes(service));
}
