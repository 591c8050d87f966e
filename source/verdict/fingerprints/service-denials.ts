import type {HttpEvidence} from '../../evidence/types.ts';

/** How one service says that its own network rules refuse who asks. */
type Denial = {
	readonly service: string;
	readonly statuses: readonly number[];
	/** All of them stand in the answer; letter case, blanks and the prefixes of XML aside. */
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
		statuses: [403],
		words: [],
		header: {name: 'x-ms-error-code', value: 'AuthorizationFailure'},
		source: 'Azure Storage REST API, common error codes',
	},
	{
		service: 'Azure Storage',
		statuses: [403],
		words: ['<code>AuthorizationFailure</code>'],
		source: 'Azure Storage REST API, common error codes',
	},
	{
		service: 'Azure Storage',
		statuses: [403],
		words: ['"code":"AuthorizationFailure"'],
		source: 'Azure Storage REST API, common error codes, as its tables write them',
	},
	{
		service: 'Azure Storage',
		statuses: [403],
		words: [],
		header: {name: 'x-ms-error-code', value: 'AuthorizationSourceIPMismatch'},
		source: 'Azure Storage REST API, common error codes',
	},
	{
		service: 'Azure Storage',
		statuses: [403],
		words: ['<code>AuthorizationSourceIPMismatch</code>'],
		source: 'Azure Storage REST API, common error codes',
	},
	{
		service: 'Azure Container Registry',
		statuses: [403],
		words: ['"DENIED"', 'client with IP', 'is not allowed access'],
		source: 'Azure Container Registry, troubleshoot network issues (aka.ms/acr/firewall)',
	},
	{
		service: 'Azure Key Vault',
		statuses: [403],
		words: ['ForbiddenByFirewall'],
		source: 'Azure Key Vault REST API, error codes',
	},
	{
		service: 'Azure Key Vault',
		statuses: [403],
		words: ['ForbiddenByConnection'],
		source: 'Azure Key Vault REST API, error codes',
	},
	{
		service: 'Azure Key Vault',
		statuses: [403],
		words: ['Client address is not authorized and caller is not a trusted service'],
		source: 'Azure Key Vault, common error codes',
	},
	{
		service: 'Azure Key Vault',
		statuses: [403],
		words: ['is not an approved private link and caller was ignored'],
		source: 'Azure Key Vault, common error codes',
	},
	{
		service: 'Azure Key Vault',
		statuses: [403],
		words: ['This TCP connection does not allow access to'],
		source: 'Azure Key Vault, diagnose private links',
	},
	{
		service: 'Azure Service Bus or Relay',
		statuses: [401, 403],
		words: ['Ip has been prevented to connect to the endpoint'],
		source: 'Azure Service Bus, IP firewall rules',
	},
	{
		service: 'Azure Service Bus or Relay',
		statuses: [401, 403],
		words: ['Public network access on the namespace is restricted'],
		source: 'Azure Service Bus, troubleshooting guide',
	},
	{
		service: 'Azure App Service',
		statuses: [403],
		words: [],
		header: {name: 'x-ms-forbidden-ip'},
		source: 'Azure App Service, access restrictions',
	},
	{
		service: 'Azure App Service',
		statuses: [403],
		words: ['The web app you have attempted to reach has blocked your access'],
		source: 'Azure App Service, access restrictions',
	},
	{
		service: 'Azure AI services',
		statuses: [403],
		words: ['Access denied due to Virtual Network/Firewall rules'],
		source: 'Azure AI services, configure virtual networks',
	},
	{
		service: 'Azure Event Grid',
		statuses: [403],
		words: ['is rejected due to IpAddress filtering rules'],
		source: 'Azure Event Grid, troubleshoot errors',
	},
	{
		service: 'Azure App Configuration',
		statuses: [403],
		words: ['azconfig.io/errors/ip-address-rejected'],
		source: 'Azure App Configuration, network access errors',
	},
	{
		service: 'Azure App Configuration',
		statuses: [403],
		words: ['azconfig.io/errors/nsp-rejected'],
		source: 'Azure App Configuration, network access errors',
	},
	{
		service: 'Azure Cosmos DB',
		statuses: [403],
		words: ['Request originated from', 'blocked by your Cosmos DB account firewall settings'],
		source: 'Azure Cosmos DB, troubleshoot forbidden exceptions',
	},
	{
		service: 'Azure Machine Learning',
		statuses: [403, 502],
		words: ['Access to workspace was denied based on workspace private link configuration'],
		source: 'Azure Machine Learning, configure a private endpoint',
	},
	{
		service: 'Azure Machine Learning',
		statuses: [401, 403],
		words: ['accessible from outside of the designated private link'],
		source: 'Azure Machine Learning, configure a private endpoint',
	},
	{
		service: 'Azure Monitor',
		statuses: [403],
		words: ['NspValidationFailedError'],
		source: 'Azure Monitor, Network Security Perimeter and private links',
	},
	{
		service: 'Azure Monitor',
		statuses: [403],
		words: ['Access to workspace', 'To allow access from public networks, change the workspace Networking settings'],
		source: 'Azure Monitor, Network Security Perimeter and private links',
	},
	{
		service: 'Azure Monitor',
		statuses: [403],
		words: ['Data collection endpoint must be used to access configuration over private link'],
		source: 'Azure Monitor agent, troubleshooting',
	},
	{
		service: 'Azure API Management',
		statuses: [403],
		words: ['Request originated from client public IP address', 'public network access on this', 'is disabled'],
		source: 'Azure API Management, private endpoints for inbound traffic',
	},
	{
		service: 'the Azure service',
		statuses: [403],
		words: ['Public network access is disabled'],
		source: 'Azure Machine Learning, Azure App Configuration and others: private endpoints, troubleshooting',
	},
	{
		service: 'the Azure service',
		statuses: [403],
		words: ['Public access is disabled', 'private endpoint'],
		source: 'Azure AI services, configure virtual networks',
	},
];

/** The service that refuses by its own network rules, by its own words; null for every other answer. */
export function recognizeServiceDenial({status, headers, body, statusText}: HttpEvidence): string | null {
	const text = plainly(`${statusText} ${body}`);
	const denial = denials.find(
		({statuses, words, header}) =>
			statuses.includes(status ?? 0) &&
			words.every(word => text.includes(plainly(word))) &&
			(header === undefined || hasHeader(headers[header.name], header.value)),
	);
	return denial?.service ?? null;
}

/** Of the same service some write their JSON with blanks, their XML with prefixes, and their sentences over several lines. */
function plainly(text: string): string {
	return text
		.toLowerCase()
		.replace(/\s+/g, ' ')
		.replace(/" ?: ?(?=")/g, '":')
		.replace(/(<\/?)\w+:/g, '$1')
		.replace(/(<code) [^<>]*>/g, '$1>');
}

function hasHeader(found: string | undefined, wanted: string | undefined): boolean {
	return found !== undefined && (wanted === undefined || found.toLowerCase() === wanted.toLowerCase());
}
