import {UsageError} from '../errors.ts';
import {safeText} from '../safe-text.ts';
import {type ResourceKey, resourceKeys} from '../vocabulary.ts';
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

type ResourceRule = {
	/** What a name must look like, in lower case. */
	readonly shape: RegExp;
	/** What may follow the name in an address that people paste. */
	readonly hostSuffix: RegExp | null;
	/** The rule in words, to follow "give". */
	readonly words: string;
};

/** A name of at least two labels that is no IP address. */
const hostName = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * What Azure allows as names: "Naming rules and restrictions for Azure resources" in Microsoft's documentation. Where
 * that allows capitals, host names don't tell them apart.
 */
const resourceRules: {readonly [key in ResourceKey]: ResourceRule} = {
	acr: {
		// A registry with a domain name label has a hyphen and a hash behind its name in its host name.
		shape: /^[a-z0-9]{5,50}(-[a-z0-9]{1,40})?$/,
		hostSuffix: /(\.[a-z0-9]+\.data)?\.azurecr\.(io|us|cn)$/,
		words: 'the name of a container registry, 5 to 50 letters and digits, or its login server',
	},
	storage: {
		shape: /^[a-z0-9]{3,24}$/,
		hostSuffix: /\.(blob|queue|table|file|dfs)\.core\.(windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)$/,
		words: 'the name of a storage account, 3 to 24 lower-case letters and digits',
	},
	vault: {
		shape: /^(?=.{3,24}$)[a-z]([a-z0-9]|-(?!-))*[a-z0-9]$/,
		hostSuffix: /\.vault\.(azure\.net|usgovcloudapi\.net|azure\.cn)$/,
		words: 'the name of a key vault, 3 to 24 letters, digits and single hyphens, beginning with a letter',
	},
	workspace: {
		shape: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
		hostSuffix: /\.workspace\.[a-z0-9]+\.(api\.azureml\.ms|api\.ml\.azure\.(us|cn))$/,
		words: 'the ID of a workspace (not its name), such as 01234567-89ab-cdef-0123-456789abcdef',
	},
	aks: {
		// Private clusters may have a zone of their own, so any full name will do.
		shape: hostName,
		hostSuffix: null,
		words: "the host name of the cluster's API server, such as name-12345678.hcp.eastus.azmk8s.io",
	},
	gateway: {
		shape: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
		hostSuffix: /\.gw\.arc\.azure\.com$/,
		words: 'the first part of the Arc gateway address, as in PREFIX.gw.arc.azure.com',
	},
	'region-code': {
		shape: /^[a-z0-9]{1,16}$/,
		hostSuffix: /\.his\.arc\.azure\.(com|us|cn)$/,
		words: 'the short code of the region, letters and digits such as eus, as in eus.his.arc.azure.com',
	},
};
