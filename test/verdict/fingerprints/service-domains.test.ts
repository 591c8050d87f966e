import {describe, expect, it} from 'vitest';
import {
	isInsidePlace,
	isOwnPlace,
	isSameService,
	registrableDomain,
} from '../../../source/verdict/fingerprints/service-domains.ts';

describe('the domain that somebody registered', () => {
	it.each([
		['go.microsoft.com', 'microsoft.com'],
		['microsoft.com', 'microsoft.com'],
		['a.b.c.example.co.uk', 'example.co.uk'],
		['www.gov.cn', 'www.gov.cn'],
		['mcr.azure.cn', 'azure.cn'],
		['x.com.ai', 'x.com.ai'],
		['WWW.Example.COM.', 'example.com'],
		['localhost', 'localhost'],
		['10.1.2.3', '10.1.2.3'],
		['[2001:db8::1]', '2001:db8::1'],
		['', ''],
		['corp-block.azurefd.net', 'corp-block.azurefd.net'],
		['a.web.core.windows.net', 'a.web.core.windows.net'],
		['a.b.blob.core.windows.net', 'b.blob.core.windows.net'],
		['contoso.azurecr.io', 'contoso.azurecr.io'],
		['contoso.vault.azure.net', 'contoso.vault.azure.net'],
		['management.azure.com', 'azure.com'],
	])('%s → %s', (host, domain) => {
		expect(registrableDomain(host)).toBe(domain);
	});
});

describe('hosts that belong together', () => {
	it.each([
		['go.microsoft.com', 'www.bing.com', true],
		['ml.azure.com', 'login.microsoftonline.com', true],
		['aka.ms', 'learn.microsoft.com', true],
		['quay.io', 'sso.redhat.com', true],
		['ppa.launchpad.net', 'login.ubuntu.com', true],
		['a.example.org', 'b.example.org', true],
		['archive.ubuntu.com', 'login.microsoftonline.com', false],
		['go.microsoft.com', 'microsoft.com.portal.example', false],
		['go.microsoft.com', 'notmicrosoft.com', false],
		['a.co.uk', 'b.co.uk', false],
		['go.microsoft.com', '10.0.0.1', false],
		// Names that any customer can register.
		['go.microsoft.com', 'corp-block.azurefd.net', false],
		['go.microsoft.com', 'block.z6.web.core.windows.net', false],
		['go.microsoft.com', 'block.blob.core.windows.net', false],
		['go.microsoft.com', 'block.trafficmanager.net', false],
		['go.microsoft.com', 'block.azureedge.net', false],
		['go.microsoft.com', 'block.azurewebsites.net', false],
		['go.microsoft.com', 'block.eastus.cloudapp.azure.com', false],
		['go.microsoft.com', 'block.visualstudio.com', false],
		['dl.k8s.io', 'block.storage.googleapis.com', false],
		['github.com', 'block.github.io', false],
		['gcr.io', 'storage.googleapis.com', true],
		['github.com', 'raw.githubusercontent.com', true],
	])('%s and %s: %s', (host, other, expected) => {
		expect(isSameService(host, other)).toBe(expected);
		expect(isSameService(other, host)).toBe(expected);
	});
});

describe('places inside a network', () => {
	it.each([
		['10.0.0.1', true, true],
		['[fd00::1]', true, true],
		['127.0.0.1', true, true],
		['52.1.2.3', true, false],
		['portal', true, true],
		['portal.corp', true, true],
		['login.home.arpa', true, true],
		['gw.northwind.local', true, true],
		['local.example', false, false],
		['portal.example.com', false, false],
	])('%s: inside %s, own %s', (host, isInside, isOwn) => {
		expect(isInsidePlace(host)).toBe(isInside);
		expect(isOwnPlace(host)).toBe(isOwn);
	});
});
