/**
 * Service tags of Azure by the hosts that they cover, for firewalls that take addresses only. Taken from Microsoft's pages on
 * Arc networking, Private Link for Arc, AKS egress, ML behind a firewall and the portal, and from the overview of tags; a host
 * that none of them places has none. The addresses behind a tag change weekly, so they stand nowhere here.
 */
const tags: ReadonlyArray<readonly [hosts: RegExp, tags: readonly string[]]> = [
	[
		/(?:^|\.)login\.(?:microsoftonline\.(?:com|us)|microsoft\.com|windows\.net|chinacloudapi\.cn|partner\.microsoftonline\.cn)$/,
		['AzureActiveDirectory'],
	],
	[/^<region>\.login\./, ['AzureActiveDirectory']],
	[/^(?:sts\.(?:windows\.net|chinacloudapi\.cn)|graph\.microsoft\.(?:com|us))$/, ['AzureActiveDirectory']],
	[/^management\.(?:azure\.com|usgovcloudapi\.net|chinacloudapi\.cn)$/, ['AzureResourceManager']],
	[/(?:^|\.)mcr\.(?:microsoft\.com|azure\.cn)$/, ['MicrosoftContainerRegistry', 'AzureFrontDoor.FirstParty']],
	[/\.(?:his|obo|gw)\.arc\.azure\.(?:com|us|cn)$/, ['AzureArcInfrastructure']],
	[/(?:\.dp\.kubernetesconfiguration|guestnotificationservice)\.azure\.(?:com|us|cn)$/, ['AzureArcInfrastructure']],
	[/\.azurecr\.(?:io|us|cn)$/, ['AzureContainerRegistry']],
	[/\.(?:blob|queue|table|file|dfs)\.core\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)$/, ['Storage']],
	[/\.vault\.(?:azure\.net|usgovcloudapi\.net|azure\.cn)$/, ['AzureKeyVault']],
	[/(?:\.azureml\.(?:ms|net|us|cn)|\.ml\.azure\.(?:us|cn))$/, ['AzureMachineLearning']],
	[/(?:\.opinsights|\.monitor|\.monitoring)\.azure\.(?:com|us|cn)$/, ['AzureMonitor']],
	[/\.azmk8s\.io$/, ['AzureCloud.<region>']],
	[/(?:^|\.)portal\.azure\.com$/, ['AzureFrontDoor.Frontend']],
];

/** The service tags that cover a host or pattern; none where no document places it. */
export function serviceTagsOf(pattern: string): readonly string[] {
	return tags.find(([hosts]) => hosts.test(pattern.toLowerCase()))?.[1] ?? [];
}
