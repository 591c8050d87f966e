import {describe, expect, it} from 'vitest';
import {parseFortios} from '../helpers/parse-fortios.ts';
import {renderEntries, usualEntries} from '../helpers/render.ts';

describe('the FortiOS configuration', () => {
	const {text} = renderEntries('fortigate', usualEntries, ['10.0.0.0/16', '2001:db8::/32']);
	const tables = parseFortios(text);
	const addresses = tables['firewall address'] ?? {};
	const groups = tables['firewall addrgrp'] ?? {};

	it('makes an address for each name', () => {
		expect(addresses['arc-netcheck-management.azure.com']).toMatchObject({
			type: ['fqdn'],
			fqdn: ['management.azure.com'],
			comment: ['Azure Resource Manager, which the cluster s agents ask.'],
		});
		expect(addresses['arc-netcheck-ANY.azurecr.io']?.fqdn).toEqual(['*.azurecr.io']);
	});

	it('groups them by protocol and port, from addresses that are there', () => {
		expect(Object.keys(groups)).toEqual([
			'arc-netcheck-https-443',
			'arc-netcheck-https-8084',
			'arc-netcheck-http-80',
			'arc-netcheck-udp-123',
			'arc-netcheck-source',
		]);
		for (const {member = []} of Object.values(groups)) {
			expect(member.length).toBeGreaterThan(0);
			for (const name of member) expect(Object.keys(addresses)).toContain(name);
		}
		expect(groups['arc-netcheck-http-80']?.member).toHaveLength(2);
	});

	it('makes services for ports without one', () => {
		expect(tables['firewall service custom']).toEqual({
			'arc-netcheck-tcp-8084': {'tcp-portrange': ['8084']},
			'arc-netcheck-udp-123': {'udp-portrange': ['123']},
		});
	});

	it('exempts from inspection by objects of the kind that exemptions take', () => {
		expect(tables['firewall wildcard-fqdn custom']).toEqual({
			'arc-netcheck-ANY.servicebus.windows.net': {'wildcard-fqdn': ['*.servicebus.windows.net']},
		});
		expect(text).toMatch(/# +config ssl-exempt/);
	});

	it('makes objects of IPv4 sources, and says what IPv6 ones need', () => {
		expect(addresses['arc-netcheck-source-1']).toEqual({subnet: ['10.0.0.0/16']});
		expect(text).toMatch(/^# The source 2001:db8::\/32 is IPv6/m);
		expect(text).toMatch(/^# +set srcaddr "arc-netcheck-source"$/m);
		expect(renderEntries('fortigate', usualEntries).text).toMatch(/^# +set srcaddr "SOURCE"$/m);
	});

	it('gives policies as comments that are configuration once they are completed', () => {
		const from = text.indexOf('# config firewall policy');
		const template = text
			.slice(from, text.indexOf('\n# end', from) + 6)
			.replaceAll(/^# /gm, '')
			.replace(/edit 0/g, () => `edit ${++number}`);
		expect(Object.values(parseFortios(template)['firewall policy'] ?? {})).toMatchObject([
			{dstaddr: ['arc-netcheck-https-443'], service: ['HTTPS'], action: ['accept']},
			{dstaddr: ['arc-netcheck-https-8084'], service: ['arc-netcheck-tcp-8084']},
			{dstaddr: ['arc-netcheck-http-80'], service: ['HTTP']},
			{dstaddr: ['arc-netcheck-udp-123'], service: ['arc-netcheck-udp-123']},
		]);
	});
	let number = 0;
});

it('keeps names within the limit of the product, and apart from each other', () => {
	const long = `${'a'.repeat(60)}.${'b'.repeat(60)}`;
	const {text} = renderEntries('fortigate', [{host: `${long}.one.example`}, {host: `${long}.two.example`}]);
	const names = Object.keys(parseFortios(text)['firewall address'] ?? {});
	expect(names).toHaveLength(2);
	for (const name of names) expect(name.length).toBeLessThanOrEqual(79);
});

it('cuts comments to the limit of the product', () => {
	const {text} = renderEntries('fortigate', [{host: 'a.example', purposes: ['word '.repeat(100)]}]);
	const [comment = ''] = parseFortios(text)['firewall address']?.['arc-netcheck-a.example']?.comment ?? [];
	expect(comment.length).toBeGreaterThan(200);
	expect(comment.length).toBeLessThanOrEqual(255);
});
