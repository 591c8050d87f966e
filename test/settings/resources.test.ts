import {describe, expect, it} from 'vitest';
import {UsageError} from '../../source/errors.ts';
import {addResource, type NamedResource, parseResource} from '../../source/settings/resources.ts';
import type {ResourceKey} from '../../source/vocabulary.ts';

const id = '01234567-89ab-cdef-0123-456789abcdef';

describe('a name that is understood', () => {
	it.each<[text: string, key: ResourceKey, name: string]>([
		['acr=MyRegistry', 'acr', 'myregistry'],
		['acr=myregistry.azurecr.io', 'acr', 'myregistry'],
		['acr=https://myregistry.azurecr.cn/v2/', 'acr', 'myregistry'],
		['acr=myregistry.eastus.data.azurecr.io', 'acr', 'myregistry'],
		['acr=contoso-e7ggejfuhzhgedc8.azurecr.io', 'acr', 'contoso-e7ggejfuhzhgedc8'],
		['storage=account01', 'storage', 'account01'],
		['storage=account01.blob.core.windows.net', 'storage', 'account01'],
		['storage=https://account01.table.core.usgovcloudapi.net/', 'storage', 'account01'],
		['vault=my-vault', 'vault', 'my-vault'],
		['vault=https://my-vault.vault.azure.net/', 'vault', 'my-vault'],
		[`workspace=${id.toUpperCase()}`, 'workspace', id],
		[`workspace=${id}.workspace.eastus.api.azureml.ms`, 'workspace', id],
		['aks=https://c-1a2b.hcp.eastus.azmk8s.io:443', 'aks', 'c-1a2b.hcp.eastus.azmk8s.io'],
		['aks=api.cluster.corp.example', 'aks', 'api.cluster.corp.example'],
		['gateway=my-gw', 'gateway', 'my-gw'],
		[`gateway=${id}.gw.arc.azure.com`, 'gateway', id],
		['region-code=EUS', 'region-code', 'eus'],
		['region-code=eus.his.arc.azure.com', 'region-code', 'eus'],
		[' ACR = myregistry ', 'acr', 'myregistry'],
	])('%s', (text, key, name) => {
		expect(parseResource(text, '--resource')).toEqual({key, name});
	});
});

describe('a name that is refused', () => {
	it.each<[key: ResourceKey, text: string]>([
		['acr', ''],
		['acr', 'abcd'],
		['acr', 'my_registry'],
		['acr', 'a'.repeat(51)],
		['acr', 'myregistry.example.com'],
		['storage', 'ab'],
		['storage', 'my-account'],
		['storage', 'a'.repeat(25)],
		['storage', 'account01.z01.blob.storage.azure.net'],
		['vault', '1vault'],
		['vault', 'my--vault'],
		['vault', 'vault-'],
		['vault', 'a'.repeat(25)],
		['workspace', 'my-workspace'],
		['aks', 'cluster'],
		['aks', '10.0.0.1'],
		['aks', 'c.hcp.eastus.azmk8s.io:6443'],
		['aks', '*.hcp.eastus.azmk8s.io'],
		['gateway', '-gw'],
		['gateway', 'a.b'],
		['region-code', 'e-us'],
		['region-code', '<code>'],
	])('%s %j', (key, text) => {
		const attempt = () => parseResource(`${key}=${text}`, '--resource');
		expect(attempt).toThrow(UsageError);
		expect(attempt).toThrow(new RegExp(`^--resource ${key} has ".*": give .+\\.$`));
	});

	it.each(['acr', '=name', 'registry=name', ''])('%j has no known key', text => {
		expect(() => parseResource(text, '--resource')).toThrow(/write KEY=NAME with one of these keys: acr, storage/);
	});
});

const collect = (named: readonly NamedResource[]) =>
	named.reduce((before, one) => addResource(before, one, '--resource'), {});

describe('addResource', () => {
	it('adds up the names of a key, each once', () => {
		const named = ['acr=first', 'vault=vault1', 'acr=second', 'acr=first'].map(text =>
			parseResource(text, '--resource'),
		);
		expect(collect(named)).toEqual({acr: ['first', 'second'], vault: ['vault1']});
	});

	it('takes one region code only', () => {
		const named = ['region-code=eus', 'region-code=weu'].map(text => parseResource(text, '--resource'));
		expect(() => collect(named)).toThrow(UsageError);
		expect(collect(named.slice(0, 1))).toEqual({'region-code': ['eus']});
	});
});
