import type {ResourceKey} from '../vocabulary.ts';

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
export const resourceRules: {readonly [key in ResourceKey]: ResourceRule} = {
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
