import {describe, expect, it} from 'vitest';
import {recognizeIssuer} from '../../../source/verdict/fingerprints/recognize.ts';
import {certificate} from '../../helpers/sample-evidence.ts';

describe('the product that an inspecting authority is named after', () => {
	it.each([
		[
			'Zscaler',
			'C=US, ST=California, O=Zscaler Inc., OU=Zscaler Inc., CN=Zscaler Intermediate Root CA (zscloud.net) (t)',
		],
		['Netskope', 'CN=certadmin, O=Netskope Inc.'],
		['Netskope', 'CN=ca.corp-prod.goskope.com, O=Northwind'],
		['Fortinet', 'C=US, ST=California, L=Sunnyvale, O=Fortinet, OU=Certificate Authority, CN=FG6H0FTB00000000'],
		['Fortinet', 'CN=FortiGate CA'],
		['Palo Alto Networks', 'O=Palo Alto Networks, CN=PAN-FW-01'],
		['Palo Alto Networks', 'CN=PAN-FW decryption'],
		['Symantec Blue Coat', 'O=Blue Coat SG900 Series, CN=10.0.0.1'],
		['Sophos', 'CN=Sophos SSL CA_C320ABPCBJ8BQ6B, O=Sophos'],
		['Sophos', 'CN=Sophos_CA_C320ABPCBJ8BQ6B'],
		['Sophos', 'O=sophosutm, CN=sophosutm Proxy CA'],
		['Cisco Umbrella', 'O=Cisco, CN=Cisco Umbrella Primary SubCA'],
		['Forcepoint', 'CN=Forcepoint Cloud CA, O=Forcepoint LLC'],
		['McAfee (Skyhigh) Web Gateway', 'CN=McAfee Web Gateway'],
		['McAfee (Skyhigh) Web Gateway', 'CN=Skyhigh Root CA'],
		['SonicWall', 'CN=SonicWALL Firewall DPI-SSL, O=SonicWALL Inc., S=CA, C=US'],
		['Check Point', 'CN=Check Point Gateway CA'],
		['WatchGuard', 'CN=Fireware web CA, OU=Fireware, O=WatchGuard'],
		['Barracuda', 'CN=Barracuda CA'],
		['iboss', 'CN=iboss Network Security'],
		['squid', 'CN=squid proxy CA, O=Northwind'],
		['mitmproxy', 'CN=mitmproxy, O=mitmproxy'],
		['Smoothwall', 'CN=Smoothwall-default-root-certificate-authority'],
		['Trend Micro InterScan', 'CN=IWSS.TREND'],
		['Cyberoam', 'O=Cyberoam Certificate Authority'],
		['Aruba', 'O=Aruba Networks, CN=securelogin'],
		['UniFi', 'CN=UniFi, O=Ubiquiti Inc.'],
	])('%s: %s', (product, issuer) => {
		expect(recognizeIssuer([certificate(issuer)])).toBe(product);
	});

	it.each([
		['an authority of the company', 'CN=Northwind Mills TLS Inspection CA, O=Northwind Mills'],
		['a public authority', 'C=US, O=DigiCert Inc, CN=DigiCert Global Root G2'],
		['a city on the bay', 'C=US, ST=California, L=San Francisco, O=Example'],
		['a city with the name of a maker', 'C=US, ST=California, L=Palo Alto, O=Example'],
		['a word that begins alike', 'CN=Squidward Root, O=Sophosticated'],
		['a word that ends alike', 'CN=Giantsquid, O=Kiboss'],
		['nothing', ''],
	])('none in the name of %s', (_what, issuer) => {
		expect(recognizeIssuer([certificate(issuer)])).toBeNull();
	});

	it('looks at every signer in the chain, and not at whom the leaf is for', () => {
		expect(recognizeIssuer([certificate('CN=Plant 7'), certificate('CN=Zscaler Root CA', 'CN=Plant 7')])).toBe(
			'Zscaler',
		);
		expect(recognizeIssuer([certificate('CN=Northwind CA', 'CN=www.sophos.com, O=Sophos')])).toBeNull();
		expect(recognizeIssuer([])).toBeNull();
	});

	it('takes names of any length and any characters', () => {
		expect(recognizeIssuer([certificate(`${'squidx'.repeat(100_000)}\u0000\ud800`)])).toBeNull();
	});
});
