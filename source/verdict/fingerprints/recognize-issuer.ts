import type {CertificateEvidence} from '../../evidence/types.ts';

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
