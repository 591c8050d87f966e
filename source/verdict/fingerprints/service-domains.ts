import {isIP} from 'node:net';
import {isMadeUpAddress, isPrivateAddress, isSinkhole} from '../../evidence/addresses.ts';

/**
 * Domains of one house: a redirect between them is the service's own way, to its sign-in for example. From the hosts of
 * the catalog and where they are known to lead.
 */
const houses: readonly (readonly string[])[] = [
	[
		'aka.ms',
		'applicationinsights.com',
		'appserviceconsole.net',
		'azk8s.cn',
		'azmk8s.io',
		'azure.cn',
		'azure.com',
		'azure.net',
		'azure.us',
		'azurecr.cn',
		'azurecr.io',
		'azurecr.us',
		'azureedge.net',
		'azurefd.net',
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
		'trafficmanager.net',
		'usgovcloudapi.net',
		'visualstudio.com',
		'windows.com',
		'windows.net',
		'windowsazure.cn',
		'windowsupdate.com',
	],
	['canonical.com', 'launchpad.net', 'launchpadcontent.net', 'ubuntu.com'],
	['docker.com', 'docker.io'],
	['gcr.io', 'google.com', 'googleapis.com'],
	['k8s.io', 'kubernetes.io'],
	['pypi.org', 'python.org', 'pythonhosted.org'],
	['quay.io', 'redhat.com'],
	['github.com', 'github.io', 'githubusercontent.com'],
];

/** Whether two hosts belong together: the same registrable domain, or two domains of one house. */
export function isSameHouse(host: string, other: string): boolean {
	return houseOf(host) === houseOf(other);
}

/** The house that a host belongs to, by the first of its domains: its own registrable domain where no house is known. */
export function houseOf(host: string): string {
	const domain = registrableDomain(host);
	return firstDomains.get(domain) ?? domain;
}

const firstDomains = new Map(houses.flatMap(house => house.map(domain => [domain, house[0] ?? domain])));

/** Second-level names under which a country's registry gives out names: co.uk, com.cn, gov.au … */
const registryLabels = ['ac', 'co', 'com', 'edu', 'go', 'gov', 'ne', 'net', 'or', 'org'];

/**
 * The domain that somebody registered: the last two labels of a name, three where the second-last is a registry's.
 * An approximation of the public suffix list, good for telling a stranger from the service. Addresses stay whole.
 */
export function registrableDomain(host: string): string {
	const name = bareHost(host);
	if (isIP(name) !== 0) return name;
	const labels = name.split('.');
	const isUnderRegistry = labels.at(-1)?.length === 2 && registryLabels.includes(labels.at(-2) ?? '');
	return labels.slice(isUnderRegistry ? -3 : -2).join('.');
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
