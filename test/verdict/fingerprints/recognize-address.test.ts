import {describe, expect, it} from 'vitest';
import {recognizeAddress, recognizeAlias} from '../../../source/verdict/fingerprints/recognize.ts';

describe('addresses of block pages', () => {
	it.each([
		['146.112.61.104', 'Cisco Umbrella'],
		['146.112.61.106', 'Cisco Umbrella'],
		['146.112.61.110', 'Cisco Umbrella'],
		['::ffff:146.112.61.106', 'Cisco Umbrella'],
		['::ffff:9270:3d6a', 'Cisco Umbrella'],
		['208.69.32.164', 'Cisco Umbrella'],
		['208.91.112.55', 'FortiGuard'],
		['185.228.168.254', 'CleanBrowsing'],
		['195.46.39.11', 'SafeDNS'],
		['146.112.61.103', null],
		['146.112.61.111', null],
		['146.112.62.106', null],
		['208.91.112.53', null],
		['208.67.222.222', null],
		['13.69.64.1', null],
		['0.0.0.0', null],
		['10.0.0.1', null],
		['2603:1030::1', null],
		['', null],
		['146.112.61.106.example', null],
	])('%s: %s', (address, product) => {
		expect(recognizeAddress(address)).toBe(product);
	});
});

it.each([
	['sinkhole.paloaltonetworks.com', 'Palo Alto Networks'],
	['hit-block.opendns.com', 'Cisco Umbrella'],
	['BLOCK.OpenDNS.com.', 'Cisco Umbrella'],
	['gateway.zscalertwo.net', 'Zscaler'],
	['blocked.nextdns.io', 'NextDNS'],
	['block.cloudflare-gateway.com', 'Cloudflare Gateway'],
	['notopendns.com', null],
	['opendns.com.corp.example', null],
	['myreg.privatelink.azurecr.io', null],
	['prod.trafficmanager.net', null],
	['', null],
])('the alias %s: %s', (alias, product) => {
	expect(recognizeAlias(alias)).toBe(product);
});
