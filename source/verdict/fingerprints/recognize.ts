import {BlockList, isIP} from 'node:net';
import type {CertificateEvidence, HeaderMap} from '../../evidence/types.ts';
import {
	answerFingerprints,
	type Fingerprint,
	forwardProxies,
	type Recognition,
	type Sign,
} from './answer-fingerprints.ts';

/** The parts of an HTTP answer that signs are looked for in, bounded when they were read. */
export type SeenAnswer = {
	readonly status: number | null;
	readonly headers: HeaderMap;
	readonly body: string;
	readonly title: string | null;
};

type Text = {
	readonly status: string;
	readonly headers: HeaderMap;
	readonly body: string;
	readonly title: string;
	readonly location: string;
	readonly locationHost: string;
};

/** With signs in lower case, since thousands of answers are held against them. */
const fingerprints = answerFingerprints.map(fingerprint => ({
	...fingerprint,
	signs: fingerprint.signs.map(sign => ({...sign, text: sign.text.toLowerCase()})),
}));

/** Names the product that an answer shows signs of, and what kind of answer it is. Null: nothing known. */
export function recognizeAnswer(answer: SeenAnswer): Recognition | null {
	const text = textOf(answer);
	const found = fingerprints.find(fingerprint => fits(fingerprint, text));
	if (!found) return null;
	const {product, kind, signs} = found;
	return {product, kind, isByStatusAlone: signs.length === 0, isForwardProxy: forwardProxies.includes(product)};
}

function fits({status, signs}: Fingerprint, text: Text): boolean {
	if (status !== undefined && !text.status.startsWith(status)) return false;
	return signs.length === 0 || signs.some(sign => isIn(text, sign));
}

function isIn(text: Text, sign: Sign): boolean {
	const wanted = sign.text;
	switch (sign.in) {
		case 'header':
			return text.headers[sign.name]?.toLowerCase().includes(wanted) ?? false;
		case 'location-host':
			return text.locationHost === wanted || text.locationHost.endsWith(`.${wanted}`);
		case 'location':
			return text.location.includes(wanted);
		case 'title':
			return text.title.includes(wanted);
		case 'body':
			return text.body.includes(wanted);
		default:
			return sign satisfies never;
	}
}

function textOf({status, headers, body, title}: SeenAnswer): Text {
	const isRedirect = status !== null && status >= 300 && status < 400;
	const location = isRedirect ? (headers.location ?? '').toLowerCase() : '';
	return {
		status: status === null ? '' : String(status),
		headers,
		// What a service says in JSON is its own: block pages are written for people.
		body: /^\s*[[{]/.test(body) ? '' : body.toLowerCase(),
		title: (title ?? '').toLowerCase(),
		location,
		locationHost: URL.parse(location)?.hostname ?? '',
	};
}

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

type IssuerFingerprint = {readonly product: string; readonly names: readonly string[]; readonly source: string};

/** Chrome's list of software that re-signs connections: ssl_error_assistant.asciipb in the Chromium sources. */
const chromium = 'Chromium, ssl_error_assistant';

/** Tailscale's list of firewall makers: net/tlsdial/blockblame. */
const tailscale = 'Tailscale, blockblame';

/** These products sign with an authority that their owner makes and names, often after the product. */
const ownName = "the maker's own name";

const issuerFingerprints: readonly IssuerFingerprint[] = [
	{product: 'Zscaler', names: ['Zscaler'], source: chromium},
	{
		product: 'Netskope',
		names: ['Netskope', 'goskope.com'],
		source: 'public chains: CN=certadmin, O=Netskope Inc., and CN=ca.<tenant>.goskope.com',
	},
	{product: 'Fortinet', names: ['Fortinet', 'FortiGate'], source: `${chromium}; ${tailscale}`},
	// The city of that name stands in the certificates of other companies.
	{product: 'Palo Alto Networks', names: ['Palo Alto Networks', 'PAN-FW'], source: tailscale},
	{product: 'Symantec Blue Coat', names: ['Blue Coat'], source: chromium},
	{product: 'Sophos', names: ['Sophos', 'sophosutm'], source: `${chromium}; ${tailscale}`},
	// Only with its second word: "Cisco" alone ends "San Francisco".
	{product: 'Cisco Umbrella', names: ['Cisco Umbrella'], source: chromium},
	{product: 'Forcepoint', names: ['Forcepoint'], source: chromium},
	{product: 'McAfee (Skyhigh) Web Gateway', names: ['McAfee Web Gateway', 'Skyhigh'], source: chromium},
	{product: 'SonicWall', names: ['SonicWALL'], source: chromium},
	{product: 'Smoothwall', names: ['Smoothwall-default-root-certificate-authority'], source: chromium},
	{product: 'Trend Micro InterScan', names: ['IWSS.TREND'], source: chromium},
	{product: 'Cyberoam', names: ['Cyberoam Certificate Authority'], source: chromium},
	{product: 'Aruba', names: ['Aruba Networks'], source: tailscale},
	{product: 'UniFi', names: ['UniFi', 'Ubiquiti'], source: tailscale},
	{product: 'mitmproxy', names: ['mitmproxy'], source: 'measured with mitmproxy 8.1.1: CN=mitmproxy, O=mitmproxy'},
	{product: 'Check Point', names: ['Check Point', 'CheckPoint'], source: ownName},
	{product: 'WatchGuard', names: ['WatchGuard', 'WatchGuard_Technologies'], source: ownName},
	{product: 'Barracuda', names: ['Barracuda'], source: ownName},
	{product: 'iboss', names: ['iboss'], source: ownName},
	{product: 'squid', names: ['squid'], source: ownName},
];

/**
 * The inspecting product that the authorities of a chain are named after, or null. For chains that are not publicly
 * trusted: the makers of these products have public certificates for their own sites too.
 */
export function recognizeIssuer(chain: readonly CertificateEvidence[]): string | null {
	// The leaf's own subject is the site asked for, so only who signed counts.
	const issuers = chain.map(({issuer}) => issuer.toLowerCase());
	const found = issuerFingerprints.find(({names}) =>
		names.some(name => issuers.some(issuer => hasWord(issuer, name.toLowerCase()))),
	);
	return found?.product ?? null;
}

/** Whether the name stands there as a word of its own: "squid" is not in "Squidward". */
function hasWord(text: string, word: string): boolean {
	for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
		if (!isLetter(text[at - 1]) && !isLetter(text[at + word.length])) return true;
	}
	return false;
}

function isLetter(character: string | undefined): boolean {
	return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
