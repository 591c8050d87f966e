import {expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {serviceTagsOf} from '../../source/catalog/service-tags.ts';

it.each([
	['management.azure.com', ['AzureResourceManager']],
	['management.usgovcloudapi.net', ['AzureResourceManager']],
	['login.microsoftonline.com', ['AzureActiveDirectory']],
	['<region>.login.microsoft.com', ['AzureActiveDirectory']],
	['mcr.microsoft.com', ['MicrosoftContainerRegistry', 'AzureFrontDoor.FirstParty']],
	['*.data.mcr.microsoft.com', ['MicrosoftContainerRegistry', 'AzureFrontDoor.FirstParty']],
	['<region-code>.his.arc.azure.com', ['AzureArcInfrastructure']],
	['<region>.dp.kubernetesconfiguration.azure.cn', ['AzureArcInfrastructure']],
	['*.azurecr.io', ['AzureContainerRegistry']],
	['*.blob.core.windows.net', ['Storage']],
	['*.vault.azure.net', ['AzureKeyVault']],
	['<region>.api.azureml.ms', ['AzureMachineLearning']],
	['*.ods.opinsights.azure.us', ['AzureMonitor']],
	['*.hcp.*.azmk8s.io', ['AzureCloud.<region>']],
	['portal.azure.com', ['AzureFrontDoor.Frontend']],
	['*.servicebus.windows.net', []],
	['pypi.org', []],
	['dl.k8s.io', []],
	['aka.ms', []],
	['evilmanagement.azure.com', []],
])('%s has %j', (pattern, tags) => {
	expect(serviceTagsOf(pattern)).toEqual(tags);
});

it('are names of tags and no addresses, for hosts of Azure only', () => {
	for (const {pattern} of catalog.requirements) {
		for (const tag of serviceTagsOf(pattern)) expect(tag).toMatch(/^[A-Z][A-Za-z.]+(?:<region>)?$/);
	}
	const others = catalog.requirements.filter(({pattern}) => /docker|ubuntu|pypi|nvidia|github|digicert/.test(pattern));
	expect(others.flatMap(({pattern}) => serviceTagsOf(pattern))).toEqual([]);
});
