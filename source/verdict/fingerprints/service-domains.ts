import {isIP} from 'node:net';
import {getDomain} from 'tldts';
import {isMadeUpAddress, isPrivateAddress, isSinkhole} from '../../evidence/addresses.ts';

/**
 * Domains of one service's owner: a redirect between them is the service's own way, to its sign-in for example. From the
 * hosts of the catalog and where they are known to lead.
 */
const services: readonly (readonly string[])[] = [
	[
		'aka.ms',
		'applicationinsights.com',
		'appserviceconsole.net',
		'azure.cn',
		'azure.com',
		'azure.net',
		'azure.us',
		'azureml.cn',
		'azureml.ms',
		'azureml.net',
		'azureml.us',
		'bing.com',
		'chinacloudapi.cn',
		'live.com',
		'microsoft.com',
		'microsoftmetrics.com',
		'microsoftonline.cn',
		'microsoftonline.com',
		'microsoftonline.us',
		'mscr.io',
		'msauth.net',
		'msedge.net',
		'mcr-msedge.net',
		'msftauth.net',
		'msftcloudes.com',
		'msftconnecttest.com',
		'office.com',
		'office.net',
		'office365.com',
		'oneget.org',
		'usgovcloudapi.net',
		'visualstudio.com',
		'windows.com',
		'windows.net',
		'windowsazure.cn',
		'windowsupdate.com',
	],
	['canonical.com', 'launchpad.net', 'launchpadcontent.net', 'ubuntu.com'],
	['docker.com', 'docker.io'],
	['gcr.io', 'google.com', 'googleapis.com', 'storage.googleapis.com'],
	['k8s.io', 'kubernetes.io'],
	['pypi.org', 'python.org', 'pythonhosted.org'],
	['quay.io', 'redhat.com'],
	['github.com', 'objects.githubusercontent.com', 'raw.githubusercontent.com'],
];

/** Whether two hosts belong together: the same registrable domain, or two of one owner. */
export function isSameService(host: string, other: string): boolean {
	return serviceOf(host) === serviceOf(other);
}

/** The owner of a host, told by the first of the owner's domains: the registrable domain where no owner is known. */
export function serviceOf(host: string): string {
	const domain = registrableDomain(host);
	return firstDomains.get(domain) ?? domain;
}

const firstDomains = new Map(services.flatMap(domains => domains.map(domain => [domain, domains[0] ?? domain])));

/**
 * Suffixes under which a cloud gives names out to its customers, and which the public suffix list does not have: the
 * names of registries, vaults, machines and organisations.
 */
const givenOutSuffixes = [
	...['azurecr.io', 'azurecr.cn', 'azurecr.us', 'azmk8s.io', 'azk8s.cn'],
	...['vault.azure.net', 'vault.azure.cn', 'vault.usgovcloudapi.net'],
	...['cloudapp.azure.com', 'chinacloudapp.cn', 'cloudapp.usgovcloudapi.net', 'azurecontainerapps.io'],
	...[
		'database.windows.net',
		'documents.azure.com',
		'azurehdinsight.net',
		'visualstudio.com',
		'storage.googleapis.com',
	],
];

/**
 * The domain that somebody registered, by the public suffix list with its private suffixes (so that a name which any
 * customer of a cloud can register belongs to that customer). Addresses and names without a suffix stay whole.
 */
export function registrableDomain(host: string): string {
	const name = bareHost(host);
	const givenOut = givenOutSuffixes.find(suffix => name.endsWith(`.${suffix}`));
	if (givenOut !== undefined)
		return name
			.split('.')
			.slice(-1 - givenOut.split('.').length)
			.join('.');
	return getDomain(name, {allowPrivateDomains: true, validateHostname: false}) ?? name;
}

/** Endings of names that exist inside one network only (RFC 6762, RFC 8375, and habit). */
const privateEndings = ['corp', 'home', 'home.arpa', 'internal', 'intranet', 'lan', 'local', 'localdomain', 'private'];

/** An address, a name without a dot, or a name that only one network knows: where no public service sends anybody. */
export function isInsidePlace(host: string): boolean {
	const name = bareHost(host);
	if (isIP(name) !== 0 || !name.includes('.')) return true;
	return privateEndings.some(ending => name.endsWith(`.${ending}`));
}

/** A host of one's own network: an inside name, or an address that is not public. */
export function isOwnPlace(host: string): boolean {
	const name = bareHost(host);
	if (isIP(name) === 0) return isInsidePlace(name);
	return isPrivateAddress(name) || isSinkhole(name) || isMadeUpAddress(name);
}

function bareHost(host: string): string {
	return host
		.toLowerCase()
		.replace(/^\[|\]$/g, '')
		.replace(/\.$/, '');
}
