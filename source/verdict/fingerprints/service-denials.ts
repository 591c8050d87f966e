import type {HttpEvidence} from '../../evidence/types.ts';

/** How one service says that its own network rules refuse who asks. */
type Denial = {
	readonly service: string;
	readonly status: number;
	/** All of them stand in the answer, letter case aside. */
	readonly words: readonly string[];
	/** A header that says it in place of words: its name, and the value if that decides. */
	readonly header?: {readonly name: string; readonly value?: string};
	/** Where the service documents it. */
	readonly source: string;
};

/**
 * The services' own documented words, and nothing that a filter on the way could say as well: they count only over TLS
 * that verifies publicly. A missing token, role or policy is no network rule, and not in here.
 */
const denials: readonly Denial[] = [
	{
		service: 'Azure Storage',
		status: 403,
		words: [],
		header: {name: 'x-ms-error-code', value: 'AuthorizationFailure'},
		source: 'Azure Storage REST API, common error codes',
	},
	{
		service: 'Azure Storage',
		status: 403,
		words: ['<code>AuthorizationFailure</code>'],
		source: 'Azure Storage REST API, common error codes',
	},
	{
		service: 'Azure Storage',
		status: 403,
		words: ['"code":"AuthorizationFailure"'],
		source: 'Azure Storage REST API, common error codes, as its tables write them',
	},
	{
		service: 'Azure Storage',
		status: 403,
		words: [],
		header: {name: 'x-ms-error-code', value: 'AuthorizationSourceIPMismatch'},
		source: 'Azure Storage REST API, common error codes',
	},
	{
		service: 'Azure Storage',
		status: 403,
		words: ['<code>AuthorizationSourceIPMismatch</code>'],
		source: 'Azure Storage REST API, common error codes',
	},
	{
		service: 'Azure Container Registry',
		status: 403,
		words: ['"DENIED"', 'client with IP', 'is not allowed access'],
		source: 'Azure Container Registry, troubleshoot network issues (aka.ms/acr/firewall)',
	},
	{
		service: 'Azure Key Vault',
		status: 403,
		words: ['ForbiddenByFirewall'],
		source: 'Azure Key Vault REST API, error codes',
	},
	{
		service: 'Azure Key Vault',
		status: 403,
		words: ['ForbiddenByConnection'],
		source: 'Azure Key Vault REST API, error codes',
	},
	{
		service: 'Azure Key Vault',
		status: 403,
		words: ['Client address is not authorized and caller is not a trusted service'],
		source: 'Azure Key Vault, common error codes',
	},
	{
		service: 'Azure Service Bus or Relay',
		status: 401,
		words: ['Ip has been prevented to connect to the endpoint'],
		source: 'Azure Service Bus, IP firewall rules',
	},
	{
		service: 'Azure Service Bus or Relay',
		status: 403,
		words: ['Ip has been prevented to connect to the endpoint'],
		source: 'Azure Service Bus, IP firewall rules',
	},
	{
		service: 'Azure Service Bus or Relay',
		status: 401,
		words: ['Public network access on the namespace is restricted'],
		source: 'Azure Service Bus, troubleshooting guide',
	},
	{
		service: 'Azure App Service',
		status: 403,
		words: [],
		header: {name: 'x-ms-forbidden-ip'},
		source: 'Azure App Service, access restrictions',
	},
	{
		service: 'Azure AI services',
		status: 403,
		words: ['Access denied due to Virtual Network/Firewall rules'],
		source: 'Azure AI services, configure virtual networks',
	},
	{
		service: 'Azure Event Grid',
		status: 403,
		words: ['is rejected due to IpAddress filtering rules'],
		source: 'Azure Event Grid, troubleshoot errors',
	},
	{
		service: 'Azure App Configuration',
		status: 403,
		words: ['azconfig.io/errors/ip-address-rejected'],
		source: 'Azure App Configuration, network access errors',
	},
	{
		service: 'Azure App Configuration',
		status: 403,
		words: ['azconfig.io/errors/nsp-rejected'],
		source: 'Azure App Configuration, network access errors',
	},
	{
		service: 'Azure Cosmos DB',
		status: 403,
		words: ['Request originated from', 'blocked by your Cosmos DB account firewall settings'],
		source: 'Azure Cosmos DB, troubleshoot forbidden exceptions',
	},
	{
		service: 'Azure Machine Learning',
		status: 403,
		words: ['Access to workspace was denied based on workspace private link configuration'],
		source: 'Azure Machine Learning, configure a private endpoint',
	},
	{
		service: 'Azure Machine Learning',
		status: 502,
		words: ['Access to workspace was denied based on workspace private link configuration'],
		source: 'Azure Machine Learning, configure a private endpoint',
	},
	{
		service: 'the Azure service',
		status: 403,
		words: ['Public network access is disabled'],
		source: 'Azure Machine Learning, Azure App Configuration and others: private endpoints, troubleshooting',
	},
	{
		service: 'the Azure service',
		status: 403,
		words: ['Public access is disabled', 'private endpoint'],
		source: 'Azure AI services, configure virtual networks',
	},
];

/** The service that refuses by its own network rules, by its own words; null for every other answer. */
export function recognizeServiceDenial({status, headers, body, statusText}: HttpEvidence): string | null {
	// Some write their JSON with blanks.
	const text = `${statusText} ${body}`.toLowerCase().replaceAll('": "', '":"');
	const denial = denials.find(
		({status: wanted, words, header}) =>
			status === wanted &&
			words.every(word => text.includes(word.toLowerCase())) &&
			(header === undefined || hasHeader(headers[header.name], header.value)),
	);
	return denial?.service ?? null;
}

function hasHeader(found: string | undefined, wanted: string | undefined): boolean {
	return found !== undefined && (wanted === undefined || found.toLowerCase() === wanted.toLowerCase());
}
