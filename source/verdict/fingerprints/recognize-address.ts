import {BlockList, isIP} from 'node:net';

type AddressFingerprint = {
	readonly product: string;
	/** First and last address. */
	readonly range: readonly [string, string];
	readonly source: string;
};

/**
 * Addresses that filtering resolvers answer with in place of a service's own. Only ones from networks of the makers:
 * block pages rented in a public cloud share their addresses with services that are asked for here.
 */
const addressFingerprints: readonly AddressFingerprint[] = [
	{
		product: 'Cisco Umbrella',
		range: ['146.112.61.104', '146.112.61.110'],
		source: 'cisco.com, "Learn the Umbrella Block Page IP Addresses"; OONI dns_prod_opendns_1',
	},
	{product: 'Cisco Umbrella', range: ['208.69.32.164', '208.69.32.164'], source: 'OONI dns_prod_opendns_2'},
	{
		product: 'FortiGuard',
		range: ['208.91.112.55', '208.91.112.55'],
		source: 'OONI dns_prod_fortidns; Fortinet cookbook, troubleshooting',
	},
	{
		product: 'CleanBrowsing',
		range: ['185.228.168.254', '185.228.168.254'],
		source: 'OONI dns_prod_cleanbrowsing_1',
	},
	{product: 'SafeDNS', range: ['195.46.39.11', '195.46.39.11'], source: 'OONI dns_prod_safedns'},
];

const ranges = addressFingerprints.map(({product, range}) => {
	const list = new BlockList();
	list.addRange(...range, 'ipv4');
	return {product, list};
});

/** The filtering service whose block page stands at this address, or null. */
export function recognizeAddress(address: string): string | null {
	// Umbrella answers AAAA with the same addresses, mapped into IPv6.
	const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
	if (isIP(address) === 0) return null;
	return ranges.find(({list}) => list.check(address, family))?.product ?? null;
}

/** The makers' own domains: no service that is asked for here has its home there, so that an alias into one is their doing. */
const aliasFingerprints: readonly {readonly product: string; readonly domains: readonly string[]}[] = [
	{product: 'Cisco Umbrella', domains: ['opendns.com', 'umbrella.com']},
	{product: 'FortiGuard', domains: ['fortiguard.com', 'fortiguard.net']},
	// The name that PAN-OS answers with unless told otherwise (Palo Alto Networks, "DNS Sinkholing").
	{product: 'Palo Alto Networks', domains: ['paloaltonetworks.com']},
	{
		product: 'Zscaler',
		domains: ['zscaler.net', 'zscaler.com', 'zscalerone.net', 'zscalertwo.net', 'zscalerthree.net', 'zscloud.net'],
	},
	{product: 'Cloudflare Gateway', domains: ['cloudflare-gateway.com']},
	{product: 'CleanBrowsing', domains: ['cleanbrowsing.org']},
	{product: 'SafeDNS', domains: ['safedns.com']},
	{product: 'DNSFilter', domains: ['dnsfilter.com']},
	{product: 'NextDNS', domains: ['nextdns.io']},
	{product: 'AdGuard DNS', domains: ['adguard-dns.com', 'adguard-dns.io']},
	{product: 'Infoblox', domains: ['infoblox.com']},
];

/** The filtering service in whose own domain an alias ends, or null. */
export function recognizeAlias(alias: string): string | null {
	const name = `.${alias.toLowerCase().replace(/\.$/, '')}`;
	return aliasFingerprints.find(({domains}) => domains.some(domain => name.endsWith(`.${domain}`)))?.product ?? null;
}
