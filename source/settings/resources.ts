import {UsageError} from '../errors.ts';
import {safeText} from '../safe-text.ts';
import {type ResourceKey, resourceKeys} from '../vocabulary.ts';
import {resourceRules} from './resource-rules.ts';
import type {Resources} from './types.ts';

/** One own resource, `acr=myregistry`. */
export type NamedResource = {readonly key: ResourceKey; readonly name: string};

/** Reads `KEY=NAME`. Throws a UsageError that names `field`. */
export function parseResource(text: string, field: string): NamedResource {
	const equals = text.indexOf('=');
	const key = resourceKeys.find(known => known === text.slice(0, equals).trim().toLowerCase());
	if (equals < 0 || !key) {
		throw new UsageError(
			`${field} is "${safeText(text, 80)}": write KEY=NAME with one of these keys: ${resourceKeys.join(', ')}.`,
		);
	}
	return {key, name: parseResourceName(key, text.slice(equals + 1), `${field} ${key}`)};
}

/**
 * Reads the name of a resource, in lower case. A whole address is taken too, since people paste what the portal shows:
 * `https://myvault.vault.azure.net/` is `myvault`. Throws a UsageError that names `field` and the rule for such names.
 */
export function parseResourceName(key: ResourceKey, text: string, field: string): string {
	const rule = resourceRules[key];
	const host = text
		.trim()
		.toLowerCase()
		.replace(/^https?:\/\//, '')
		.replace(/\/.*$/, '')
		.replace(/:443$/, '')
		.replace(/\.$/, '');
	const name = rule.hostSuffix ? host.replace(rule.hostSuffix, '') : host;
	if (!rule.shape.test(name)) {
		throw new UsageError(`${field} has "${safeText(text, 80)}": give ${rule.words}.`);
	}
	return name;
}

/**
 * Adds a named resource; a key that comes again adds a name. Only one region code can be in use: throws a UsageError that
 * names `field` for a second one.
 */
export function addResource(before: Resources, {key, name}: NamedResource, field: string): Resources {
	const names = [...new Set([...(before[key] ?? []), name])];
	if (key === 'region-code' && names.length > 1) {
		throw new UsageError(`${field} gives more than one region-code: give the one of your region.`);
	}
	return {...before, [key]: names};
}

/** A key that the flags name replaces the profile's names for it; another region, its code. */
export function mergeResources(kept: Resources, given: Resources, isRegionKept: boolean): Resources {
	const {'region-code': code, ...others} = kept;
	return {...others, ...(isRegionKept && code ? {'region-code': code} : {}), ...given};
}
